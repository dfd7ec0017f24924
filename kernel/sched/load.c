/* SPDX-License-Identifier: MIT
 *
 * load.c: how busy the machine is: a thread that counts every five seconds who runs, and averages
 * with exponential decay; and what each CPU has done since boot.
 *
 * No lock: the counts are read as they are, one word each; the averages have one writer.
 */
#include <kernel/load.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "sched.h"

#define SAMPLE_NS (5 * NSEC_PER_SEC)

/* What is left of an average after one sample: LOAD_ONE * exp(-5 s / 1, 5 and 15 min). */
static const uint32_t kept[3] = { 1884, 2014, 2037 };
static uint32_t averages[3];            /* atomic */

unsigned cpu_online_count(void)
{
	return cpu_count;
}

uint64_t cpu_idle_ns(unsigned index)
{
	const struct cpu *cpu = &cpus[index];
	const struct thread *idle = READ_ONCE(cpu->idle);
	uint64_t ns = READ_ONCE(idle->turn_ns);

	/* The idle thread's turn is never over, and what it is at now is not in it. */
	if (READ_ONCE(cpu->current) == idle)
		ns += clock_ns() - READ_ONCE(idle->since_ns);
	return ns;
}

uint64_t cpu_switches(unsigned index)
{
	return READ_ONCE(cpus[index].switches);
}

unsigned load_threads(void)
{
	unsigned n = 0;

	for (unsigned i = 0; i < cpu_count; i++) {
		n += READ_ONCE(cpus[i].run.len);
		n += READ_ONCE(cpus[i].current) != READ_ONCE(cpus[i].idle) && !READ_ONCE(cpus[i].lingers);
	}
	return n;
}

void load_averages(uint32_t out[3])
{
	for (unsigned i = 0; i < 3; i++)
		out[i] = READ_ONCE(averages[i]);
}

static void load_run(void *arg)
{
	(void)arg;
	for (;;) {
		uint32_t now;

		thread_step("load: sleeps");
		thread_sleep_ns(SAMPLE_NS);
		now = (load_threads() - 1) * LOAD_ONE;  /* but this thread */
		for (unsigned i = 0; i < 3; i++)
			WRITE_ONCE(averages[i], (averages[i] * kept[i] +
						 now * (LOAD_ONE - kept[i])) / LOAD_ONE);
	}
}

int load_start(void)
{
	return thread_create("load", load_run, NULL, NULL);
}
