/* SPDX-License-Identifier: MIT
 *
 * What a lock's own implementation takes inside comes after the lock: its guard must not
 * be held where the lock is waited for.
 *
 * expect: lock-order: locks are taken in a cycle: gate.guard -> gate -> gate.guard
 * chain: gate_lock: acquires `gate.guard`
 * count: 1
 * args: --rules lock-order
 */
#include "case.h"

struct HF_LOCK_TYPE(mutex) gate { HF_LOCK_FIELD(mutex_t, guard, preemptible); bool busy; };

static struct gate gate HF_HELD_IN(preemptible);

void gate_lock(struct gate *g) HF_ACQUIRES(g);
void gate_unlock(struct gate *g) HF_RELEASES(g);

void gate_lock(struct gate *g)
{
	mutex_lock(&g->guard);
	g->busy = true;
	mutex_unlock(&g->guard);
}

void gate_unlock(struct gate *g)
{
	mutex_lock(&g->guard);
	g->busy = false;
	mutex_unlock(&g->guard);
}

void f(void) { gate_lock(&gate); gate_unlock(&gate); }

void g(void)
{
	mutex_lock(&gate.guard);
	gate_lock(&gate);
	gate_unlock(&gate);
	mutex_unlock(&gate.guard);
}
