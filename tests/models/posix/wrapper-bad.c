/* SPDX-License-Identifier: MIT
 *
 * No lock functions: one way returns with the lock, one gives back what it does not have.
 */
#include <pthread.h>

struct gate { pthread_rwlock_t lock; int n; };

int gate_add(struct gate *g, int n)
{
	int error = pthread_rwlock_wrlock(&g->lock);

	if (error)
		return error;
	if (n < 0)
		return -1; // expect: lock-imbalance: returns with mutex `gate.lock` held
	g->n += n;
	return pthread_rwlock_unlock(&g->lock);
}

int gate_end(struct gate *g, int n)
{
	if (n)
		return pthread_rwlock_unlock(&g->lock); // expect: lock-imbalance: releases mutex `gate.lock`, which is not held
	return 0;
}
