/* SPDX-License-Identifier: MIT
 *
 * explore_faults.c: two faults for the schedule explorer to find, in builds with
 * HOLDFAST_INCIDENT=explore only.  Each needs one certain order of events in a window of a few
 * instructions.
 */
#ifdef INCIDENT_explore
#include <kernel/mutex.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <kernel/wait.h>
#include "crew.h"
#include "tests.h"

static struct crew crew;

/* The sleeper tests before it is on the queue: a wake-up in between is lost. */
static struct wait_queue bell;
static unsigned rung, heard;                    /* atomic */

static void ring_or_hear(struct crew *c, unsigned member)
{
	struct waiter w;

	(void)c;
	for (unsigned i = 1; i <= 3; i++) {
		if (member) {
			while (__atomic_load_n(&heard, __ATOMIC_ACQUIRE) != i - 1)
				thread_sleep_ns(NSEC_PER_MSEC);
			__atomic_store_n(&rung, i, __ATOMIC_RELEASE);
			wake_one(&bell);
			continue;
		}
		while (__atomic_load_n(&rung, __ATOMIC_ACQUIRE) != i) {
			wait_prepare(&bell, &w);
			(void)wait_sleep(&bell, &w, 0);
		}
		__atomic_store_n(&heard, i, __ATOMIC_RELEASE);
	}
}

const char *test_lost_wakeup(void)
{
	bool started;

	wait_queue_init(&bell);
	started = crew_start(&crew, 2, ring_or_hear);
	crew_wait(&crew);
	return started ? NULL : "no memory";
}

static DEFINE_MUTEX(ab_ba_one);
static DEFINE_MUTEX(ab_ba_other);

static void take_both(struct crew *c, unsigned member)
{
	(void)c;
	for (unsigned i = 0; i < 3; i++) {
		mutex_lock(member ? &ab_ba_one : &ab_ba_other);
		mutex_lock(member ? &ab_ba_other : &ab_ba_one);
		mutex_unlock(member ? &ab_ba_other : &ab_ba_one);
		mutex_unlock(member ? &ab_ba_one : &ab_ba_other);
	}
}

const char *test_ab_ba(void)
{
	bool started = crew_start(&crew, 2, take_both);

	crew_wait(&crew);
	return started ? NULL : "no memory";
}
#endif
