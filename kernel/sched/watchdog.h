/* SPDX-License-Identifier: MIT
 *
 * watchdog.h: finds what does not go on.
 *
 * On the command line, in ms, 0: not looked at:
 *   watchdog_ms=2000      preemption off; twice as long: interrupts off
 * and `watchdog=report|panic`: what is found is written to the console and the log, or
 * ends the machine.  Without it a CPU that is stuck ends the machine, since whoever
 * waits for it waits for ever, and the rest is reported.
 */
#ifndef KERNEL_SCHED_WATCHDOG_H
#define KERNEL_SCHED_WATCHDOG_H

#include "cpu.h"

enum watchdog_kind {
	WATCHDOG_STUCK,                 /* a CPU */
	WATCHDOG_HUNG,                  /* a thread, on a lock */
	WATCHDOG_STORM,                 /* of an interrupt */
	WATCHDOG_TIMER,                 /* lost */
	WATCHDOG_STARVED,               /* a thread, of the CPU or of its work */
};

/* Reads the command line.  Before the first tick. */
void watchdog_init(void);
/* From each CPU's tick. */
void watchdog_tick(struct cpu *cpu) HF_REQUIRES_STATE(no_irq);

/* One report: "WATCHDOG: " and the text, what `detail` (may be NULL) adds with report_line,
 * and what every CPU does.  Any context; returns unless it is to be the end. */
void watchdog_report(enum watchdog_kind kind,
		     void (*detail)(const void *arg) HF_CALLED_IN(in_irq), const void *arg,
		     const char *format, ...) __printf(4, 5);

#endif
