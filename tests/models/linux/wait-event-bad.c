/* SPDX-License-Identifier: MIT
 *
 * Waits for a condition under a spinlock, in a timer, and as a reader of RCU.
 */
#include "linux.h"

static DECLARE_WAIT_QUEUE_HEAD(ready_wait);
static DECLARE_COMPLETION(firmware);
static DEFINE_SPINLOCK(lock);
static int ready;

void ready_take(void)
{
	spin_lock(&lock);
	wait_event(ready_wait, ready); // expect: block-in-atomic: may block while spinlock `lock` is held
	ready = 0;
	spin_unlock(&lock);
}

int ready_read(void)
{
	int error;

	rcu_read_lock();
	error = wait_event_interruptible(ready_wait, READ_ONCE(ready)); // expect: block-in-atomic: may block while in state rcu_reader
	rcu_read_unlock();
	return error;
}

static void firmware_timer(struct timer_list *t)
{
	wait_for_completion(&firmware); // expect: block-in-atomic: `wait_for_completion`
}

void firmware_start(struct timer_list *timer)
{
	timer_setup(timer, firmware_timer, 0);
}
