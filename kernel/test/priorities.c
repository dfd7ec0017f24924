/* SPDX-License-Identifier: MIT
 *
 * priorities.c: the more urgent first, but everybody some time; only where one may
 * run; who sleeps is not kept waiting by those who compute; who holds what an urgent one
 * waits for is urgent too.  All of it on the first CPU, to which the threads are bound.
 */
#include <kernel/irq.h>
#include <kernel/mutex.h>
#include <kernel/preempt.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "crew.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/tick.h"
#include "tests.h"

#define PATIENCE_NS (5 * NSEC_PER_SEC)
#define FIRST_CPU 1u

static struct crew crew;
static bool stop;                               /* atomic */

/* The test itself, on the first CPU and more urgent than those that it starts. */
static void begin(void) HF_MAY_BLOCK;
static void begin(void)
{
	__atomic_store_n(&stop, false, __ATOMIC_RELAXED);
	(void)thread_set_affinity(thread_current(), FIRST_CPU);
	(void)thread_set_priority(thread_current(), THREAD_HIGHEST);
}

/* Ends those who compute, and waits for all. */
static void end(void) HF_MAY_BLOCK;
static void end(void)
{
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	crew_wait(&crew);
	(void)thread_set_priority(thread_current(), THREAD_NORMAL);
	(void)thread_set_affinity(thread_current(), UINT32_MAX);
}

static bool wait_until(const unsigned *count, unsigned least) HF_MAY_BLOCK;
static bool wait_until(const unsigned *count, unsigned least)
{
	uint64_t until_ns = clock_ns() + PATIENCE_NS;

	while (__atomic_load_n(count, __ATOMIC_ACQUIRE) < least && clock_ns() < until_ns)
		thread_sleep_ns(NSEC_PER_MSEC);
	return __atomic_load_n(count, __ATOMIC_ACQUIRE) >= least;
}

static void compute(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
		cpu_relax();
}

static unsigned order[THREAD_PRIORITIES];
static unsigned order_count;                    /* atomic */

static void note_turn(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	order[__atomic_fetch_add(&order_count, 1, __ATOMIC_RELAXED)] = thread_priority(thread_current());
}

/* All are ready before the first can run: the test is the more urgent one. */
const char *test_priority_first(void)
{
	static const unsigned char priorities[] = { 6, 3, 7, 4 };
	bool started = true, all;

	order_count = 0;
	crew_prepare(&crew, note_turn);
	begin();
	for (unsigned i = 0; i < ARRAY_LEN(priorities) && started; i++)
		started = crew_add(&crew, priorities[i], FIRST_CPU);
	all = wait_until(&order_count, ARRAY_LEN(priorities));
	end();
	if (!started || !all)
		return "not all ran";
	for (unsigned i = 1; i < ARRAY_LEN(priorities); i++)
		if (order[i] > order[i - 1])
			return "a less urgent thread ran before a more urgent one";
	return NULL;
}

/* One that computes without end is no reason never to run. */
const char *test_priority_starves_nobody(void)
{
	struct crew busy;
	bool started, ran;

	order_count = 0;
	crew_prepare(&busy, compute);
	crew_prepare(&crew, note_turn);
	begin();
	started = crew_add(&busy, THREAD_HIGH, FIRST_CPU) && crew_add(&crew, THREAD_LOW, FIRST_CPU);
	ran = wait_until(&order_count, 1);
	end();
	crew_wait(&busy);
	return !started ? "no memory" : !ran ? "a thread was starved by a more urgent one" : NULL;
}

static unsigned strays;                         /* atomic */

/* With one CPU each, they are never seen anywhere else. */
static void stay(struct crew *c, unsigned member)
{
	uint32_t bit = 1u << member % cpu_count;
	uint64_t until_ns = clock_ns() + 30 * NSEC_PER_MSEC;

	(void)c;
	if (thread_set_affinity(thread_current(), bit))
		__atomic_fetch_add(&strays, 1, __ATOMIC_RELAXED);
	while (clock_ns() < until_ns) {
		preempt_disable();
		if (!(bit >> this_cpu()->index & 1))
			__atomic_fetch_add(&strays, 1, __ATOMIC_RELAXED);
		preempt_enable();
		if (member % 2)
			thread_sleep_ns(100 * NSEC_PER_USEC);
	}
}

