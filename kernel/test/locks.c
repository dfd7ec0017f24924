/* SPDX-License-Identifier: MIT
 *
 * locks.c: each kind of lock keeps others out: a plain counter that every holder
 * reads, changes and writes in separate steps ends up exact.
 */
#include <kernel/mutex.h>
#include <kernel/preempt.h>
#include <kernel/spinlock.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "crew.h"
#include "kernel/arch/sysreg.h"
#include "kernel/sched/sched.h"
#include "tests.h"

#define MEMBERS 6
#define ROUNDS crew_rounds(500)

static struct crew crew;
static unsigned long counter;

/* Leaves others time between reading and writing. */
static void count(void)
{
	unsigned long n = READ_ONCE(counter);

	for (unsigned i = 0; i < 5; i++)
		barrier();
	WRITE_ONCE(counter, n + 1);
}

static const char *expect(void (*work)(struct crew *c, unsigned member) HF_MAY_BLOCK)
	HF_MAY_BLOCK;
static const char *expect(void (*work)(struct crew *c, unsigned member))
{
	bool started;

	counter = 0;
	started = crew_start(&crew, MEMBERS, work);
	crew_wait(&crew);
	return !started ? "no memory" :
	       counter != MEMBERS * ROUNDS ? "two were inside at once" : NULL;
}

static DEFINE_SPINLOCK(spin_test_lock, no_preempt);

static void count_under_spinlock(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	for (unsigned i = 0; i < ROUNDS; i++) {
		spin_lock(&spin_test_lock);
		count();
		spin_unlock(&spin_test_lock);
	}
}

const char *test_spinlock_excludes(void)
{
	return expect(count_under_spinlock);
}

/* Threads, and a timeout's handler on top of them. */
static DEFINE_IRQ_SPINLOCK(irq_test_lock, no_irq);
static unsigned long handler_rounds;
static struct timeout again;
static bool handler_stop;

static void count_in_handler(struct timeout *t)
{
	irq_spin_lock(&irq_test_lock);
	count();
	handler_rounds++;
	irq_spin_unlock(&irq_test_lock);
	if (!READ_ONCE(handler_stop))
		timeout_set(t, clock_ns() + 50 * NSEC_PER_USEC, count_in_handler);
}

static void count_under_irq_spinlock(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	for (unsigned i = 0; i < ROUNDS; i++) {
		irq_spin_lock(&irq_test_lock);
		count();
		irq_spin_unlock(&irq_test_lock);
	}
}

const char *test_irq_spinlock_excludes(void)
{
	bool started;

	counter = 0;
	timeout_set(&again, clock_ns(), count_in_handler);
	started = crew_start(&crew, MEMBERS, count_under_irq_spinlock);
	crew_wait(&crew);
	WRITE_ONCE(handler_stop, true);
	thread_sleep_ns(10 * NSEC_PER_MSEC);
	timeout_cancel_wait(&again);
	if (!started)
		return "no memory";
	if (!handler_rounds)
		return "the handler never ran";
	return counter != MEMBERS * ROUNDS + handler_rounds ? "two were inside at once" : NULL;
}

static DEFINE_MUTEX(mutex_test);
static bool spin_held, spin_tried;              /* atomic */
static bool spin_taken, mutex_taken;

static void try_spinlock(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	while (!__atomic_load_n(&spin_held, __ATOMIC_ACQUIRE))
		thread_yield();
	if (spin_trylock(&spin_test_lock)) {
		spin_taken = true;
		spin_unlock(&spin_test_lock);
	}
	__atomic_store_n(&spin_tried, true, __ATOMIC_RELEASE);
}

static void try_mutex(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	if (mutex_trylock(&mutex_test)) {
		mutex_taken = true;
		mutex_unlock(&mutex_test);
	}
}

static const char *try_held_mutex(void) HF_MAY_BLOCK;
static const char *try_held_mutex(void)
{
	bool started;

	mutex_lock(&mutex_test);
	started = crew_start(&crew, 1, try_mutex);
	crew_wait(&crew);
	mutex_unlock(&mutex_test);
	return !started ? "no memory" : mutex_taken ? "a held mutex was taken" : NULL;
}

