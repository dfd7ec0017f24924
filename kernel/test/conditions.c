/* SPDX-License-Identifier: MIT
 *
 * conditions.c: condition variables, semaphores and completions lose no wake-up: who passes something on
 * through them comes out even.  Where one is lost, somebody sleeps for ever, and the host's time
 * limit notices.
 */
#include <kernel/condition.h>
#include <kernel/errno.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "crew.h"
#include "tests.h"

#define MEMBERS 6
#define ROUNDS crew_rounds(200)

static struct crew crew;

/* A store for two things: half of the crew put them in, the others take them out. */
static DEFINE_MUTEX(store_lock);
static unsigned stored HF_GUARDED_BY(store_lock);
static struct condition has_room, has_some;
static unsigned wrong_count;                    /* atomic */

static void pass_on(struct crew *c, unsigned member)
{
	(void)c;
	for (unsigned i = 0; i < ROUNDS; i++) {
		mutex_lock(&store_lock);
		if (member % 2) {
			while (stored == 2)
				(void)condition_wait(&has_room, &store_lock, 0);
			stored++;
			condition_signal(&has_some);
		} else {
			while (stored == 0)
				(void)condition_wait(&has_some, &store_lock, 0);
			stored--;
			condition_signal(&has_room);
		}
		if (stored > 2)
			__atomic_fetch_add(&wrong_count, 1, __ATOMIC_RELAXED);
		mutex_unlock(&store_lock);
	}
}

const char *test_condition(void)
{
	bool started;
	int error;

	condition_init(&has_room);
	condition_init(&has_some);
	started = crew_start(&crew, MEMBERS, pass_on);
	crew_wait(&crew);
	if (!started || wrong_count)
		return started ? "too much was stored" : "no memory";
	mutex_lock(&store_lock);
	do
		error = condition_wait(&has_some, &store_lock, clock_ns() + NSEC_PER_MSEC);
	while (!error);
	mutex_unlock(&store_lock);
	return error != -ETIMEDOUT ? "no timeout" : NULL;
}

/* Two at a time. */
static struct semaphore places;
static unsigned taken;                          /* atomic */

static void take_place(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	for (unsigned i = 0; i < ROUNDS; i++) {
		semaphore_down(&places);
		if (__atomic_add_fetch(&taken, 1, __ATOMIC_RELAXED) > 2)
			__atomic_fetch_add(&wrong_count, 1, __ATOMIC_RELAXED);
		if (i % 8 == 0)
			thread_yield();
		__atomic_fetch_sub(&taken, 1, __ATOMIC_RELAXED);
		semaphore_up(&places);
	}
}

const char *test_semaphore(void)
{
	bool started;

	wrong_count = 0;
	semaphore_init(&places, 2);
	started = crew_start(&crew, MEMBERS, take_place);
	crew_wait(&crew);
	return !started ? "no memory" : wrong_count ? "three had one of two places" :
	       !semaphore_try_down(&places) || !semaphore_try_down(&places) ||
	       semaphore_try_down(&places) ? "the places are not two" : NULL;
}

/* On a stack that is left as soon as the wait returns. */
static struct completion *shared;               /* atomic */

static void complete_each(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct completion *it;

		while (!(it = __atomic_exchange_n(&shared, NULL, __ATOMIC_ACQUIRE)))
			thread_yield();
		completion_done(it);
	}
}

static bool complete_one(void) HF_MAY_BLOCK;
static bool complete_one(void)
{
	struct completion it;

	completion_init(&it);
	__atomic_store_n(&shared, &it, __ATOMIC_RELEASE);
	completion_wait(&it);
	return it.done;
}

const char *test_completion(void)
{
	bool started = crew_start(&crew, 1, complete_each), all = true;

	for (unsigned i = 0; i < ROUNDS && started; i++)
		all &= complete_one();
	crew_wait(&crew);
	return !started ? "no memory" : !all ? "a wait ended before it was done" : NULL;
}
