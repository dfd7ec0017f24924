/* SPDX-License-Identifier: MIT
 *
 * threads.c: threads start, share the CPUs without being asked, and leave nothing
 * behind.
 */
#include <kernel/heap.h>
#include <kernel/preempt.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "crew.h"
#include "kernel/sched/sched.h"
#include "tests.h"

/* Far more than it takes, on a host that has other things to do. */
#define PATIENCE_NS (5 * NSEC_PER_SEC)

static struct crew crew;

static void return_at_once(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
}

/* True once as many pages are free, those aside that are kept for the next thread. */
static bool pages_return(size_t wanted) HF_MAY_BLOCK;
static bool pages_return(size_t wanted)
{
	uint64_t until_ns = clock_ns() + PATIENCE_NS;

	for (;;) {
		memory_trim();
		/* More, where those of the test before were still being buried. */
		if (page_count_free() >= wanted || clock_ns() > until_ns)
			return page_count_free() >= wanted;
		thread_sleep_ns(NSEC_PER_MSEC);
	}
}

const char *test_threads_end(void)
{
	size_t before;

	memory_trim();
	before = page_count_free();
	for (unsigned round = 0; round < (explore_on ? 2 : 20); round++) {
		if (!crew_start(&crew, 8, return_at_once))
			return "no memory for threads";
		crew_wait(&crew);
	}
	return !pages_return(before) ? "dead threads leave pages behind" : NULL;
}

/* More threads than CPUs, none of which gives way on its own. */
#define BUSY (2 * MAX_CPUS)
static unsigned long progress[BUSY];            /* atomic */
static bool busy_stop;                          /* atomic */

static void work_busily(struct crew *c, unsigned member)
{
	(void)c;
	while (!__atomic_load_n(&busy_stop, __ATOMIC_RELAXED))
		__atomic_fetch_add(&progress[member], 1, __ATOMIC_RELAXED);
}

static bool all_progress(void)
{
	for (unsigned i = 0; i < BUSY; i++)
		if (!__atomic_load_n(&progress[i], __ATOMIC_RELAXED))
			return false;
	return true;
}

const char *test_threads_preempt(void)
{
	uint64_t until_ns = clock_ns() + PATIENCE_NS;
	bool all = false, started = crew_start(&crew, BUSY, work_busily);

	while (!all && clock_ns() < until_ns) {
		thread_sleep_ns(10 * NSEC_PER_MSEC);
		all = all_progress();
	}
	__atomic_store_n(&busy_stop, true, __ATOMIC_RELAXED);
	crew_wait(&crew);
	return !started ? "no memory" : !all ? "a thread never got its turn" : NULL;
}

static uint32_t cpus_used;                      /* atomic; one bit each */

static void note_cpu_until_all(struct crew *c, unsigned member)
{
	uint64_t until_ns = clock_ns() + PATIENCE_NS;
	uint32_t all = (1u << cpu_count) - 1;

	(void)c;
	(void)member;
	while (__atomic_load_n(&cpus_used, __ATOMIC_RELAXED) != all && clock_ns() < until_ns) {
		unsigned long flags = irq_save();

		__atomic_fetch_or(&cpus_used, 1u << this_cpu()->index, __ATOMIC_RELAXED);
		irq_restore(flags);
	}
}

const char *test_threads_spread(void)
{
	bool started = crew_start(&crew, cpu_count, note_cpu_until_all);

	crew_wait(&crew);
	return !started ? "no memory" :
	       cpus_used != (1u << cpu_count) - 1 ? "a CPU got no thread" : NULL;
}

static unsigned holding[MAX_CPUS];              /* atomic; threads with preemption off there */
static unsigned intrusions;                     /* atomic */

/* Each counts itself in and out with preemption off: two on one CPU at a time means
 * that one was switched out. */
static void keep_cpu(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	for (unsigned i = 0; i < 5; i++) {
		uint64_t until_ns;
		unsigned cpu;

		preempt_disable();
		cpu = this_cpu()->index;
		if (__atomic_fetch_add(&holding[cpu], 1, __ATOMIC_RELAXED))
			__atomic_fetch_add(&intrusions, 1, __ATOMIC_RELAXED);
		until_ns = clock_ns() + 10 * NSEC_PER_MSEC;     /* more than two turns */
		while (clock_ns() < until_ns)
			cpu_relax();
		if (this_cpu()->index != cpu)
			__atomic_fetch_add(&intrusions, 1, __ATOMIC_RELAXED);
		__atomic_fetch_sub(&holding[cpu], 1, __ATOMIC_RELAXED);
		preempt_enable();
	}
}

const char *test_preempt_off_keeps_cpu(void)
{
	bool started = crew_start(&crew, 3 * cpu_count, keep_cpu);

	crew_wait(&crew);
	return !started ? "no memory" :
	       intrusions ? "a thread was switched out with preemption off" : NULL;
}

const char *test_sleep(void)
{
	static const uint64_t ms[] = { 1, 5, 50 };

	for (unsigned i = 0; i < ARRAY_LEN(ms); i++) {
		uint64_t from_ns = clock_ns(), took_ns;

		thread_sleep_ns(ms[i] * NSEC_PER_MSEC);
		took_ns = clock_ns() - from_ns;
		if (took_ns < ms[i] * NSEC_PER_MSEC)
			return "woke too early";
		if (took_ns > ms[i] * NSEC_PER_MSEC + NSEC_PER_SEC)
			return "woke more than a second late";
	}
	return NULL;
}
