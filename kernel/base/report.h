/* SPDX-License-Identifier: MIT
 *
 * report.h: how the machine ends when something is wrong: one report, from one
 * CPU, with the others stopped.
 */
#ifndef KERNEL_BASE_REPORT_H
#define KERNEL_BASE_REPORT_H

#include <kernel/base.h>

struct thread;
struct trap_frame;

/* First step: this CPU is the one that reports, and owns the console.  A second
 * report on this CPU ends the machine at once; on another one it waits for ever. */
void report_begin(void) HF_ENTERS(no_irq);
/* A line to the console, at once, and to the log.  Also without report_begin, from any
 * context, for a report that is not the last. */
void report_line(const char *format, ...) __printf(1, 2);
/* The return addresses of a thread from a frame record on; `pc`, if not NULL, is
 * where it stands itself. */
void report_backtrace(const struct thread *t, const void *pc, const void *record);
/* What every CPU does, which locks its thread holds, which it spins on. */
void report_cpus(void);
/* The same; then the machine ends with a failing status. */
__noreturn void report_end(void);

__noreturn void panic_frame(const struct trap_frame *frame, const char *format, ...) __printf(2, 3);

#endif
