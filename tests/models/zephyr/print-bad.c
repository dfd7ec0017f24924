/* SPDX-License-Identifier: MIT
 *
 * The console is waited for under a spinlock, with interrupts masked.
 */
#include "kernel.h"

static struct k_spinlock lock;
static unsigned int errors;

void report(void)
{
	k_spinlock_key_t key = k_spin_lock(&lock);
	unsigned int n = errors;

	errors = 0;
	printk("%u errors\n", n); // expect: slow-in-atomic: `printk` prints to the console
	k_spin_unlock(&lock, key);
}
