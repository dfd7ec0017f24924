/* SPDX-License-Identifier: MIT
 *
 * A semaphore is a signal between two functions; a handler tries it, and gives it.
 */
#include "linux.h"

static DEFINE_SEMAPHORE(doors);
static DEFINE_SPINLOCK(lock);
static int opened;

int door_open(void)
{
	down(&doors);
	spin_lock_bh(&lock);
	opened++;
	spin_unlock_bh(&lock);
	return 0;
}

static void door_timer(struct timer_list *t)
{
	if (down_trylock(&doors) != 0)
		return;
	spin_lock(&lock);
	opened++;
	spin_unlock(&lock);
	up(&doors);
}

void door_start(struct timer_list *timer)
{
	timer_setup(timer, door_timer, 0);
}
