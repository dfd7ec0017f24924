/* SPDX-License-Identifier: MIT
 *
 * rule_block.c: block-in-atomic: a thread that sleeps, yields or waits for a
 * sleeping lock where it cannot give the CPU back, or holding a spinning lock; and a lock that
 * waits more patiently than one that is held around it.
 */
#include "class.h"
#include "held.h"
#include "rules.h"
#include "splat.h"

static void explain(struct lockdep_text *t, const struct lockdep_event *ev,
		    const struct lockdep_finding *f)
{
	lockdep_text_put(t, "  may block in %P\n", ev->site);
	if (!lockdep_context_may_block(ev->closed, ev->entered)) {
		lockdep_text_put(t, "  in ");
		lockdep_context_put(t, ev->closed, ev->entered);
		lockdep_text_put(t, ", where the CPU can't be given to another thread\n");
	}
	if (f->a)
		lockdep_text_put(t, "  holding %s, which others spin on meanwhile\n",
				 lockdep_classes[f->a].name);
	lockdep_text_put(t, "  the call: ");
	lockdep_splat_here(t, ev);
}

static enum lockdep_wait wait_of(const struct lockdep_event *ev)
{
	if (ev->kind == LOCKDEP_EVENT_BLOCK)
		return LOCKDEP_WAIT_SLEEPS;
	if (lockdep_class_learned(ev->cls))
		return lockdep_classes[ev->cls].wait;
	return ev->map->cls && !lockdep_kinds[ev->map->cls->kind].spins ? LOCKDEP_WAIT_SLEEPS
								       : LOCKDEP_WAIT_SPINS;
}

static void explain_wait(struct lockdep_text *t, const struct lockdep_event *ev,
			 const struct lockdep_finding *f)
{
	lockdep_text_put(t, "  taken in %P; it spins here, and sleeps where the system is configured so\n",
			 ev->site);
	lockdep_text_put(t, "  holding %s, which never sleeps\n", lockdep_classes[f->a].name);
	lockdep_text_put(t, "  the call: ");
	lockdep_splat_here(t, ev);
}

void lockdep_rule_block(struct lockdep_event *ev)
{
	enum lockdep_wait wait = wait_of(ev);
	/* What an interrupted actor holds is not around it: a handler can't sleep anyway. */
	const struct lockdep_held *held = lockdep_held_less_patient(ev->thread, ev->base, wait);
	bool atomic = wait == LOCKDEP_WAIT_SLEEPS &&
		      !lockdep_context_may_block(ev->closed, ev->entered);
	struct lockdep_finding f = {
		.rule = LOCKDEP_RULE_BLOCK_IN_ATOMIC,
		.rule_name = lockdep_rule_name(LOCKDEP_RULE_BLOCK_IN_ATOMIC),
		.b = ev->cls,
		.where = ev->kind == LOCKDEP_EVENT_BLOCK ? ev->site : NULL,
		.explain = wait == LOCKDEP_WAIT_SLEEPS ? explain : explain_wait,
	};

	if (!ev->waits || (!atomic && !held))
		return;
	if (held && lockdep_class_learned(held->cls))
		f.a = held->cls;
	f.subject = ev->name ? ev->name : f.a ? lockdep_classes[f.a].name : "no lock";
	lockdep_report(ev, &f);
}
