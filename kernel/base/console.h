/* SPDX-License-Identifier: MIT
 *
 * console.h: what print.h does not tell of the console, and the ways around its lock, for
 * reports about locks.
 */
#ifndef KERNEL_BASE_CONSOLE_H
#define KERNEL_BASE_CONSOLE_H

#include <kernel/spinlock.h>

/* Starts the thread that brings out what handlers print. */
int console_start(void) HF_MAY_BLOCK;

/* All that waits, out to the line. */
void console_flush(void);

/* As console_write, but at once, on a line of its own, without lockdep, and also
 * where this CPU holds the console lock already: from inside lockdep and the watchdog. */
void console_write_unchecked(const char *text, size_t len);

/* From here on the calling CPU writes without the lock: its owner has been
 * stopped.  What waits comes out first. */
void console_seize(void);
bool console_seized(void);

/* For the test of reports that come while it is held. */
extern irq_spinlock_t console_lock;

#endif
