/* SPDX-License-Identifier: MIT
 *
 * A wait that gives the lock back meanwhile, one before the lock is taken, and who wakes from a handler.
 */
#include "linux.h"

static DECLARE_WAIT_QUEUE_HEAD(ready_wait);
static DECLARE_COMPLETION(firmware);
static DEFINE_SPINLOCK(lock);
static DEFINE_MUTEX(users);
static int ready;

static irqreturn_t ready_interrupt(int irq, void *dev_id)
{
	spin_lock(&lock);
	ready = 1;
	spin_unlock(&lock);
	wake_up(&ready_wait);
	complete(&firmware);
	return IRQ_HANDLED;
}

void ready_take(void)
{
	spin_lock_irq(&lock);
	wait_event_lock_irq(ready_wait, ready, lock);
	ready = 0;
	spin_unlock_irq(&lock);
}

int ready_read(void)
{
	int error;

	mutex_lock(&users);
	error = wait_event_interruptible(ready_wait, READ_ONCE(ready));
	mutex_unlock(&users);
	return error;
}

static void firmware_timer(struct timer_list *t)
{
	if (try_wait_for_completion(&firmware))
		WRITE_ONCE(ready, 1);
}

int firmware_start(struct timer_list *timer)
{
	timer_setup(timer, firmware_timer, 0);
	wait_for_completion_timeout(&firmware, 100);
	return request_irq(9, ready_interrupt, 0, "ready", &ready);
}
