/* SPDX-License-Identifier: MIT
 *
 * rule_balance.c: lock-recursion, waiting for a lock that the waiter holds, and
 * lock-imbalance, releasing one that it doesn't.
 */
#include "class.h"
#include "held.h"
#include "rules.h"
#include "splat.h"
#include "threads.h"
#include "usage.h"

static void explain_recursion(struct lockdep_text *t, const struct lockdep_event *ev,
			      const struct lockdep_finding *f)
{
	lockdep_text_put(t, "  waited for in %P\n", ev->site);
	lockdep_text_put(t, "  held since %p by the same thread\n", f->held->site);
	if (lockdep_held_shared(f->held) && lockdep_event_shared(ev))
		lockdep_text_put(t, "  as a reader both times: a writer that waits in between "
				 "keeps the second one out\n");
	lockdep_text_put(t, "  the call: ");
	lockdep_splat_here(t, ev);
}

/* The entry that a wait for `map` waits for. */
static const struct lockdep_held *blocking(const struct lockdep_thread *thread,
					   const struct lockdep_map *map, unsigned flags)
{
	if (flags & LOCKDEP_TRY)
		return NULL;
	for (unsigned i = thread->depth; i-- > 0;) {
		const struct lockdep_held *held = &thread->held[i];

		if (held->map == map && lockdep_class_blocks(lockdep_held_shared(held),
							     flags & LOCKDEP_READ_RECURSIVE))
			return held;
	}
	return NULL;
}

bool lockdep_rule_recursion_breaks(const struct lockdep_thread *thread,
				   const struct lockdep_map *map, unsigned flags)
{
	return blocking(thread, map, flags);
}

/* A handler that waits for what the interrupted thread holds is an inversion,
 * which says more. */
static bool is_inversion(const struct lockdep_event *ev, const struct lockdep_held *held)
{
	if (lockdep_context_entered(held->context) == ev->entered || !lockdep_class_learned(ev->cls))
		return false;
	return lockdep_usage_inverted(&lockdep_classes[lockdep_classes[ev->cls].base]);
}

void lockdep_rule_recursion(struct lockdep_event *ev)
{
	struct lockdep_finding f = {
		.rule = LOCKDEP_RULE_LOCK_RECURSION,
		.rule_name = lockdep_rule_name(LOCKDEP_RULE_LOCK_RECURSION),
		.subject = ev->name,
		.a = ev->cls,
		.where = ev->site,
		.held = blocking(ev->thread, ev->map, ev->flags),
		.explain = explain_recursion,
	};

	if (f.held && !is_inversion(ev, f.held))
		lockdep_report(ev, &f);
}

static void explain_imbalance(struct lockdep_text *t, const struct lockdep_event *ev,
			      const struct lockdep_finding *f)
{
	const struct lockdep_thread *owner = lockdep_threads_holder(ev->map, ev->thread);

	(void)f;
	lockdep_text_put(t, "  released in %P, but this thread doesn't hold it\n", ev->site);
	if (owner)
		lockdep_text_put(t, "  another thread does, or waits for it: taken at %p\n",
				 lockdep_threads_site(owner, ev->map));
	lockdep_text_put(t, "  the call: ");
	lockdep_splat_here(t, ev);
}

void lockdep_rule_imbalance(struct lockdep_event *ev)
{
	struct lockdep_finding f = {
		.rule = LOCKDEP_RULE_LOCK_IMBALANCE,
		.rule_name = lockdep_rule_name(LOCKDEP_RULE_LOCK_IMBALANCE),
		.subject = ev->name,
		.a = ev->cls,
		.where = ev->site,
		.explain = explain_imbalance,
	};

	lockdep_report(ev, &f);
}
