/* SPDX-License-Identifier: MIT
 *
 * watchdog.c: every CPU's tick looks at its own CPU (does one thread keep
 * preemption off, in one and the same stretch?) and at the others (does their
 * tick still come, or are their interrupts off?).  A finding is reported with the
 * lock that is waited for, its owner and where it was taken, and ends the machine.
 *
 * Time is counted in ticks taken, each worth at most two periods: when the host
 * does not run this CPU for a while, that is not the guest's fault.
 */
#include <kernel/mutex.h>
#include <kernel/time.h>
#include "sched.h"
#include "tick.h"
#include "watchdog.h"
#include "kernel/arch/backtrace.h"
#include "kernel/base/command_line.h"
#include "kernel/base/report.h"
#include "kernel/base/symbols.h"

static uint64_t limit_ns;               /* constant after watchdog_init */

void watchdog_init(void)
{
	limit_ns = command_line_number("watchdog_ms", 2000) * NSEC_PER_MSEC;
}

static const char *state_name(const struct thread *t)
{
	return READ_ONCE(t->waiting_on) ? "spinning" :
	       READ_ONCE(t->on_cpu) ? "running" :
	       READ_ONCE(t->queued) ? "preempted: ready to run, but not running" : "asleep";
}

static void report_owner(const struct spin_core *core)
{
	const struct thread *owner = READ_ONCE(core->owner);
	uint64_t held_ms = (clock_ns() - READ_ONCE(core->since_ns)) / NSEC_PER_MSEC;
	const struct mutex *mutex;
	char site[80];

	symbol_format(READ_ONCE(core->site), site, sizeof(site));
	report_line("  spins on %s", core->dep.cls ? core->dep.cls->name : "(unnamed lock)");
	if (!owner) {
		report_line("  which nobody owns");
		return;
	}
	report_line("  owned by thread %s for %lu ms, taken at %s", owner->name,
		    (unsigned long)held_ms, site);
	report_line("  the owner is %s, on CPU %u, step \"%s\"", state_name(owner),
		    owner->cpu->index, owner->step);
	mutex = READ_ONCE(owner->waiting_mutex);
	if (mutex)
		report_line("  the owner waits for mutex %s", mutex->dep.cls->name);
	if (!READ_ONCE(owner->on_cpu)) {
		report_line("  the owner's calls:");
		report_backtrace(owner, NULL, backtrace_switched_out(owner));
	}
}

static __noreturn void report(const struct cpu *cpu, uint64_t stuck_ns, const char *what)
{
	const struct thread *t = READ_ONCE(cpu->current);
	const struct spin_core *core = __atomic_load_n(&t->waiting_on, __ATOMIC_ACQUIRE);

	report_begin();
	report_line("\nWATCHDOG: CPU %u: %s for %lu ms", cpu->index, what,
		    (unsigned long)(stuck_ns / NSEC_PER_MSEC));
	report_line("  thread %s, step \"%s\"", t->name, t->step);
	if (core)
		report_owner(core);
	report_line("  the thread's calls:");
	if (core)
		report_backtrace(t, NULL, READ_ONCE(t->waiting_frame));
	else if (cpu->frame)
		report_backtrace(t, (const void *)cpu->frame->pc, (const void *)cpu->frame->x[29]);
	report_end();
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
	if (cpu->stuck_ns > limit_ns)
		report(cpu, cpu->stuck_ns, "preemption off");
}

static void check_other(struct cpu *cpu, const struct cpu *other, uint64_t ns)
{
	uint64_t ticks = __atomic_load_n(&other->ticks, __ATOMIC_ACQUIRE);

	if (ticks != cpu->seen[other->index].ticks || ticks == 0) {
		cpu->seen[other->index].ticks = ticks;
		cpu->seen[other->index].ns = 0;
		return;
	}
	cpu->seen[other->index].ns += ns;
	/* Twice: a CPU that the host does not run looks the same from here. */
	if (cpu->seen[other->index].ns > 2 * limit_ns)
		report(other, cpu->seen[other->index].ns, "interrupts off, no tick");
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
