// SPDX-License-Identifier: MIT
/*
 * arrivals.c: what has arrived at the nodes of one activation.  This is asked of every state that goes from
 * one node to the next, so each activation has a small table of its own, and not a share of the
 * one for everything else (keys.c).
 */
#include "engine.h"

#define FIRST_SIZE 8                    /* a power of two, like all sizes */

struct arrival {
	uint32_t node, identity, value;
	bool is_used;
};

struct arrivals {
	uint32_t size, used;
	struct arrival *table;
};

static struct arrival *find(const struct arrivals *all, uint32_t node, uint32_t identity)
{
	uint64_t hash = ((uint64_t)node << 32 | identity) * 0x9e3779b97f4a7c15u;
	uint32_t at = (uint32_t)(hash >> 32) & (all->size - 1);

	for (;; at = (at + 1) & (all->size - 1)) {
		struct arrival *a = &all->table[at];

		if (!a->is_used || (a->node == node && a->identity == identity))
			return a;
	}
}

static void grow(struct arrivals *all)
{
	struct arrival *old = all->table;
	uint32_t size = all->size;

	all->size = size ? 2 * size : FIRST_SIZE;
	all->table = g_new0(struct arrival, all->size);
	for (uint32_t i = 0; i < size; i++)
		if (old[i].is_used)
			*find(all, old[i].node, old[i].identity) = old[i];
	g_free(old);
}

void engine_forget_arrivals(struct engine *e, uint32_t activation)
{
	struct activation *act = engine_activation(e, activation);

	if (act->arrivals)
		g_free(act->arrivals->table);
	g_clear_pointer(&act->arrivals, g_free);
}

uint32_t *engine_arrival(struct engine *e, uint32_t activation, uint32_t node, uint32_t identity)
{
	struct activation *act = engine_activation(e, activation);

	if (!act->arrivals)
		act->arrivals = g_new0(struct arrivals, 1);
	struct arrivals *all = act->arrivals;

	if (2 * all->used >= all->size)
		grow(all);
	struct arrival *a = find(all, node, identity);

	if (!a->is_used) {
		*a = (struct arrival){ .node = node, .identity = identity, .is_used = true };
		all->used++;
	}
	return &a->value;
}
