/* SPDX-License-Identifier: MIT
 *
 * K_SPINLOCK holds its lock for a block that it runs once.
 */
#include "kernel.h"

static struct k_spinlock lock;
static struct k_mutex names;
static unsigned int count;

void increase(void)
{
	K_SPINLOCK(&lock) {
		count++;
	}
	k_mutex_lock(&names, K_FOREVER);
	k_mutex_unlock(&names);
}
