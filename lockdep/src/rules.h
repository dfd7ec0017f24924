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

struct lockdep_finding {
	enum lockdep_rule rule;
	const char *rule_name;
	const char *subject;            /* the first line's lock class, or "a thread" */
	/* Reported once for each combination of rule, these four, and what is said. */
	uint16_t a, b;                  /* classes, or 0 */
	uint16_t row;                   /* of contexts.def, where one is concerned */
	const void *where;

	/* It stops until the holder goes on on another CPU; else for ever. */
	bool until_migration;

	/* Classes, each waited for with the one before it held, and the edges in between. */
	uint16_t path[2 * LOCKDEP_MAX_PATH + 2];
	uint16_t edges[2 * LOCKDEP_MAX_PATH + 1];
	unsigned path_len;
	bool path_cut;                  /* the middle didn't fit */
	bool spun_mode, held_mode;      /* of an inversion's two sides */

	/* Writes the lines below the first one: what is wrong, drawn, and the chains
	 * that lead there. */
	void (*explain)(struct lockdep_text *t, const struct lockdep_event *ev,
			const struct lockdep_finding *f);
	/* Said by a report with nothing else to explain. */
	const char *said;
	const struct lockdep_held *held;        /* the lock that it is said of */
};

/* Every rule that concerns the event's kind, in the table's order. */
void lockdep_rules_check(struct lockdep_event *ev);

/* Prints the finding unless it was reported before; sets the event's verdict. */
void lockdep_report(struct lockdep_event *ev, const struct lockdep_finding *f);

/* Broken as well, and not worth a report of its own. */
void lockdep_report_broken(struct lockdep_event *ev, const struct lockdep_finding *f);

/* A finding of one sentence, once for each lock class and call site. */
void lockdep_report_call(struct lockdep_event *ev, enum lockdep_rule rule, const char *said,
			 const struct lockdep_held *held);

void lockdep_rule_recursion(struct lockdep_event *ev);
void lockdep_rule_imbalance(struct lockdep_event *ev);
void lockdep_rule_inversion(struct lockdep_event *ev);
void lockdep_rule_mismatch(struct lockdep_event *ev);
void lockdep_rule_block(struct lockdep_event *ev);
void lockdep_rule_order(struct lockdep_event *ev);
void lockdep_rule_nesting(struct lockdep_event *ev);

/* Does the step break a rule that is about locks rather than classes?  Looked at each time that
 * the stack makes it possible.  Any time. */
bool lockdep_rule_recursion_breaks(const struct lockdep_thread *thread,
				   const struct lockdep_map *map, unsigned flags);
bool lockdep_rule_nesting_breaks(const struct lockdep_thread *thread, const struct lockdep_map *map,
				 uint16_t cls, unsigned flags, uint16_t entered);

#endif
