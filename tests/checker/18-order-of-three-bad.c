/* SPDX-License-Identifier: MIT
 *
 * A cycle through three mutexes, each pair in its own function.
 *
 * expect: lock-order: a -> b -> c -> a
 * count: 1
 */
#include "case.h"

static mutex_t a HF_HELD_IN(preemptible);
static mutex_t b HF_HELD_IN(preemptible);
static mutex_t c HF_HELD_IN(preemptible);

static void pair(mutex_t *first, mutex_t *second)
{
	mutex_lock(first);
	mutex_lock(second);
	mutex_unlock(second);
	mutex_unlock(first);
}

void one(void) { pair(&a, &b); }
void two(void) { pair(&b, &c); }
void three(void) { pair(&c, &a); }
