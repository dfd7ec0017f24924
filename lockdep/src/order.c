/* SPDX-License-Identifier: MIT
 *
 * order.c: the order graph as an edge pool with two lists for each class.
 */
#include "order.h"

#include "class.h"
#include "stats.h"
#include "undo.h"

_Static_assert(LOCKDEP_MAX_EDGES + LOCKDEP_MAX_HELD < 0xffff, "edge numbers have 16 bits");

struct lockdep_edge lockdep_edges[LOCKDEP_MAX_EDGES + 1 + LOCKDEP_MAX_HELD];    /* 0 ends a list */
static unsigned count, homeless;
static unsigned holes;                  /* forgotten ones below `count` */

uint16_t lockdep_order_find(uint16_t from, uint16_t to, unsigned mode)
{
	for (uint16_t e = lockdep_classes[from].edges_out; e; e = lockdep_edges[e].next_out)
		if (lockdep_edges[e].to == to && lockdep_edges[e].mode == mode)
			return e;
	return 0;
}

/* A forgotten entry, or a new one; 0 if there is neither. */
static uint16_t free_edge(void)
{
	for (unsigned e = 1; holes && e <= count; e++)
		if (!lockdep_edges[e].from) {
			holes--;
			return (uint16_t)e;
		}
	return count == LOCKDEP_MAX_EDGES ? 0 : (uint16_t)(count + 1);
}

uint16_t lockdep_order_add(uint16_t from, uint16_t to, unsigned mode)
{
	struct lockdep_class_info *out = &lockdep_classes[from], *in = &lockdep_classes[to];
	uint16_t e = free_edge();
	struct lockdep_edge edge = { .from = from, .to = to, .mode = (uint16_t)mode };

	if (!e) {
		lockdep_stats_full(LOCKDEP_FULL_EDGES);
		e = (uint16_t)(LOCKDEP_MAX_EDGES + 1 + homeless++);
		lockdep_edges[e] = edge;
		return e;
	}
	edge.next_out = out->edges_out;
	edge.next_in = in->edges_in;
	lockdep_undo_keep(&out->edges_out, sizeof(out->edges_out));
	lockdep_undo_keep(&in->edges_in, sizeof(in->edges_in));
	lockdep_undo_keep(&lockdep_edges[e].from, sizeof(lockdep_edges[e].from));
	lockdep_undo_keep(&count, sizeof(count));
	lockdep_edges[e] = edge;
	out->edges_out = e;
	in->edges_in = e;
	if (e > count)
		__atomic_store_n(&count, e, __ATOMIC_RELEASE);
	return e;
}

void lockdep_order_done(void)
{
	homeless = 0;
}

static void unlink_edge(uint16_t e)
{
	uint16_t *link = &lockdep_classes[lockdep_edges[e].from].edges_out;

	while (*link != e)
		link = &lockdep_edges[*link].next_out;
	*link = lockdep_edges[e].next_out;
	link = &lockdep_classes[lockdep_edges[e].to].edges_in;
	while (*link != e)
		link = &lockdep_edges[*link].next_in;
	*link = lockdep_edges[e].next_in;
	__atomic_store_n(&lockdep_edges[e].from, 0, __ATOMIC_RELAXED);
	holes++;
}

void lockdep_order_forget(uint16_t cls)
{
	for (unsigned e = 1; e <= count; e++) {
		if (!lockdep_edges[e].from)
			continue;
		if (lockdep_edges[e].from == cls || lockdep_edges[e].to == cls)
			unlink_edge((uint16_t)e);
	}
}

void lockdep_order_reset(void)
{
	__atomic_store_n(&count, 0, __ATOMIC_RELEASE);
	holes = 0;
}

unsigned lockdep_order_count(void)
{
	return __atomic_load_n(&count, __ATOMIC_ACQUIRE);
}

const struct lockdep_edge *lockdep_order_edge(unsigned index)
{
	const struct lockdep_edge *edge = &lockdep_edges[index + 1];

	return __atomic_load_n(&edge->from, __ATOMIC_RELAXED) ? edge : NULL;
}
