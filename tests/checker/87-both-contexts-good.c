/* SPDX-License-Identifier: MIT
 *
 * One helper, two callers: it waits only where its argument says that it may.
 */
#include "case.h"

static spinlock_t table_lock HF_HELD_IN(no_preempt);
static mutex_t list_lock HF_HELD_IN(preemptible);

static void settle(bool may_wait)
{
	if (may_wait)
		sleep_ms(1);
}

void from_thread(void)
{
	mutex_lock(&list_lock);
	settle(true);
	mutex_unlock(&list_lock);
}

void from_atomic(void)
{
	spin_lock(&table_lock);
	settle(false);
	spin_unlock(&table_lock);
}
