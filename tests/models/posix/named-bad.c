/* SPDX-License-Identifier: MIT
 *
 * The same under names that promise something else.
 */
#include <pthread.h>

struct gate { pthread_mutex_t lock; int is_shared, entries; };

int gate_count(struct gate *g)
{
	if (g->is_shared)
		pthread_mutex_lock(&g->lock);
	return ++g->entries; // expect: lock-imbalance: returns with mutex `gate.lock` held
}

void gate_forget(struct gate *g)
{
	g->entries--;
	if (g->is_shared)
		pthread_mutex_unlock(&g->lock); // expect: lock-imbalance: releases mutex `gate.lock`, which is not held
}
