/* SPDX-License-Identifier: MIT
 *
 * watchdog.h: finds what does not go on.
 *
 * On the command line, in ms, 0: not looked at:
 *   watchdog_ms=2000      preemption off on a CPU; twice as long: interrupts off, or its
 *                         tick lost
 *   timer_lost_ms=1000    a timeout that is due but never comes
 *   hung_ms=30000         a thread that waits for a sleeping lock
 *   starved_ms=10000      a watched thread or device (kernel/watchdog.h)
 * and `watchdog=report|panic`: what is found is written to the console and the log, or
 * ends the machine.  Without it a stuck CPU ends the machine, since whoever waits for it
 * waits for ever, and the rest is reported: a device or a peer can bring that about.
 */
#ifndef KERNEL_SCHED_WATCHDOG_H
#define KERNEL_SCHED_WATCHDOG_H

#include "cpu.h"

enum watchdog_kind {
	WATCHDOG_STUCK,                 /* a CPU */
	WATCHDOG_LATE,                  /* a CPU, which went on */
	WATCHDOG_HUNG,                  /* a thread, on a lock */
	WATCHDOG_STORM,                 /* of an interrupt */
	WATCHDOG_TIMER,                 /* lost */
	WATCHDOG_STARVED,               /* a thread, of the CPU or of its work */
};

/* Reads the command line.  Before the first tick. */
void watchdog_init(void);
/* From each CPU's tick, which was due at due_ns, a period after it was armed. */
void watchdog_tick(struct cpu *cpu, uint64_t due_ns, uint64_t period_ns) HF_REQUIRES_STATE(no_irq);
/* From each CPU's other timer. */
void watchdog_timeout(struct cpu *cpu) HF_REQUIRES_STATE(no_irq);
/* How often an idle CPU must look after those that are not, and how long after a timeout
 * was due it is lost; 0: never. */
uint64_t watchdog_period_ns(void);
uint64_t watchdog_timer_limit_ns(void);

/* hung.c: looks at all threads every now and then, from here on. */
void hung_start(void);
/* starved.c: reads the command line; looks at the watched threads, often or not. */
void starved_init(void);
uint64_t starved_limit_ns(void);
void starved_look(void);

/* One report: "WATCHDOG: " and the text, what `detail` (may be NULL) adds with report_line,
 * and what every CPU does.  Any context; returns unless it is to be the end. */
void watchdog_report(enum watchdog_kind kind,
		     void (*detail)(const void *arg) HF_CALLED_IN(in_irq), const void *arg,
		     const char *format, ...) __printf(4, 5);

#endif
