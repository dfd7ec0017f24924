/* SPDX-License-Identifier: MIT
 *
 * runner.c: the network runner: waits for the device or for lwIP's next timer,
 * then moves the stack on by a bounded step, and again.
 *
 * It holds net_core_lock, a mutex, for one step at a time and runs preemptible
 * throughout; between two steps the connections' threads get their turn.
 */
#include <kernel/print.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <kernel/wait.h>
#include "core.h"
#include "runner.h"
#include "stack.h"
#if INCIDENT_1_1
#include <kernel/preempt.h>
#include "ssh_keys.h"
#endif

#define FRAMES_PER_ROUND 64u

static struct wait_queue runner_wait;
static bool runner_pending;             /* atomic: an event since the last round */

void runner_init(void)
{
	wait_queue_init(&runner_wait);
}

void runner_event(void)
{
	__atomic_store_n(&runner_pending, true, __ATOMIC_RELEASE);
	wake_one(&runner_wait);
}

/* Until an event, or the deadline (clock_ns() time). */
HF_MAY_BLOCK
static void wait_until(uint64_t deadline_ns)
{
	struct waiter w;

	wait_prepare(&runner_wait, &w);
	while (!__atomic_load_n(&runner_pending, __ATOMIC_ACQUIRE) &&
	       clock_ns() < deadline_ns) {
		(void)wait_sleep(&runner_wait, &w, deadline_ns);
		wait_prepare(&runner_wait, &w);
	}
	wait_finish(&runner_wait, &w);
}

/* One step.  Returns when the next one is due at the latest. */
HF_MAY_BLOCK
static uint64_t poll_once(void)
{
	unsigned frames;
	uint32_t sleep_ms;

	/* Cleared before the queues are looked at: what comes later sets it again. */
	__atomic_store_n(&runner_pending, false, __ATOMIC_SEQ_CST);
	net_lock();
	thread_step("net: receive");
	frames = stack_receive(FRAMES_PER_ROUND);
	stack_resume();
	thread_step("net: timers");
	sleep_ms = stack_timers();
	net_unlock();
	if (frames == FRAMES_PER_ROUND)
		return 0;
	return clock_ns() + sleep_ms * NSEC_PER_MSEC;
}

#if INCIDENT_1_1
/* The fault put back: each round begins with preemption off, and from it the SSH
 * server's lazy set-up reads the authorised keys, that is the file system.  The
 * rounds follow each other as those of a polling loop do. */
static void poll_incident_1_1(uint64_t *next_ns)
{
	preempt_disable();
	thread_step("ssh: authorised keys");
	if (ssh_keys_load() != 0)
		kprintf("ssh: authorised keys not read\n");
	preempt_enable();
	*next_ns = clock_ns() + 100 * NSEC_PER_USEC;
}
#endif

static void runner(void *arg)
{
	uint64_t next_ns = 0;

	(void)arg;
	for (;;) {
		thread_step("net: wait");
		wait_until(next_ns);
		thread_step("net: poll");
		next_ns = poll_once();
#if INCIDENT_1_1
		poll_incident_1_1(&next_ns);
#endif
	}
}

int runner_start(void)
{
	return thread_create("net", runner, NULL, NULL);
}
