/* SPDX-License-Identifier: MIT
 *
 * rule_balance.c: lock-recursion, waiting for a lock that the waiter holds, and
 * lock-imbalance, releasing one that it doesn't.
 */
#include "class.h"
#include "held.h"
#include "rules.h"
#include "splat.h"

static void explain_recursion(struct lockdep_text *t, const struct lockdep_event *ev,
			      const struct lockdep_finding *f)
{
	const struct lockdep_held *held = lockdep_held_find(ev->thread, ev->map);

	(void)f;
	lockdep_text_put(t, "  waited for in %P\n", ev->site);
	lockdep_text_put(t, "  held since %p by the same thread\n", held->site);
	lockdep_text_put(t, "  the call: ");
	lockdep_splat_here(t, ev);
}

static void explain_imbalance(struct lockdep_text *t, const struct lockdep_event *ev,
			      const struct lockdep_finding *f)
{
	(void)f;
	lockdep_text_put(t, "  released in %P, but this thread doesn't hold it\n", ev->site);
	lockdep_text_put(t, "  the call: ");
	lockdep_splat_here(t, ev);
}

static void report(struct lockdep_event *ev, enum lockdep_rule rule,
		   void (*explain)(struct lockdep_text *t, const struct lockdep_event *ev,
				   const struct lockdep_finding *f))
{
	struct lockdep_finding f = {
		.rule = rule,
		.rule_name = lockdep_rule_name(rule),
		.subject = ev->name,
		.a = ev->cls,
		.where = ev->site,
		.explain = explain,
	};

	lockdep_report(ev, &f);
}

/* A handler that waits for what the interrupted thread holds is an inversion,
 * which says more. */
static bool is_inversion(const struct lockdep_event *ev, const struct lockdep_held *held)
{
	const struct lockdep_class_info *info;

	if (held->entered == ev->entered || !lockdep_class_learned(ev->cls))
		return false;
	info = &lockdep_classes[ev->cls];
	return info->held_open & info->spun;
}

void lockdep_rule_recursion(struct lockdep_event *ev)
{
	const struct lockdep_held *held = lockdep_held_find(ev->thread, ev->map);

	if (ev->waits && held && !is_inversion(ev, held))
		report(ev, LOCKDEP_RULE_LOCK_RECURSION, explain_recursion);
}

void lockdep_rule_imbalance(struct lockdep_event *ev)
{
	report(ev, LOCKDEP_RULE_LOCK_IMBALANCE, explain_imbalance);
}
