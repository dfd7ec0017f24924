/* SPDX-License-Identifier: MIT
 *
 * Lock functions with work of their own, which nobody calls here: their names say what they are for.
 */
#include <pthread.h>

struct gate { pthread_mutex_t lock; int is_shared, entries; };

int gate_trylock(struct gate *g)
{
	int error = 0;

	if (g->is_shared)
		error = pthread_mutex_trylock(&g->lock);
	g->entries++;
	return error ? -1 : 0;
}

void gate_unlock(struct gate *g)
{
	g->entries--;
	if (g->is_shared)
		pthread_mutex_unlock(&g->lock);
}
