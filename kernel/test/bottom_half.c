/* SPDX-License-Identifier: MIT
 *
 * bottom_half.c: deferred work runs when it may, where it should, and one piece never on two CPUs; its
 * spinlock keeps it out of what threads do.  Work queues run what sleeps.
 */
#include <kernel/deferred.h>
#include <kernel/mutex.h>
#include <kernel/preempt.h>
#include <kernel/spinlock.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <kernel/work.h>
#include "crew.h"
#include "kernel/sched/sched.h"
#include "tests.h"

#define MEMBERS 4
#define ROUNDS crew_rounds(200)
#define PATIENCE_NS (5 * NSEC_PER_SEC)

static struct crew crew;

static bool wait_for(const unsigned *count, unsigned least) HF_MAY_BLOCK;
static bool wait_for(const unsigned *count, unsigned least)
{
	uint64_t until_ns = clock_ns() + PATIENCE_NS;

	while (__atomic_load_n(count, __ATOMIC_ACQUIRE) < least && clock_ns() < until_ns)
		thread_sleep_ns(NSEC_PER_MSEC);
	return __atomic_load_n(count, __ATOMIC_ACQUIRE) >= least;
}

static unsigned came, misplaced;                /* atomic */

static void note_deferred(struct deferred *d)
{
	const struct thread *t = current_thread();

	(void)d;
	if (!t->in_deferred || !t->preempt_depth || irq_masked() || in_interrupt())
		__atomic_fetch_add(&misplaced, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&came, 1, __ATOMIC_RELEASE);
}

static struct deferred noted;

const char *test_deferred_runs_late(void)
{
	uint64_t until_ns;
	bool early;

	came = misplaced = 0;
	deferred_init(&noted, note_deferred);
	deferred_disable();
	deferred_schedule(&noted);
	deferred_schedule(&noted);              /* once all the same */
	until_ns = clock_ns() + 10 * NSEC_PER_MSEC;
	while (clock_ns() < until_ns)           /* interrupts come, and leave it alone */
		cpu_relax();
	early = came != 0;
	deferred_enable();
	if (early)
		return "it ran while it was masked";
	if (came != 1)
		return "it did not run where it was let in again";
	deferred_schedule(&noted);              /* nothing is masked: the CPU's thread */
	return !wait_for(&came, 2) ? "it never ran" : misplaced ? "it ran in the wrong context" : NULL;
}

static unsigned at_once;                        /* atomic */

static void be_alone(struct deferred *d)
{
	(void)d;
	if (__atomic_add_fetch(&at_once, 1, __ATOMIC_RELAXED) > 1)
		__atomic_fetch_add(&misplaced, 1, __ATOMIC_RELAXED);
	delay_us(20);
	__atomic_fetch_sub(&at_once, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&came, 1, __ATOMIC_RELEASE);
}

static void schedule_often(struct crew *c, unsigned member)
{
	(void)c;
	(void)thread_set_affinity(thread_current(), 1u << member % cpu_count);
	for (unsigned i = 0; i < ROUNDS; i++) {
		deferred_schedule(&noted);
		if (i % 8 == 0)
			thread_yield();
	}
}

const char *test_deferred_never_twice(void)
{
	bool started;
	unsigned before;

	came = misplaced = 0;
	deferred_init(&noted, be_alone);
	started = crew_start(&crew, MEMBERS, schedule_often);
	crew_wait(&crew);
	/* What was scheduled last is seen, too. */
	before = __atomic_load_n(&came, __ATOMIC_ACQUIRE);
	deferred_schedule(&noted);
	return !started ? "no memory" : !wait_for(&came, before + 1) ? "a request was lost" :
	       misplaced ? "it ran on two CPUs at once" : NULL;
}

static DEFINE_DEFERRED_SPINLOCK(deferred_test_lock, no_softirq);
static unsigned long counter HF_GUARDED_BY(deferred_test_lock);
static unsigned long deferred_rounds;           /* by deferred work */

static void count_deferred(struct deferred *d)
{
	(void)d;
	deferred_spin_lock(&deferred_test_lock);
	counter++;
	deferred_rounds++;
	deferred_spin_unlock(&deferred_test_lock);
	__atomic_fetch_add(&came, 1, __ATOMIC_RELEASE);
}

static void count_and_schedule(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	for (unsigned i = 0; i < ROUNDS; i++) {
		unsigned long n;

		deferred_schedule(&noted);
		deferred_spin_lock(&deferred_test_lock);
		n = counter;
		if (i % 50 == 0)
			delay_us(100);                  /* an interrupt comes in between */
		counter = n + 1;
		deferred_spin_unlock(&deferred_test_lock);
	}
}

const char *test_deferred_spinlock_excludes(void)
{
	unsigned long sum;
	unsigned before;
	bool started;

	came = 0;
	deferred_init(&noted, count_deferred);
	started = crew_start(&crew, MEMBERS, count_and_schedule);
	crew_wait(&crew);
	before = __atomic_load_n(&came, __ATOMIC_ACQUIRE);
	deferred_schedule(&noted);
	if (!wait_for(&came, before + 1))
		return "a request was lost";
	deferred_spin_lock(&deferred_test_lock);
	sum = counter - deferred_rounds;
	deferred_spin_unlock(&deferred_test_lock);
	return !started ? "no memory" : sum != MEMBERS * ROUNDS ? "two were inside at once" : NULL;
}

static struct work pieces[3];
static DEFINE_MUTEX(work_test_lock);
static unsigned pieces_done;                    /* atomic */

static void do_piece(struct work *w)
{
	mutex_lock(&work_test_lock);            /* it may sleep */
	thread_sleep_ns(NSEC_PER_MSEC);
	if (pieces_done < ARRAY_LEN(pieces) && w != &pieces[pieces_done])
		__atomic_fetch_add(&misplaced, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&pieces_done, 1, __ATOMIC_RELEASE);
	mutex_unlock(&work_test_lock);
}

const char *test_work(void)
{
	bool again;

	pieces_done = misplaced = 0;
	for (unsigned i = 0; i < ARRAY_LEN(pieces); i++)
		work_set(&pieces[i], do_piece);
	mutex_lock(&work_test_lock);
	work_submit(&system_work, &pieces[0]);
	work_submit(&system_work, &pieces[1]);
	again = work_submit(&system_work, &pieces[1]);
	work_submit(&system_work, &pieces[2]);
	mutex_unlock(&work_test_lock);
	if (again)
		return "what waits was taken for new";
	if (!wait_for(&pieces_done, 2))
		return "it was not done";
	work_cancel(&system_work, &pieces[2]);          /* waits, or takes it back */
	again = work_submit(&system_work, &pieces[2]);
	work_cancel(&system_work, &pieces[2]);
	return !again ? "cancelled work still waits" : misplaced ? "it was done out of order" : NULL;
}