const char *test_affinity(void)
{
	bool started = crew_start(&crew, 2 * cpu_count, stay);

	crew_wait(&crew);
	return !started ? "no memory" :
	       strays ? "a thread ran where it may not" :
	       !thread_set_affinity(thread_current(), 1u << cpu_count) ? "a CPU that isn't there was accepted" :
	       NULL;
}

#define NAPS 20
#define WORKERS 8

static void nap(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	for (unsigned i = 0; i < NAPS; i++)
		thread_sleep_ns(300 * NSEC_PER_USEC);
	__atomic_fetch_add(&order_count, 1, __ATOMIC_RELEASE);
}

/* Of the same priority as those who compute: woken, it runs at the next tick. */
const char *test_sleepers_before_workers(void)
{
	struct crew busy;
	bool started = true, done;
	uint32_t ticks;

	order_count = 0;
	crew_prepare(&busy, compute);
	crew_prepare(&crew, nap);
	begin();
	ticks = irq_count(TICK_IRQ, 0);
	for (unsigned i = 0; i < WORKERS && started; i++)
		started = crew_add(&busy, THREAD_NORMAL, FIRST_CPU);
	started = started && crew_add(&crew, THREAD_NORMAL, FIRST_CPU);
	done = wait_until(&order_count, 1);
	ticks = irq_count(TICK_IRQ, 0) - ticks;
	end();
	crew_wait(&busy);
	return !started ? "no memory" : !done ? "it never woke" :
	       ticks > WORKERS * NAPS / 2 ? "a sleeper waits for all who compute" : NULL;
}

/* low holds `inner`; middle holds `outer` and waits for `inner`; urgent waits for `outer`. */
static DEFINE_MUTEX(lent_inner);
static DEFINE_MUTEX(lent_outer);
static struct thread *lender[3];
static unsigned holds, passed;                  /* atomic */

static void note_self(unsigned member)
{
	lender[member] = thread_current();
	__atomic_fetch_add(&holds, 1, __ATOMIC_RELEASE);
}

static void hold_inner(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	mutex_lock(&lent_inner);
	note_self(0);
	while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE))
		thread_sleep_ns(NSEC_PER_MSEC);
	mutex_unlock(&lent_inner);
	if (READ_ONCE(thread_current()->priority) == THREAD_LOW)
		__atomic_fetch_add(&passed, 1, __ATOMIC_RELAXED);
}

static void hold_outer(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	mutex_lock(&lent_outer);
	note_self(1);
	mutex_lock(&lent_inner);
	mutex_unlock(&lent_inner);
	mutex_unlock(&lent_outer);
	if (READ_ONCE(thread_current()->priority) == THREAD_LOW + 1)
		__atomic_fetch_add(&passed, 1, __ATOMIC_RELAXED);
}

static void want_outer(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	note_self(2);
	mutex_lock(&lent_outer);
	mutex_unlock(&lent_outer);
	__atomic_fetch_add(&passed, 1, __ATOMIC_RELAXED);
}

/* True once `t` runs with `priority`. */
static bool runs_with(const struct thread *t, unsigned priority) HF_MAY_BLOCK;
static bool runs_with(const struct thread *t, unsigned priority)
{
	uint64_t until_ns = clock_ns() + PATIENCE_NS;

	while (READ_ONCE(t->priority) != priority && clock_ns() < until_ns)
		thread_sleep_ns(NSEC_PER_MSEC);
	return READ_ONCE(t->priority) == priority;
}

static const char *lend(void) HF_MAY_BLOCK;
static const char *lend(void)
{
	if (!crew_add(&crew, THREAD_LOW, FIRST_CPU))
		return "no memory";
	if (!wait_until(&holds, 1))
		return "the first did not run";
	crew.work = hold_outer;
	if (!crew_add(&crew, THREAD_LOW + 1, FIRST_CPU) || !wait_until(&holds, 2))
		return "the second did not run";
	if (!runs_with(lender[0], THREAD_LOW + 1))
		return "an owner did not get its waiter's priority";
	crew.work = want_outer;
	if (!crew_add(&crew, THREAD_HIGH, FIRST_CPU) || !wait_until(&holds, 3))
		return "the third did not run";
	return !runs_with(lender[1], THREAD_HIGH) || !runs_with(lender[0], THREAD_HIGH) ?
		"a priority did not go along the chain" : NULL;
}

const char *test_mutex_lends_priority(void)
{
	const char *wrong;

	holds = passed = 0;
	crew_prepare(&crew, hold_inner);
	begin();
	wrong = lend();
	end();
	return wrong ? wrong : passed != 3 ? "a lent priority was not given back" : NULL;
}
