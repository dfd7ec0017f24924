/* SPDX-License-Identifier: MIT
 *
 * Copied under the lock, and the device asked without it.
 */
#include "case.h"

void uart_drain(void) HF_EFFECT(slow);
static spinlock_t log_lock HF_HELD_IN(no_preempt);
static char text[80], copy[80];

void write_log(void)
{
	spin_lock(&log_lock);
	for (int i = 0; i < 80; i++)
		copy[i] = text[i];
	spin_unlock(&log_lock);
	uart_drain();
}
