/* SPDX-License-Identifier: MIT
 *
 * A device is asked under a spinning lock, through a helper, and with preemption off.
 *
 * expect: slow-in-atomic: `uart_drain` takes long while spinlock `log_lock` is held
 * expect: slow-in-atomic: `uart_drain` takes long while in state no_preempt
 * chain: 69-slow-bad.c:23: write_log: acquires the lock
 * chain: 69-slow-bad.c:18: put: calls uart_drain, which takes long
 * count: 2
 */
#include "case.h"

void uart_drain(void) HF_EFFECT(slow);
static spinlock_t log_lock HF_HELD_IN(no_preempt);

static void put(void)
{
	uart_drain();
}

void write_log(void)
{
	spin_lock(&log_lock);
	put();
	spin_unlock(&log_lock);
}

void flush(void)
{
	preempt_disable();
	uart_drain();
	preempt_enable();
}
