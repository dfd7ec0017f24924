/* SPDX-License-Identifier: MIT
 *
 * A kernel thread waits without the lock.
 */
#include "linux.h"

struct pump { spinlock_t lock; struct timer_list timer; struct completion done; struct task_struct *task; int level; };

static void pump_tick(struct timer_list *t)
{
	struct pump *pump = from_timer(pump, t, timer);

	spin_lock(&pump->lock);
	pump->level++;
	spin_unlock(&pump->lock);
	complete(&pump->done);
}

static int pump_thread(void *data)
{
	struct pump *pump = data;

	while (!kthread_should_stop()) {
		wait_for_completion(&pump->done);
		spin_lock_bh(&pump->lock);
		if (pump->level)
			pump->level--;
		spin_unlock_bh(&pump->lock);
	}
	return 0;
}

void pump_start(struct pump *pump)
{
	timer_setup(&pump->timer, pump_tick, 0);
	pump->task = kthread_run(pump_thread, pump, "pump");
}

void pump_stop(struct pump *pump)
{
	kthread_stop(pump->task);
	del_timer_sync(&pump->timer);
}
