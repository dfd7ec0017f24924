/* SPDX-License-Identifier: MIT
 *
 * rule_mismatch.c: context-mismatch: a lock used otherwise than it is declared.
 *
 * Two ways: held while an actor can interrupt that the declaration says cannot;
 * and spun on by an actor which the declaration lets interrupt the holders.
 * Where both sides were really seen, that is an inversion, which says more: the
 * mismatch of that row is then left to it.
 */
#include "class.h"
#include "rules.h"
#include "splat.h"
#include "usage.h"

static void explain_undeclared(struct lockdep_text *t, const struct lockdep_event *ev,
			       const struct lockdep_finding *f)
{
	(void)f;
	lockdep_text_put(t, "  taken in %P, but it has no class and so declares no state\n",
			 ev->site);
	lockdep_text_put(t, "  taken: ");
	lockdep_splat_here(t, ev);
}

static void explain_held(struct lockdep_text *t, const struct lockdep_event *ev,
			 const struct lockdep_finding *f)
{
	lockdep_text_put(t, "  held ");
	lockdep_context_put_open(t, f->row);
	lockdep_text_put(t, " in %P\n", ev->site);
	lockdep_splat_class(t, f->a);
	lockdep_text_put(t, "  as declared, %s cannot interrupt the holder: here it can\n",
			 lockdep_contexts[f->row].actor);
	lockdep_text_put(t, "  held: ");
	lockdep_splat_trace(t, ev->trace);
}

static void explain_spun(struct lockdep_text *t, const struct lockdep_event *ev,
			 const struct lockdep_finding *f)
{
	lockdep_text_put(t, "  spun on ");
	lockdep_context_put_spun(t, f->row);
	lockdep_text_put(t, " in %P\n", ev->site);
	lockdep_splat_class(t, f->a);
	lockdep_text_put(t, "  as declared, %s may interrupt the holder: it then spins for ever\n",
			 lockdep_contexts[f->row].actor);
	lockdep_text_put(t, "  spun on: ");
	lockdep_splat_trace(t, ev->trace);
}

static void report(struct lockdep_event *ev, unsigned row, uint16_t side, const void *where,
		   void (*explain)(struct lockdep_text *t, const struct lockdep_event *ev,
				   const struct lockdep_finding *f))
{
	struct lockdep_finding f = {
		.rule = LOCKDEP_RULE_CONTEXT_MISMATCH,
		.rule_name = lockdep_rule_name(LOCKDEP_RULE_CONTEXT_MISMATCH),
		.subject = ev->name,
		.a = lockdep_class_learned(ev->cls) ? lockdep_classes[ev->cls].base : ev->cls,
		.b = side,
		.row = (uint16_t)row,
		.where = where,
		.explain = explain,
	};

	lockdep_report(ev, &f);
}

/* One report says what the strictest of several rows would say again. */
static unsigned strictest(uint16_t rows)
{
	unsigned best = 0;
	bool any = false;

	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if ((rows & (1u << row)) &&
		    (!any || (lockdep_contexts[row].closes & (1u << best)))) {
			best = row;
			any = true;
		}
	return best;
}

void lockdep_rule_mismatch(struct lockdep_event *ev)
{
	const struct lockdep_class_info *info;
	uint16_t inverted, held, spun;

	if (ev->cls == LOCKDEP_CLASS_NONE) {
		report(ev, 0, 0, ev->site, explain_undeclared);
		return;
	}
	if (!lockdep_class_learned(ev->cls) || !lockdep_class_spins(ev->cls))
		return;
	info = &lockdep_classes[lockdep_classes[ev->cls].base];
	inverted = lockdep_usage_inverted(info);
	held = ev->now_open & info->declared & (uint16_t)~inverted;
	spun = ev->now_spun &
	       (uint16_t)~(info->declared | lockdep_kinds[info->kind].masks | inverted);
	if (held)
		report(ev, strictest(held), 1, NULL, explain_held);
	if (spun)
		report(ev, strictest(spun), 2, NULL, explain_spun);
}
