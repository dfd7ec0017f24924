/* SPDX-License-Identifier: MIT
 *
 * console.c: log lines.  A line is formatted on the caller's stack and written in
 * one piece under console_lock, which masks interrupts because handlers print
 * too.
 */
#include <kernel/preempt.h>
#include <kernel/print.h>
#include <kernel/spinlock.h>
#include <kernel/time.h>
#include "console.h"
#include "kernel/dev/uart.h"
#include "kernel/lock/spin_core.h"

#define LINE_BYTES 320

static DEFINE_IRQ_SPINLOCK(console_lock, no_irq);
static bool seized;             /* atomic */

void console_write(const char *text, size_t len)
{
	if (__atomic_load_n(&seized, __ATOMIC_ACQUIRE)) {
		uart_write(text, len);
		return;
	}
	irq_spin_lock(&console_lock);
	uart_write(text, len);
	irq_spin_unlock(&console_lock);
}

void console_write_unchecked(const char *text, size_t len)
{
	unsigned long flags = irq_save();
	bool take = !__atomic_load_n(&seized, __ATOMIC_ACQUIRE) &&
		    !spin_core_mine(&console_lock.core);

	if (take)
		spin_core_take(&console_lock.core, CALLER_SITE());
	uart_write(text, len);
	if (take)
		spin_core_drop(&console_lock.core);
	irq_restore(flags);
}

void console_seize(void)
{
	__atomic_store_n(&seized, true, __ATOMIC_RELEASE);
}

void kprintf(const char *format, ...)
{
	char line[LINE_BYTES];
	uint64_t us = clock_ns() / NSEC_PER_USEC;
	va_list args;
	int stamp, len;

	stamp = snprintf(line, sizeof(line), "[%5lu.%06lu] ", us / 1000000, us % 1000000);
	va_start(args, format);
	len = stamp + vsnprintf(line + stamp, sizeof(line) - (size_t)stamp, format, args);
	va_end(args);
	if (len >= LINE_BYTES) {        /* cut, but still a line */
		len = LINE_BYTES - 1;
		line[len - 1] = '\n';
	}
	console_write(line, (size_t)len);
}
