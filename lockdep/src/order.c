/* SPDX-License-Identifier: MIT
 *
 * order.c: the order graph as an edge pool with two lists for each class.
 */
#include "order.h"

#include "class.h"
#include "stats.h"

_Static_assert(LOCKDEP_MAX_EDGES < 0xffff, "edge numbers have 16 bits");

static struct lockdep_edge edges[LOCKDEP_MAX_EDGES + 1];       /* 0 ends a list */
static unsigned count;

/* One search at a time: the slow path is exclusive. */
static struct {
	uint16_t queue[LOCKDEP_MAX_CLASSES];
	uint16_t came_from[LOCKDEP_MAX_CLASSES + 1];
	uint32_t visited[LOCKDEP_MAX_CLASSES + 1];      /* the search that was there last */
	uint32_t number;
} search;

const struct lockdep_edge *lockdep_order_find(uint16_t from, uint16_t to)
{
	for (unsigned e = lockdep_classes[from].edges_out; e; e = edges[e].next_out)
		if (edges[e].to == to)
			return &edges[e];
	return NULL;
}

void lockdep_order_add(uint16_t from, uint16_t to, uint16_t trace, const void *from_site)
{
	uint16_t e;

	if (count == LOCKDEP_MAX_EDGES) {
		lockdep_stats_full(LOCKDEP_FULL_EDGES);
		return;
	}
	e = (uint16_t)(count + 1);
	edges[e] = (struct lockdep_edge){
		.from = from,
		.to = to,
		.next_out = lockdep_classes[from].edges_out,
		.next_in = lockdep_classes[to].edges_in,
		.trace = trace,
		.from_site = from_site,
	};
	lockdep_classes[from].edges_out = e;
	lockdep_classes[to].edges_in = e;
	__atomic_store_n(&count, e, __ATOMIC_RELEASE);
}

uint16_t lockdep_order_search(uint16_t start, enum lockdep_direction direction,
			      bool (*match)(uint16_t cls, unsigned arg), unsigned arg)
{
	bool forward = direction == LOCKDEP_FORWARD;
	unsigned head = 0, tail = 0;

	search.number++;
	search.visited[start] = search.number;
	search.came_from[start] = 0;
	search.queue[tail++] = start;
	while (head < tail) {
		uint16_t cls = search.queue[head++];
		unsigned e = forward ? lockdep_classes[cls].edges_out
				     : lockdep_classes[cls].edges_in;

		if (match(cls, arg))
			return cls;
		while (e) {
			uint16_t next = forward ? edges[e].to : edges[e].from;

			if (search.visited[next] != search.number) {
				search.visited[next] = search.number;
				search.came_from[next] = cls;
				search.queue[tail++] = next;
			}
			e = forward ? edges[e].next_out : edges[e].next_in;
		}
	}
	return 0;
}

uint16_t lockdep_order_came_from(uint16_t cls)
{
	return search.came_from[cls];
}

unsigned lockdep_order_count(void)
{
	return __atomic_load_n(&count, __ATOMIC_ACQUIRE);
}

const struct lockdep_edge *lockdep_order_edge(unsigned index)
{
	return &edges[index + 1];
}
