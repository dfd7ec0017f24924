/* SPDX-License-Identifier: MIT
 *
 * machine.c: interrupts between CPUs, and the timers of CPUs that are idle.
 */
#include <kernel/irq.h>
#include <kernel/preempt.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "crew.h"
#include "kernel/arch/sysreg.h"
#include "kernel/irq/ipi.h"
#include "kernel/sched/sched.h"
#include "tests.h"

#define PATIENCE_NS (5 * NSEC_PER_SEC)
#define CALLS 20

static struct crew crew;
static unsigned ran_on[MAX_CPUS];               /* atomic */

static void note_cpu(void *arg)
{
	unsigned *wrong = arg;

	__atomic_fetch_add(&ran_on[this_cpu()->index], 1, __ATOMIC_RELAXED);
	if (!irq_masked() || !in_interrupt())
		__atomic_fetch_add(wrong, 1, __ATOMIC_RELAXED);
}

const char *test_cpu_call(void)
{
	unsigned wrong = 0;

	for (unsigned i = 0; i < cpu_count; i++) {
		uint32_t before = irq_count(IPI_CALL, i);

		cpu_call(&cpus[i], note_cpu, &wrong);
		if (ran_on[i] != 1)
			return "the call had not ended, or was elsewhere";
		if (irq_count(IPI_CALL, i) == before)
			return "the interrupt was not counted on its CPU";
	}
	return wrong ? "it was not called in an interrupt handler" : NULL;
}

/* All call all others, at the same time. */
static unsigned calls_wrong;                    /* atomic */

static void call_others(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	for (unsigned i = 0; i < CALLS; i++)
		cpu_call_others(note_cpu, &calls_wrong);
}

const char *test_cpu_call_others(void)
{
	unsigned sum = 0;
	bool started;

	for (unsigned i = 0; i < MAX_CPUS; i++)
		ran_on[i] = 0;
	started = crew_start(&crew, cpu_count, call_others);
	crew_wait(&crew);
	for (unsigned i = 0; i < MAX_CPUS; i++)
		sum += ran_on[i];
	return !started ? "no memory" :
	       calls_wrong ? "it was not called in an interrupt handler" :
	       sum != CALLS * cpu_count * (cpu_count - 1) ? "calls were lost or doubled" : NULL;
}

/* The timers of the CPU that it is called on, which the call has not changed. */
struct timers {
	bool idle, watching, pending, tick_on, timeout_on;
};

static void read_timers(void *arg)
{
	const struct cpu *cpu = this_cpu();
	struct timers *t = arg;

	*t = (struct timers){
		.idle = cpu->current == cpu->idle,
		.watching = cpu->tick_watching,
		.pending = cpu->timeout_first_ns != 0,
		.tick_on = sysreg_read(cntp_ctl_el0) & 1,
		.timeout_on = sysreg_read(cntv_ctl_el0) & 1,
	};
}

static const char *timers_wrong(const struct timers *t)
{
	return t->timeout_on != t->pending ? "the virtual timer is on with no timeout, or off with one" :
	       t->idle && t->tick_on != (t->pending || t->watching) ? "an idle CPU ticks" :
	       !t->idle && !t->tick_on ? "a CPU that runs has no tick" : NULL;
}

/* A CPU that was just woken is on its way back to sleep: asked again, it sleeps. */
static const char *timers_now(void) HF_MAY_BLOCK;
static const char *timers_now(void)
{
	const char *wrong = NULL;
	unsigned idle = 0, pending = 0;

	thread_sleep_ns(20 * NSEC_PER_MSEC);
	for (unsigned i = 0; i < cpu_count; i++) {
		struct timers t;

		cpu_call(&cpus[i], read_timers, &t);
		if (!wrong)
			wrong = timers_wrong(&t);
		idle += t.idle;
		pending += t.pending;
	}
	return wrong ? wrong :
	       idle + 1 != cpu_count ? "a CPU with nothing to do is not idle" :
	       pending > 1 ? "timeouts are pending everywhere" : NULL;
}

const char *test_timers_off(void)
{
	uint64_t until_ns = clock_ns() + PATIENCE_NS;
	const char *wrong;

	do
		wrong = timers_now();
	while (wrong && clock_ns() < until_ns);
	return wrong;
}
