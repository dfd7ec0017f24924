/* SPDX-License-Identifier: MIT
 *
 * order.h: the order graph.  An edge A -> B: somewhere, B was waited for with A
 * held.  Its mode says whether A was held shared, and whether the waiter was a recursive
 * reader; each mode is an edge of its own.  All of it but the last two runs in the slow path.
 */
#ifndef LOCKDEP_ORDER_H
#define LOCKDEP_ORDER_H

#include <lockdep/lockdep.h>
#include "guards.h"
#include "trace.h"

#define LOCKDEP_EDGE_SHARED (1u << 0)           /* `from` is held by a reader */
#define LOCKDEP_EDGE_RECURSIVE (1u << 1)        /* `to` is waited for by a recursive reader */
#define LOCKDEP_EDGE_DECLARED (1u << 2)         /* declared, whether it is seen or not */

struct lockdep_edge {
	uint16_t from, to;              /* classes, or their levels */
	uint16_t next_out, next_in;     /* of the same `from`, of the same `to`; 0 ends */
	lockdep_trace_id trace;         /* of the acquire of `to` */
	uint16_t mode;
	struct lockdep_guards guards;   /* held besides */
	const void *from_site;          /* where `from` had been acquired */
};

/* Edge 1 .. LOCKDEP_MAX_EDGES; and while an event lasts, those that found no room. */
extern struct lockdep_edge lockdep_edges[LOCKDEP_MAX_EDGES + 1 + LOCKDEP_MAX_HELD];

/* 0 if there is none. */
uint16_t lockdep_order_find(uint16_t from, uint16_t to, unsigned mode);

/* Adds an edge that isn't there, for its caller to fill.  Where there is no room, it is gone
 * after lockdep_order_done(). */
uint16_t lockdep_order_add(uint16_t from, uint16_t to, unsigned mode);
void lockdep_order_done(void);

/* The class's edges go away. */
void lockdep_order_forget(uint16_t cls);
void lockdep_order_reset(void);

/* Any time. */
unsigned lockdep_order_count(void);

/* Edge 0 .. count - 1; NULL: forgotten. */
const struct lockdep_edge *lockdep_order_edge(unsigned index);

#endif
