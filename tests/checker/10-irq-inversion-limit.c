/* SPDX-License-Identifier: MIT
 *
 * A false alarm: the handler's interrupt is masked at the device while the thread holds the
 * lock. Lines are not told apart.
 *
 * expect: irq-inversion: ring
 * count: 1
 */
#include "case.h"

static spinlock_t ring HF_HELD_IN(no_preempt);
static volatile unsigned device_mask;

static void handler(void *arg)
{
	(void)arg;
	spin_lock(&ring);
	spin_unlock(&ring);
}

void start(void)
{
	irq_attach(1, handler);
}

void push(void)
{
	device_mask = 1;
	spin_lock(&ring);
	spin_unlock(&ring);
	device_mask = 0;
}
