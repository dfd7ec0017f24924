/* SPDX-License-Identifier: MIT
 *
 * tick.c: the physical timer, one per CPU (Arm ARM DDI 0487, D12.2), each used
 * only by its own CPU and only here.  The tick ends a thread's turn when others
 * wait and feeds the watchdog.  An idle CPU has none, but one that is on its way: `tick_off` says so to the others from
 * its going to sleep to the interrupt that ends it (irq_entry).  Of several CPUs one that
 * is idle wakes now and then (`tick_watching`), so that the watchdog sees one whose
 * interrupts are off: whoever goes to sleep while another runs, or is the last to, stays
 * on watch, and hands that on when it runs again.
 */
#include <kernel/irq.h>
#include <kernel/time.h>
#include "sched.h"
#include "thread.h"
#include "tick.h"
#include "watchdog.h"
#include "kernel/base/clock.h"
#include "kernel/irq/gic.h"
#include "kernel/irq/ipi.h"

enum { TIMER_ON = 1 };

static void arm(struct cpu *cpu, uint64_t now_ns, uint64_t due_ns)
{
	cpu->tick_due_ns = due_ns;
	cpu->tick_period_ns = due_ns > now_ns ? due_ns - now_ns : 0;
	sysreg_write(cntp_cval_el0, clock_counter_at(due_ns));
	sysreg_write(cntp_ctl_el0, TIMER_ON);
	isb();
}

static void arm_next(struct cpu *cpu)
{
	uint64_t now_ns = clock_ns();

	arm(cpu, now_ns, now_ns + TICK_NS);
}

/* For an idle CPU: when it has something to look after, or never. */
static void arm_idle(struct cpu *cpu) HF_REQUIRES_STATE(no_irq);

static void tick(void *arg)
{
	struct cpu *cpu = this_cpu();
	uint64_t due_ns = cpu->tick_due_ns, period_ns = cpu->tick_period_ns;

	(void)arg;
	cpu->tick_lapsed = cpu->current == cpu->idle;
	if (cpu->tick_lapsed)
		arm_idle(cpu);
	else
		arm_next(cpu);
	watchdog_tick(cpu, due_ns, period_ns);
	sched_tick(cpu);
}

int tick_init(void)
{
	return irq_register(TICK_IRQ, "tick", tick, NULL);
}

void tick_start(void)
{
	gic->enable(TICK_IRQ);
	arm_next(this_cpu());
}

/* What the other CPUs do; those that are about to come up count. */
struct others {
	struct cpu *one;                /* any of them, NULL: there is none */
	bool run, look;                 /* one is not idle; one looks after the rest */
};

static struct others look_around(const struct cpu *cpu)
{
	struct others o = { 0 };
	bool waking;

	for (unsigned i = 0; i < MAX_CPUS; i++) {
		if (&cpus[i] == cpu || !READ_ONCE(cpus[i].online))
			continue;
		o.one = &cpus[i];
		/* One that has been woken runs soon, and looks after nobody. */
		waking = __atomic_load_n(&cpus[i].need_resched, __ATOMIC_SEQ_CST);
		o.run = o.run || waking || !__atomic_load_n(&cpus[i].tick_off, __ATOMIC_SEQ_CST);
		o.look = o.look || (!waking && __atomic_load_n(&cpus[i].tick_watching, __ATOMIC_SEQ_CST));
	}
	return o;
}

static void arm_idle(struct cpu *cpu)
{
	uint64_t now_ns = clock_ns(), due_ns = UINT64_MAX;
	uint64_t timeout_ns = READ_ONCE(cpu->timeout_first_ns);

	if (timeout_ns && watchdog_timer_limit_ns())
		due_ns = timeout_ns + watchdog_timer_limit_ns();
	if (cpu->tick_watching && now_ns + watchdog_period_ns() < due_ns)
		due_ns = now_ns + watchdog_period_ns();
	/* A timeout that is overdue is looked at with each tick, until it is called lost. */
	if (due_ns < now_ns + TICK_NS)
		due_ns = now_ns + TICK_NS;
	if (due_ns != UINT64_MAX) {
		arm(cpu, now_ns, due_ns);
	} else {
		sysreg_write(cntp_ctl_el0, 0);
		isb();
	}
}

void tick_idle(struct cpu *cpu)
{
	struct others others;
	bool watching;

	__atomic_fetch_add(&cpu->alive, 1, __ATOMIC_RELAXED);
	__atomic_store_n(&cpu->tick_off, true, __ATOMIC_SEQ_CST);
	others = look_around(cpu);
	watching = watchdog_period_ns() && others.one && (others.run || !others.look);
	__atomic_store_n(&cpu->tick_watching, watching, __ATOMIC_SEQ_CST);
	/* Most rests end before the next tick: only that one ends the ticks. */
	if (cpu->tick_lapsed)
		arm_idle(cpu);
}

void tick_running(struct cpu *cpu)
{
	struct others others;

	if (cpu->tick_lapsed) {
		cpu->tick_lapsed = false;
		arm_next(cpu);
	}
	if (!__atomic_load_n(&cpu->tick_watching, __ATOMIC_RELAXED))
		return;
	__atomic_store_n(&cpu->tick_watching, false, __ATOMIC_SEQ_CST);
	/* Another one must look from now on: if it is idle it is woken and sees to that. */
	others = look_around(cpu);
	if (others.one && !others.run && !others.look)
		ipi_send(others.one, IPI_RESCHEDULE);
}
