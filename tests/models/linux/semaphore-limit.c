/* SPDX-License-Identifier: MIT
 *
 * A semaphore that is a lock is kept behind an error, and its trylock's result, that is 0 for success, misread.
 * Since it may be a signal as well, it is no lock here.
 */
#include "linux.h"

static DEFINE_SEMAPHORE(doors);
static int opened;

int door_open(int most)
{
	if (down_interruptible(&doors))
		return -EINTR;
	if (opened == most)
		return -EBUSY;
	opened++;
	up(&doors);
	return 0;
}

int door_try(void)
{
	if (!down_trylock(&doors))
		return -EBUSY;
	opened++;
	up(&doors);
	return 0;
}
