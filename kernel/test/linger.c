/* SPDX-License-Identifier: MIT
 *
 * linger.c: who is woken right after it was about to sleep goes on without a switch; and who is
 * not woken sleeps all the same.
 */
#include <kernel/thread.h>
#include <kernel/time.h>
#include "crew.h"
#include "kernel/sched/sched.h"
#include "tests.h"

#define ATTEMPTS crew_rounds(200)
#define REST_NS (4 * NSEC_PER_MSEC)     /* longer than one that was in vain keeps it from lingering */

static struct crew crew;
static struct thread *sleeper;          /* atomic: NULL: not there yet */
/* `phase`, atomic: the sleeper is about to sleep, is told not to, and was let go by who told it. */
enum { BUSY, SLEEPS, TOLD, LET_GO };
static unsigned phase;
static bool stayed, over;               /* atomic: it was woken without a switch; there is no more */

static void sleep_often(void) HF_MAY_BLOCK;
static void sleep_often(void)
{
	struct thread *me = thread_current();

	__atomic_store_n(&sleeper, me, __ATOMIC_RELEASE);
	for (unsigned i = 0; i < ATTEMPTS && !stayed; i++) {
		uint64_t before;

		thread_sleep_ns(REST_NS);
		before = me->switches;
		__atomic_store_n(&phase, SLEEPS, __ATOMIC_RELEASE);
		while (__atomic_load_n(&phase, __ATOMIC_ACQUIRE) == SLEEPS)
			thread_block(0);
		stayed = me->switches == before;
		while (__atomic_load_n(&phase, __ATOMIC_ACQUIRE) != LET_GO)
			cpu_relax();
	}
	__atomic_store_n(&over, true, __ATOMIC_RELEASE);
}

static bool lingers(struct thread *t)
{
	const struct cpu *cpu = READ_ONCE(t->cpu);

	return READ_ONCE(cpu->current) == t && READ_ONCE(cpu->lingers);
}

/* Wakes it while it lingers, or else when it sleeps. */
static void wake_often(void)
{
	while (!__atomic_load_n(&over, __ATOMIC_ACQUIRE)) {
		struct thread *t = __atomic_load_n(&sleeper, __ATOMIC_ACQUIRE);

		if (t && __atomic_load_n(&phase, __ATOMIC_ACQUIRE) == SLEEPS &&
		    (lingers(t) || __atomic_load_n(&t->sleep, __ATOMIC_ACQUIRE) == SLEEP_ASLEEP)) {
			__atomic_store_n(&phase, TOLD, __ATOMIC_RELEASE);
			sched_wake(t);
			__atomic_store_n(&phase, LET_GO, __ATOMIC_RELEASE);
		}
		cpu_relax();
	}
}

/* Each on a CPU of its own. */
static void take_part(struct crew *c, unsigned member)
{
	(void)c;
	(void)thread_set_affinity(thread_current(), 1u << member);
	if (member)
		sleep_often();
	else
		wake_often();
}

static const char *hand_over(void) HF_MAY_BLOCK;
static const char *hand_over(void)
{
	bool started;

	sleeper = NULL;
	phase = BUSY;
	stayed = false;
	over = false;
	started = crew_start(&crew, 2, take_part);
	crew_wait(&crew);
	return !started ? "no memory" : !stayed ? "it switched each time" : NULL;
}

const char *test_linger(void)
{
	uint64_t before;

	/* A thread on the first CPU alone has nobody who could wake it meanwhile. */
	const char *error = cpu_count > 1 ? hand_over() : NULL;

	if (error)
		return error;
	before = thread_current()->switches;
	thread_sleep_ns(20 * NSEC_PER_MSEC);
	return thread_current()->switches == before ? "it lingered all the time" : NULL;
}
