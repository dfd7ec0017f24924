/* SPDX-License-Identifier: MIT
 *
 * watchdog.c: every CPU's tick looks at its own CPU (does one thread keep
 * preemption off, in one and the same stretch?) and at the others (does their
 * tick still come, or are their interrupts off?).  A finding ends the machine, and its
 * report shows, for each CPU, the lock that is spun on, its owner and where it was
 * taken (report_end).
 *
 * Time is counted in ticks taken, each worth at most two periods: when the host
 * does not run this CPU for a while, that is not the guest's fault.
 */
#include <kernel/time.h>
#include "sched.h"
#include "tick.h"
#include "watchdog.h"
#include "kernel/base/command_line.h"
#include "kernel/base/report.h"

static uint64_t limit_ns;               /* constant after watchdog_init */

void watchdog_init(void)
{
	limit_ns = command_line_number("watchdog_ms", 2000) * NSEC_PER_MSEC;
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

static void report(const struct cpu *cpu, uint64_t stuck_ns, const char *what)
{
	watchdog_report(WATCHDOG_STUCK, where, cpu, "CPU %u: %s for %lu ms", cpu->index, what,
			(unsigned long)(stuck_ns / NSEC_PER_MSEC));
}

/* How much of the time since the last tick counts. */
static uint64_t step_ns(struct cpu *cpu, bool idle)
{
	uint64_t now_ns = clock_ns(), most_ns = 2 * (idle ? TICK_IDLE_NS : TICK_NS);
	uint64_t ns = cpu->tick_ns ? now_ns - cpu->tick_ns : 0;

	cpu->tick_ns = now_ns;
	return ns < most_ns ? ns : most_ns;
}

static void check_own(struct cpu *cpu, uint64_t ns)
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
	if (cpu->stuck_ns > limit_ns) {
		report(cpu, cpu->stuck_ns, "preemption off");
		cpu->stuck_ns = 0;
	}
}

static void check_other(struct cpu *cpu, const struct cpu *other, uint64_t ns)
{
	uint64_t ticks = __atomic_load_n(&other->ticks, __ATOMIC_ACQUIRE);

	if (ticks != cpu->seen[other->index].ticks) {
		cpu->seen[other->index].ticks = ticks;
		cpu->seen[other->index].ns = 0;
		return;
	}
	cpu->seen[other->index].ns += ns;
	/* Twice: a CPU that the host does not run looks the same from here. */
	if (cpu->seen[other->index].ns > 2 * limit_ns) {
		report(other, cpu->seen[other->index].ns, "interrupts off, no tick");
		cpu->seen[other->index].ns = 0;
	}
}

void watchdog_tick(struct cpu *cpu)
{
	uint64_t ns = step_ns(cpu, cpu->current == cpu->idle);

	__atomic_fetch_add(&cpu->ticks, 1, __ATOMIC_RELEASE);
	if (!limit_ns)
		return;
	check_own(cpu, ns);
	for (unsigned i = 0; i < cpu_count; i++)
		if (&cpus[i] != cpu && READ_ONCE(cpus[i].online))
			check_other(cpu, &cpus[i], ns);
}
