/* SPDX-License-Identifier: MIT
 *
 * The number is copied under the spinlock, and printed without it.
 */
#include "kernel.h"

static struct k_spinlock lock;
static unsigned int errors;

void report(void)
{
	k_spinlock_key_t key = k_spin_lock(&lock);
	unsigned int n = errors;

	errors = 0;
	k_spin_unlock(&lock, key);
	printk("%u errors\n", n);
}
