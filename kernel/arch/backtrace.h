/* SPDX-License-Identifier: MIT
 *
 * backtrace.h: chains of frame records (AAPCS64, 6.4.6): x29 points to the caller's
 * x29 and the return address.
 */
#ifndef KERNEL_ARCH_BACKTRACE_H
#define KERNEL_ARCH_BACKTRACE_H

#include <kernel/base.h>

struct thread;

/* Return addresses from frame record `record` on, innermost first, as long as the
 * records lie in t's stack.  Returns how many. */
unsigned backtrace(const struct thread *t, const void *record, const void **pcs, unsigned cap);

/* The frame record of a thread that is switched out. */
const void *backtrace_switched_out(const struct thread *t);

#endif
