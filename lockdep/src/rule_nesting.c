/* SPDX-License-Identifier: MIT
 *
 * rule_nesting.c: several locks of one class whose order is declared: by a comparison
 * (lock-order), or as any under a parent (requires).  It is a matter of locks, not of classes:
 * looked at each time.
 */
#include "class.h"
#include "held.h"
#include "rules.h"
#include "splat.h"

/* The held lock that the declared order puts behind this one; NULL if there is none. */
static const struct lockdep_held *out_of_order(const struct lockdep_thread *thread,
					       const struct lockdep_map *map, uint16_t cls,
					       uint16_t entered)
{
	for (unsigned i = lockdep_held_base(thread, entered); i < thread->depth; i++) {
		const struct lockdep_held *held = &thread->held[i];

		if (held->cls == cls && held->map != map &&
		    !lockdep_classes[cls].nests(held->map, map))
			return held;
	}
	return NULL;
}

static bool compared(uint16_t cls, unsigned flags)
{
	return lockdep_class_learned(cls) && lockdep_classes[cls].nests &&
	       !(flags & (LOCKDEP_TRY | LOCKDEP_FLAG_UNDER));
}

bool lockdep_rule_nesting_breaks(const struct lockdep_thread *thread, const struct lockdep_map *map,
				 uint16_t cls, unsigned flags, uint16_t entered)
{
	return compared(cls, flags) && out_of_order(thread, map, cls, entered);
}

static void explain(struct lockdep_text *t, const struct lockdep_event *ev,
		    const struct lockdep_finding *f)
{
	lockdep_text_put(t, "  taken in %P inside another lock of its class\n", ev->site);
	lockdep_text_put(t, "  held since %p, and to be taken after this one, as the class's "
			 "comparison says\n", f->held->site);
	lockdep_text_put(t, "  the call: ");
	lockdep_splat_here(t, ev);
}

void lockdep_rule_nesting(struct lockdep_event *ev)
{
	const struct lockdep_held *held;
	struct lockdep_finding f = {
		.rule = LOCKDEP_RULE_LOCK_ORDER,
		.rule_name = lockdep_rule_name(LOCKDEP_RULE_LOCK_ORDER),
		.subject = ev->name,
		.a = ev->cls,
		.b = ev->cls,
		.explain = explain,
	};

	if (!compared(ev->cls, ev->flags))
		return;
	held = out_of_order(ev->thread, ev->map, ev->cls, ev->entered);
	f.held = held;
	if (held)
		lockdep_report(ev, &f);
}
