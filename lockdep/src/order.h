/* SPDX-License-Identifier: MIT
 *
 * order.h: the order graph.  An edge A -> B: somewhere, B was waited for with A
 * held.  Edges are only ever added, in the slow path.
 */
#ifndef LOCKDEP_ORDER_H
#define LOCKDEP_ORDER_H

#include <lockdep/lockdep.h>

struct lockdep_edge {
	uint16_t from, to;
	uint16_t next_out, next_in;     /* of the same `from`, of the same `to`; 0 ends */
	uint16_t trace;                 /* of the acquire of `to` (trace.h) */
	const void *from_site;          /* where `from` had been acquired */
};

/* Slow path, all of these. */

/* NULL if there is none. */
const struct lockdep_edge *lockdep_order_find(uint16_t from, uint16_t to);

/* Adds an edge that isn't there, if there is room. */
void lockdep_order_add(uint16_t from, uint16_t to, uint16_t trace, const void *from_site);

enum lockdep_direction { LOCKDEP_FORWARD, LOCKDEP_BACKWARD };

/* Breadth first from `start`, which comes first itself: the nearest class that
 * `match` accepts, or 0.  The way stays in the search until the next one. */
uint16_t lockdep_order_search(uint16_t start, enum lockdep_direction direction,
			      bool (*match)(uint16_t cls, unsigned arg), unsigned arg);

/* The step before `cls` on the last search's way; 0 at the start. */
uint16_t lockdep_order_came_from(uint16_t cls);

/* Any time. */
unsigned lockdep_order_count(void);

/* Edge 0 .. count - 1. */
const struct lockdep_edge *lockdep_order_edge(unsigned index);

#endif
