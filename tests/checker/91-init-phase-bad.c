/* SPDX-License-Identifier: MIT
 *
 * What happens before the end of the initialisation counts for nothing; the same after
 * it does, and so does a lock that is still held there.
 *
 * expect: preempt-inversion: raw spinlock `table_lock` is held while another thread can interrupt the holder
 * expect: preempt-inversion: raw spinlock `early_lock` is held while another thread can interrupt the holder
 * chain: table_add: acquires `table_lock`
 * chain: 91-init-phase-bad.c:45: boot: calls table_add
 * count: 2
 */
#include "case.h"

static raw_spinlock_t table_lock HF_HELD_IN(no_preempt);
static raw_spinlock_t early_lock HF_HELD_IN(no_preempt);

static void table_add(void)
{
	raw_spin_lock(&table_lock);
	raw_spin_unlock(&table_lock);
}

void others_start(void) HF_LEAVES(init) HF_TRUST("test: lets the others in");

static void worker(void *arg)
{
	(void)arg;
	preempt_disable();
	raw_spin_lock(&table_lock);
	raw_spin_unlock(&table_lock);
	raw_spin_lock(&early_lock);
	raw_spin_unlock(&early_lock);
	preempt_enable();
}

HF_CALLED_IN(init) void boot(void);
void boot(void)
{
	table_add();
	thread_start(worker, NULL);
	raw_spin_lock(&early_lock);
	others_start();
	raw_spin_unlock(&early_lock);
	/* Too late. */
	table_add();
}