/* The holder has preemption off, so the other thread needs another CPU. */
static const char *try_held_spinlock(void) HF_MAY_BLOCK;
static const char *try_held_spinlock(void)
{
	uint64_t until_ns = clock_ns() + NSEC_PER_SEC;
	bool started = crew_start(&crew, 1, try_spinlock);

	spin_lock(&spin_test_lock);
	__atomic_store_n(&spin_held, true, __ATOMIC_RELEASE);
	while (cpu_count > 1 && started && !__atomic_load_n(&spin_tried, __ATOMIC_ACQUIRE) &&
	       clock_ns() < until_ns)
		cpu_relax();
	spin_unlock(&spin_test_lock);
	crew_wait(&crew);
	return !started ? "no memory" :
	       cpu_count > 1 && spin_taken ? "a held spinlock was taken" :
	       cpu_count == 1 && !spin_taken ? "a free spinlock was not taken" : NULL;
}

const char *test_trylock(void)
{
	const char *wrong = try_held_mutex();

	if (!wrong)
		wrong = try_held_spinlock();
	if (!wrong && preempt_depth())
		wrong = "preemption is not as before";
	return wrong;
}

static void count_under_mutex(struct crew *c, unsigned member)
{
	(void)c;
	for (unsigned i = 0; i < ROUNDS; i++) {
		mutex_lock(&mutex_test);
		count();
		if (i % 16 == member)
			thread_yield();         /* allowed: it sleeps with others kept out */
		mutex_unlock(&mutex_test);
	}
}

const char *test_mutex_excludes(void)
{
	return expect(count_under_mutex);
}

/* Those who wait get it in the order in which they came. */
static unsigned turns[MEMBERS];
static unsigned turn_count HF_GUARDED_BY(mutex_test);

static unsigned waiting_now(void)
{
	unsigned n = 0;

	irq_spin_lock(&mutex_line_lock);
	list_for_each(link, &mutex_test.waiters)
		n++;
	irq_spin_unlock(&mutex_line_lock);
	return n;
}

static void take_turn(struct crew *c, unsigned member)
{
	(void)c;
	while (waiting_now() != member)         /* one after the other */
		thread_sleep_ns(NSEC_PER_MSEC);
	mutex_lock(&mutex_test);
	turns[turn_count++] = member;
	mutex_unlock(&mutex_test);
}

const char *test_mutex_is_fair(void)
{
	bool started;

	mutex_lock(&mutex_test);
	started = crew_start(&crew, MEMBERS, take_turn);
	while (started && waiting_now() < MEMBERS)
		thread_sleep_ns(NSEC_PER_MSEC);
	mutex_unlock(&mutex_test);
	crew_wait(&crew);
	if (!started)
		return "no memory";
	for (unsigned i = 0; i < MEMBERS; i++)
		if (turns[i] != i)
			return "a later one was first";
	return NULL;
}

/* Threads of several priorities, which pass each other in line: nobody is forgotten there. */
static void count_and_nap(struct crew *c, unsigned member)
{
	(void)c;
	for (unsigned i = 0; i < ROUNDS; i++) {
		mutex_lock(&mutex_test);
		count();
		if (i % 8 == member)
			thread_sleep_ns(100 * NSEC_PER_USEC);
		mutex_unlock(&mutex_test);
		if (i % 4 == 0)
			thread_yield();
	}
}

const char *test_mutex_among_unequals(void)
{
	bool started = true;

	counter = 0;
	crew_prepare(&crew, count_and_nap);
	for (unsigned i = 0; i < MEMBERS && started; i++)
		started = crew_add(&crew, THREAD_NORMAL + i % 3, UINT32_MAX);
	crew_wait(&crew);
	return !started ? "no memory" :
	       counter != MEMBERS * ROUNDS ? "two were inside at once" : NULL;
}
