/* SPDX-License-Identifier: MIT
 *
 * tick.c: the physical timer, one per CPU (Arm ARM DDI 0487, D12.2), each used
 * only by its own CPU and only here.  The tick ends a thread's turn when others
 * wait and feeds the watchdog.
 */
#include <kernel/irq.h>
#include <kernel/time.h>
#include "sched.h"
#include "thread.h"
#include "tick.h"
#include "watchdog.h"
#include "kernel/base/clock.h"
#include "kernel/irq/gic.h"

#define TICK_IRQ 30             /* non-secure EL1 physical timer */

enum { TIMER_ON = 1 };

static void arm(uint64_t ns)
{
	sysreg_write(cntp_tval_el0, clock_ticks(ns));
	sysreg_write(cntp_ctl_el0, TIMER_ON);
	isb();
}

static void tick(void *arg)
{
	struct cpu *cpu = this_cpu();

	(void)arg;
	arm(cpu->current == cpu->idle ? TICK_IDLE_NS : TICK_NS);
	thread_check_stack(cpu->current);
	watchdog_tick(cpu);
	sched_tick(cpu);
}

int tick_init(void)
{
	return irq_register(TICK_IRQ, "tick", tick, NULL);
}

void tick_start(void)
{
	gic->enable(TICK_IRQ);
	arm(TICK_NS);
}

void tick_idle(struct cpu *cpu)
{
	(void)cpu;
	arm(TICK_IDLE_NS);
}

void tick_running(struct cpu *cpu)
{
	(void)cpu;
	arm(TICK_NS);
}
