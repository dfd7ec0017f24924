/* SPDX-License-Identifier: MIT
 *
 * One helper, two callers: the one that holds a spinlock is at fault, and only it.
 *
 * expect: block-in-atomic: `sleep_ms` may block while spinlock `table_lock` is held
 * chain: from_atomic: calls settle
 * count: 1
 */
#include "case.h"

static spinlock_t table_lock HF_HELD_IN(no_preempt);
static mutex_t list_lock HF_HELD_IN(preemptible);

static void settle(void)
{
	sleep_ms(1);
}

void from_thread(void)
{
	mutex_lock(&list_lock);
	settle();
	mutex_unlock(&list_lock);
}

void from_atomic(void)
{
	spin_lock(&table_lock);
	settle();
	spin_unlock(&table_lock);
}
