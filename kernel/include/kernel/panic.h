/* SPDX-License-Identifier: MIT
 *
 * panic.h: the end.  Prints message, CPU, thread, step and backtrace, stops the
 * other CPUs and ends the machine with a failing exit status.
 */
#ifndef KERNEL_PANIC_H
#define KERNEL_PANIC_H

#include <kernel/base.h>

__noreturn void panic(const char *format, ...) __printf(1, 2);

/* Ends the machine with an exit status that QEMU passes on. Any context. */
__noreturn void machine_exit(int status);

#define KASSERT(condition)                                                   \
	do {                                                                 \
		if (!(condition))                                            \
			panic("%s:%d: not true: %s", __FILE__, __LINE__, #condition); \
	} while (0)

#endif
