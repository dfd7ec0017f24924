/* SPDX-License-Identifier: MIT
 *
 * A semaphore sleeps, other than by trying.
 */
#include "linux.h"

static DEFINE_SEMAPHORE(doors);
static DEFINE_SPINLOCK(lock);
static int opened;

int door_open(void)
{
	spin_lock(&lock);
	down(&doors); // expect: block-in-atomic: `down` may block
	opened++;
	spin_unlock(&lock);
	return 0;
}

static void door_timer(struct timer_list *t)
{
	if (down_interruptible(&doors)) // expect: block-in-atomic: `down_interruptible`
		return;
	opened++;
	up(&doors);
}

void door_start(struct timer_list *timer)
{
	timer_setup(timer, door_timer, 0);
}
