/* SPDX-License-Identifier: MIT
 *
 * Before the end of the initialisation nobody else runs: locks taken anyhow, in any
 * order, data without their lock, a sleep that cannot sleep.
 */
#include "case.h"

static raw_spinlock_t table_lock HF_HELD_IN(no_preempt);
static raw_spinlock_t early_lock HF_HELD_IN(no_preempt);
static int entries HF_GUARDED_BY(table_lock);

static void table_add(void)
{
	raw_spin_lock(&table_lock);
	raw_spin_lock(&early_lock);
	raw_spin_unlock(&early_lock);
	raw_spin_unlock(&table_lock);
}

void others_start(void) HF_LEAVES(init) HF_TRUST("test: lets the others in");

static void worker(void *arg)
{
	(void)arg;
	preempt_disable();
	raw_spin_lock(&early_lock);
	raw_spin_lock(&table_lock);
	entries++;
	raw_spin_unlock(&table_lock);
	raw_spin_unlock(&early_lock);
	preempt_enable();
}

HF_CALLED_IN(init) void boot(void);
void boot(void)
{
	entries = 1;
	table_add();
	raw_spin_lock(&table_lock);
	sleep_ms(1);
	raw_spin_unlock(&table_lock);
	thread_start(worker, NULL);
	others_start();
	sleep_ms(1);
}
