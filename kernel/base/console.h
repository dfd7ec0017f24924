/* SPDX-License-Identifier: MIT
 *
 * console.h: the console's ways around its lock, for reports about locks.
 */
#ifndef KERNEL_BASE_CONSOLE_H
#define KERNEL_BASE_CONSOLE_H

#include <kernel/base.h>

/* As console_write, but without lockdep, and also where this CPU holds the
 * console lock already: from inside lockdep and the watchdog. */
void console_write_unchecked(const char *text, size_t len);

/* From here on the calling CPU writes without the lock: its owner has been
 * stopped. */
void console_seize(void);

#endif
