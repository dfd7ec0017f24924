/* SPDX-License-Identifier: MIT
 *
 * watchdog.c: every CPU's tick looks at its own CPU (does one thread keep preemption
 * off, in one and the same stretch?  did the tick itself come late?  do timeouts come?)
 * and at the others (does their tick still come, or are their interrupts off?).  An
 * idle CPU has no tick and is not looked at, but one of them wakes now and then to look
 * after the others (tick.c).  A CPU whose tick stays away is sent
 * an interrupt: one that takes it has lost its timer, one that doesn't has interrupts
 * off.
 *
 * Time is counted in ticks taken, each worth at most two periods: when the host
 * does not run this CPU for a while, that is not the guest's fault.  Only a late tick is
 * measured by the clock: it counts if it came in the moment in which interrupts were
 * opened, as it does after they were off, and seldom else.
 *
 * A CPU alone cannot see that its interrupts stay off for ever.
 */
#include <kernel/preempt.h>
#include <kernel/time.h>
#include "sched.h"
#include "tick.h"
#include "timeout.h"
#include "watchdog.h"
#include "kernel/base/command_line.h"
#include "kernel/base/report.h"
#include "kernel/base/symbols.h"
#include "kernel/irq/ipi.h"

/* In a row: what is pending comes before the second. */
#define MISSED_MAX 3

static uint64_t limit_ns, timer_limit_ns;       /* constant after watchdog_init */

void watchdog_init(void)
{
	limit_ns = command_line_number("watchdog_ms") * NSEC_PER_MSEC;
	timer_limit_ns = command_line_number("timer_lost_ms") * NSEC_PER_MSEC;
	starved_init();
}

uint64_t watchdog_period_ns(void)
{
	return limit_ns / 4;
}

uint64_t watchdog_timer_limit_ns(void)
{
	return timer_limit_ns;
}

static void where(const void *arg)
{
	const struct cpu *cpu = arg;
	const struct thread *t = READ_ONCE(cpu->current);
	const struct trap_frame *frame = READ_ONCE(cpu->frame);

	report_line("  thread %s, step \"%s\"", t->name, t->step);
	if (frame) {
		report_line("  interrupted at:");
		report_backtrace(t, (const void *)frame->pc, (const void *)frame->x[29]);
	}
}

static unsigned long ms(uint64_t ns)
{
	return (unsigned long)(ns / NSEC_PER_MSEC);
}

/* How much of the time since the last tick counts. */
static uint64_t step_ns(struct cpu *cpu, uint64_t period_ns)
{
	uint64_t now_ns = clock_ns();
	uint64_t ns = cpu->tick_ns ? now_ns - cpu->tick_ns : 0;

	cpu->tick_ns = now_ns;
	return ns < 2 * period_ns ? ns : 2 * period_ns;
}

static void check_preempt(struct cpu *cpu, uint64_t ns)
{
	struct thread *t = cpu->current;

	if (t->preempt_depth == 0 || cpu->stuck_thread != t ||
	    cpu->stuck_episode != t->preempt_episode) {
		cpu->stuck_thread = t;
		cpu->stuck_episode = t->preempt_episode;
		cpu->stuck_ns = 0;
		return;
	}
	cpu->stuck_ns += ns;
	if (cpu->stuck_ns <= limit_ns)
		return;
	watchdog_report(WATCHDOG_STUCK, where, cpu, "CPU %u: preemption off for %lu ms", cpu->index,
			ms(cpu->stuck_ns));
	cpu->stuck_ns = 0;
}

static void check_late(struct cpu *cpu, uint64_t due_ns)
{
	uint64_t late_ns = clock_ns() - due_ns;

	if (late_ns > limit_ns && late_ns < INT64_MAX &&
	    symbol_is_in((const void *)cpu->frame->pc, (const void *)(uintptr_t)irq_restore))
		watchdog_report(WATCHDOG_LATE, where, cpu, "CPU %u: interrupts were off for %lu ms",
				cpu->index, ms(late_ns));
}

static void detail_timeout(const void *arg)
{
	char name[80];

	symbol_format(arg, name, sizeof(name));
	report_line("  it was to call %s; CNTV_CTL %#lx", name,
		    (unsigned long)sysreg_read(cntv_ctl_el0));
}

static void check_timeouts(struct cpu *cpu)
{
	uint64_t first_ns = READ_ONCE(cpu->timeout_first_ns), now_ns = clock_ns();

	if (!timer_limit_ns || !first_ns || first_ns + timer_limit_ns > now_ns || timeout_put_off(cpu)) {
		cpu->timeouts_missed = 0;
		return;
	}
	if (++cpu->timeouts_missed < MISSED_MAX)
		return;
	cpu->timeouts_missed = 0;
	watchdog_report(WATCHDOG_TIMER, detail_timeout, timeout_first_fn(cpu),
			"CPU %u: lost timer: a timeout is due since %lu ms", cpu->index,
			ms(now_ns - first_ns));
	timeout_arm_again(cpu);
}

void watchdog_timeout(struct cpu *cpu)
{
	uint64_t now_ns = clock_ns();

	if (!limit_ns || cpu->current == cpu->idle || cpu->tick_due_ns + limit_ns > now_ns) {
		cpu->ticks_missed = 0;
		return;
	}
	if (++cpu->ticks_missed < MISSED_MAX)
		return;
	cpu->ticks_missed = 0;
	watchdog_report(WATCHDOG_TIMER, where, cpu, "CPU %u: lost timer: its tick is due since %lu ms",
			cpu->index, ms(now_ns - cpu->tick_due_ns));
	tick_start();
}

static void check_other(struct cpu *cpu, struct cpu *other, uint64_t ns)
{
	uint64_t alive = __atomic_load_n(&other->alive, __ATOMIC_ACQUIRE);
	__typeof__(&cpu->seen[0]) seen = &cpu->seen[other->index];
	bool lost;

	if (alive != seen->alive || __atomic_load_n(&other->tick_off, __ATOMIC_ACQUIRE)) {
		seen->alive = alive;
		seen->ns = 0;
		seen->probed = false;
		return;
	}
	seen->ns += ns;
	if (seen->ns > limit_ns && !seen->probed) {
		seen->probed = true;
		seen->interrupts = READ_ONCE(other->interrupts);
		ipi_send(other, IPI_RESCHEDULE);
	}
	/* Twice: a CPU that the host does not run looks the same from here. */
	if (seen->ns <= 2 * limit_ns)
		return;
	lost = READ_ONCE(other->interrupts) != seen->interrupts;
	watchdog_report(lost ? WATCHDOG_TIMER : WATCHDOG_STUCK, where, other, "CPU %u: %s for %lu ms",
			other->index, lost ? "lost timer: no tick" : "interrupts off, no tick",
			ms(seen->ns));
	seen->ns = 0;
	seen->probed = false;
}

void watchdog_tick(struct cpu *cpu, uint64_t due_ns, uint64_t period_ns)
{
	uint64_t ns = step_ns(cpu, period_ns);

	__atomic_fetch_add(&cpu->alive, 1, __ATOMIC_RELEASE);
	cpu->ticks_missed = 0;
	check_timeouts(cpu);
	starved_look();
	if (!limit_ns)
		return;
	check_preempt(cpu, ns);
	check_late(cpu, due_ns);
	for (unsigned i = 0; i < cpu_count; i++)
		if (&cpus[i] != cpu && READ_ONCE(cpus[i].online))
			check_other(cpu, &cpus[i], ns);
}
