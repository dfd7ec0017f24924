/* SPDX-License-Identifier: MIT
 *
 * search.h: ways through the order graph along which each one waits for the next.
 *
 * On a way A -> B -> C, whoever waits for B waits for whoever holds B and waits for C.  A
 * recursive reader of B doesn't wait for another reader of it: such two edges don't
 * join.  And two facts of one deadlock must be able to happen at the same time: no two of them
 * have a common outer lock.  Slow path, all of it.
 */
#ifndef LOCKDEP_SEARCH_H
#define LOCKDEP_SEARCH_H

#include "class.h"
#include "order.h"

/* What lies at the end of a way. */
enum lockdep_goal {
	LOCKDEP_GOAL_HOLDER,            /* class `cls`, held as `mode` says */
	LOCKDEP_GOAL_OPEN,              /* a spinning class held open to `row` */
	LOCKDEP_GOAL_SPUN,              /* a class spun on by `row` */
};

/* One half of a way: from `start` forward, where a waiter that is a recursive reader or not
 * (`mode`) arrives; or backward, where the holder is a reader or not. */
struct lockdep_half {
	bool backward;
	bool declared;                  /* along declared edges as well */
	uint16_t start;
	bool mode;
	enum lockdep_goal goal;
	uint16_t goal_cls;
	bool goal_mode;
	unsigned row;

	/* found */
	uint16_t end;                   /* class */
	bool end_mode;                  /* of the goal's fact */
	uint16_t edges[LOCKDEP_MAX_PATH];       /* from `start` on */
	unsigned len;
	bool cut;                       /* there are more */
};

/* Finds a way for each half (one or two of them) whose facts can all happen together, also
 * with the fact whose guards are `with` (NULL: none).  The shortest, where guards don't
 * matter. */
bool lockdep_search(struct lockdep_half *halves, unsigned count, const struct lockdep_guards *with);

#endif
