/* SPDX-License-Identifier: MIT
 *
 * A library's own lock functions, which nobody calls here: what they are for.
 */
#include <pthread.h>

struct gate { pthread_rwlock_t lock; };

int gate_take(struct gate *g)
{
	int error = pthread_rwlock_wrlock(&g->lock);

	if (error)
		error += 120000;
	return error;
}

int gate_give(struct gate *g)
{
	return pthread_rwlock_unlock(&g->lock);
}
