/* SPDX-License-Identifier: MIT
 *
 * What came due while a mask was set happens where its last level is lifted, and only
 * there; and what a trusted body does to its own locks is nobody's business.
 */
#include "case.h"

static mutex_t table_lock HF_HELD_IN(preemptible);
static mutex_t queue_lock HF_HELD_IN(preemptible);

bool table_try(mutex_t *l) HF_TRY_ACQUIRES(true, l);

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
	preempt_disable();
	if (!table_try(&table_lock)) {
		preempt_enable();
		return;
	}
	preempt_disable();
	mask_lift();
	mutex_unlock(&table_lock);
	preempt_enable();
}

void g(void)
{
	mutex_lock(&queue_lock);
	mutex_lock(&table_lock);
	mutex_unlock(&table_lock);
	mutex_unlock(&queue_lock);
}

HF_TRUST("test: does both, in turn")
void both(void)
{
	mutex_lock(&table_lock);
	mutex_lock(&queue_lock);
	mutex_unlock(&queue_lock);
	mutex_unlock(&table_lock);
}
