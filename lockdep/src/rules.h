/* SPDX-License-Identifier: MIT
 *
 * rules.h: the rules, and what they find.
 *
 * A rule looks at one event and the tables, and hands each thing it finds to
 * lockdep_report().  A rule is a file rule_<what>.c with a check and a drawing,
 * a row in rules.c, and an id in lockdep.h.  All of it runs in the slow path.
 */
#ifndef LOCKDEP_RULES_H
#define LOCKDEP_RULES_H

#include "event.h"
#include "text.h"

#define LOCKDEP_MAX_PATH 16             /* classes of an order that a report shows */

struct lockdep_finding {
	enum lockdep_rule rule;
	const char *rule_name;
	const char *subject;            /* the first line's lock class, or "a thread" */
	/* Reported once for each combination of rule and these four. */
	uint16_t a, b;                  /* classes, or 0 */
	uint16_t row;                   /* of contexts.def, where one is concerned */
	const void *where;

	/* Classes, each waited for with the one before it held. */
	uint16_t path[LOCKDEP_MAX_PATH];
	unsigned path_len;
	bool path_cut;                  /* the middle didn't fit */

	/* Writes the lines below the first one: what is wrong, drawn, and the chains
	 * that lead there. */
	void (*explain)(struct lockdep_text *t, const struct lockdep_event *ev,
			const struct lockdep_finding *f);
};

/* Every rule that concerns the event's kind, in the table's order. */
void lockdep_rules_check(struct lockdep_event *ev);

/* Prints the finding unless it was reported before; sets the event's verdict. */
void lockdep_report(struct lockdep_event *ev, const struct lockdep_finding *f);

void lockdep_rule_recursion(struct lockdep_event *ev);
void lockdep_rule_imbalance(struct lockdep_event *ev);
void lockdep_rule_inversion(struct lockdep_event *ev);
void lockdep_rule_mismatch(struct lockdep_event *ev);
void lockdep_rule_block(struct lockdep_event *ev);
void lockdep_rule_order(struct lockdep_event *ev);

#endif
