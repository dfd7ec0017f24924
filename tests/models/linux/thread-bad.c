/* SPDX-License-Identifier: MIT
 *
 * A kernel thread waits under a spinlock, and takes a timer's lock with softirqs on.
 */
#include "linux.h"

struct pump { spinlock_t lock; struct timer_list timer; struct completion done; struct task_struct *task; int level; };

static void pump_tick(struct timer_list *t)
{
	struct pump *pump = from_timer(pump, t, timer);

	spin_lock(&pump->lock);
	pump->level++;
	spin_unlock(&pump->lock);
}

static int pump_thread(void *data)
{
	struct pump *pump = data;

	while (!kthread_should_stop()) {
		spin_lock(&pump->lock); // expect: irq-inversion
		if (!pump->level)
			wait_for_completion(&pump->done); // expect: block-in-atomic: `wait_for_completion`
		pump->level--;
		spin_unlock(&pump->lock);
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
	spin_lock_bh(&pump->lock);
	kthread_stop(pump->task); // expect: block-in-atomic: `kthread_stop`
	spin_unlock_bh(&pump->lock);
}
