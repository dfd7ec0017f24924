/* SPDX-License-Identifier: MIT
 *
 * K_SPINLOCK is a loop that runs once: that its condition says so isn't seen.
 */
#include "kernel.h"

static struct k_spinlock lock;
static unsigned int count;

void increase(void)
{
	K_SPINLOCK(&lock) { // expect: lock-imbalance: releases
		count++;
	}
} // expect: lock-imbalance: returns with
