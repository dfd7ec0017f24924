/* SPDX-License-Identifier: MIT
 *
 * A trusted body's effect on its caller is taken as declared, but what it waits for
 * comes after what its caller holds.
 *
 * expect: lock-order: locks are taken in a cycle
 * chain: run_others: acquires `queue_lock`
 * count: 1
 */
#include "case.h"

static mutex_t table_lock HF_HELD_IN(preemptible);
static mutex_t queue_lock HF_HELD_IN(preemptible);

static void run_others(void)
{
	mutex_lock(&queue_lock);
	mutex_unlock(&queue_lock);
}

HF_TRUST("test: lifts the mask by means that no event shows") HF_LEAVES(no_preempt)
static void mask_lift(void)
{
	run_others();
}

void f(void)
{
	mutex_lock(&table_lock);
	preempt_disable();
	mask_lift();
	mutex_unlock(&table_lock);
}

void g(void)
{
	mutex_lock(&queue_lock);
	mutex_lock(&table_lock);
	mutex_unlock(&table_lock);
	mutex_unlock(&queue_lock);
}
