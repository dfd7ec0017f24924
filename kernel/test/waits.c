/* SPDX-License-Identifier: MIT
 *
 * waits.c: wait queues lose no wake-up, and timeouts come in order, not too early,
 * and not after they were cancelled.
 */
#include <kernel/errno.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <kernel/wait.h>
#include "crew.h"
#include "tests.h"

#define VOLLEYS crew_rounds(1000)

static struct crew crew;
static struct wait_queue side[2];
static unsigned ball;                           /* atomic; whose turn: ball % 2 */

/* A lost wake-up leaves both waiting for ever: the host's time limit notices. */
static void volley(struct crew *c, unsigned member)
{
	(void)c;
	for (unsigned i = 0; i < VOLLEYS; i++) {
		wait_event(&side[member], __atomic_load_n(&ball, __ATOMIC_ACQUIRE) % 2 == member);
		__atomic_fetch_add(&ball, 1, __ATOMIC_RELEASE);
		wake_one(&side[!member]);
	}
}

const char *test_wait_ping_pong(void)
{
	bool started;

	wait_queue_init(&side[0]);
	wait_queue_init(&side[1]);
	started = crew_start(&crew, 2, volley);
	crew_wait(&crew);
	return !started ? "no memory" : ball != 2 * VOLLEYS ? "wrong number of volleys" : NULL;
}

const char *test_wait_times_out(void)
{
	uint64_t deadline_ns = clock_ns() + 20 * NSEC_PER_MSEC;
	struct wait_queue q;
	struct waiter w;
	int result;

	wait_queue_init(&q);
	do {
		wait_prepare(&q, &w);
		result = wait_sleep(&q, &w, deadline_ns);
	} while (result == 0 && clock_ns() < deadline_ns);
	wait_finish(&q, &w);
	if (result != -ETIMEDOUT)
		return "no timeout";
	if (clock_ns() < deadline_ns)
		return "too early";
	/* And the neighbour: woken before the deadline, it says so. */
	wait_prepare(&q, &w);
	wake_one(&q);
	result = wait_sleep(&q, &w, clock_ns() + 60 * NSEC_PER_SEC);
	wait_finish(&q, &w);
	return result ? "a woken waiter timed out" : NULL;
}

#define TIMEOUTS 5
static struct timeout timeouts[TIMEOUTS];
static unsigned fired[TIMEOUTS], fired_count;   /* by the handler, on one CPU */
static bool early;

static void note(struct timeout *t)
{
	if (clock_ns() < t->deadline_ns)
		early = true;
	fired[fired_count] = (unsigned)(t - timeouts);
	__atomic_store_n(&fired_count, fired_count + 1, __ATOMIC_RELEASE);
}

const char *test_timeout_order(void)
{
	static const unsigned char order[TIMEOUTS] = { 3, 0, 4, 1, 2 };
	uint64_t from_ns = clock_ns() + 30 * NSEC_PER_MSEC;

	for (unsigned i = 0; i < TIMEOUTS; i++)
		timeout_set(&timeouts[order[i]], from_ns + order[i] * NSEC_PER_MSEC, note);
	thread_sleep_ns(100 * NSEC_PER_MSEC);
	for (unsigned i = 0; i < 100 && __atomic_load_n(&fired_count, __ATOMIC_ACQUIRE) < TIMEOUTS; i++)
		thread_sleep_ns(10 * NSEC_PER_MSEC);
	if (fired_count != TIMEOUTS)
		return "not all came";
	for (unsigned i = 0; i < TIMEOUTS; i++)
		if (fired[i] != i)
			return "not in the order of their deadlines";
	return early ? "before its deadline" : NULL;
}

static struct timeout cancelled;
static bool cancelled_came;

static void come(struct timeout *t)
{
	(void)t;
	WRITE_ONCE(cancelled_came, true);
}

const char *test_timeout_cancel(void)
{
	timeout_set(&cancelled, clock_ns() + 200 * NSEC_PER_MSEC, come);
	if (!timeout_cancel(&cancelled))
		return "a pending timeout was not pending";
	if (timeout_cancel(&cancelled))
		return "a cancelled timeout is pending";
	thread_sleep_ns(300 * NSEC_PER_MSEC);
	if (READ_ONCE(cancelled_came))
		return "a cancelled timeout came";
	timeout_set(&cancelled, clock_ns() + NSEC_PER_MSEC, come);
	thread_sleep_ns(50 * NSEC_PER_MSEC);
	return !READ_ONCE(cancelled_came) ? "a timeout set again did not come" : NULL;
}

/* A timeout that is cancelled or set again while another CPU may be running it. */
static struct timeout raced;
static unsigned raced_in, raced_wrong;          /* atomic */

static void race(struct timeout *t)
{
	(void)t;
	if (__atomic_add_fetch(&raced_in, 1, __ATOMIC_RELAXED) > 1)
		__atomic_fetch_add(&raced_wrong, 1, __ATOMIC_RELAXED);
	delay_us(1);
	__atomic_fetch_sub(&raced_in, 1, __ATOMIC_RELAXED);
}

static void set_and_cancel(struct crew *c, unsigned member)
{
	(void)c;
	(void)member;
	for (unsigned i = 0; i < crew_rounds(200); i++) {
		timeout_set(&raced, clock_ns() + i % 4 * 10 * NSEC_PER_USEC, race);
		thread_sleep_ns(i % 3 * 10 * NSEC_PER_USEC);
		timeout_cancel_wait(&raced);
		if (__atomic_load_n(&raced_in, __ATOMIC_RELAXED))
			__atomic_fetch_add(&raced_wrong, 1, __ATOMIC_RELAXED);
		thread_yield();                 /* goes on on another CPU, perhaps */
	}
}

const char *test_timeout_races(void)
{
	bool started;

	raced_wrong = 0;
	started = crew_start(&crew, 1, set_and_cancel);
	crew_wait(&crew);
	return !started ? "no memory" : raced_wrong ? "a cancelled timeout was still running" : NULL;
}
