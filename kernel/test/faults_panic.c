/* SPDX-License-Identifier: MIT
 *
 * faults_panic.c: panics where they are hard to report.
 */
#include <kernel/panic.h>
#include <kernel/time.h>
#include "faults.h"
#include "kernel/base/console.h"
#include "kernel/irq/ipi.h"

/* Whoever panics holds the console. */
void fault_panic_locked(void)
{
	irq_spin_lock(&console_lock);
	panic("with the console held");
}

static void hold_console(struct timeout *t)
{
	(void)t;
	irq_spin_lock(&console_lock);
	delay_us(3000000);
	irq_spin_unlock(&console_lock);
}

static void start_holding(void *arg)
{
	static struct timeout soon;

	(void)arg;
	timeout_set(&soon, clock_ns(), hold_console);
}

/* Another CPU holds it, with interrupts off. */
void fault_panic_elsewhere_locked(void)
{
	cpu_call_others(start_holding, NULL);
	delay_us(50000);
	panic("with the console held on another CPU");
}

static void panic_too(void *arg)
{
	(void)arg;
	panic("in a handler on CPU %u", this_cpu()->index);
}

void fault_panic_irq(void)
{
	cpu_call(&cpus[0], panic_too, NULL);
}

/* All CPUs but this one, which waits for them. */
void fault_panic_together(void)
{
	cpu_call_others(panic_too, NULL);
}
