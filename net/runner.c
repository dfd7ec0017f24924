/* SPDX-License-Identifier: MIT
 *
 * runner.c: the network runner: waits for the device or for lwIP's next timer, then
 * moves the stack on by a bounded step, and again.
 *
 * It holds net_core_lock, a mutex, for one step at a time and runs preemptible
 * throughout.  Frames are received where the lock is released (core.c).
 */
#include <kernel/print.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <kernel/wait.h>
#include <kernel/watchdog.h>
#include "core.h"
#include "runner.h"
#include "stack.h"
#if INCIDENT_1_1
#include <kernel/preempt.h>
#include "ssh_keys.h"
#endif

static struct wait_queue runner_wait;

void runner_init(void)
{
	wait_queue_init(&runner_wait);
}

void runner_wake(void)
{
	wake_one(&runner_wait);
}

/* Until the device announces something, or the deadline (clock_ns() time). */
HF_MAY_BLOCK
static void wait_until(uint64_t deadline_ns)
{
	struct waiter w;

	wait_prepare(&runner_wait, &w);
	while (!net_announced() && clock_ns() < deadline_ns) {
		(void)wait_sleep(&runner_wait, &w, deadline_ns);
		wait_prepare(&runner_wait, &w);
	}
	wait_finish(&runner_wait, &w);
}

/* One step.  Returns when the next one is due at the latest. */
HF_MAY_BLOCK
static uint64_t poll_once(void)
{
	uint32_t sleep_ms;

	net_lock();
	sleep_ms = stack_timers();
	net_unlock();
	return clock_ns() + sleep_ms * NSEC_PER_MSEC;
}

#if INCIDENT_1_1
/* The fault put back: each round begins with preemption off, and from it the SSH
 * server's lazy set-up reads the authorised keys, that is the file system.  The
 * rounds follow each other as those of a polling loop do.  Not inlined, so that
 * reports name it. */
__attribute__((noinline)) static void poll_incident_1_1(uint64_t *next_ns)
{
	preempt_disable();
	thread_step("ssh: authorised keys");
	if (ssh_keys_load() != 0)
		kprintf(LOG_WARNING, "ssh: authorised keys not read\n");
	preempt_enable();
	*next_ns = clock_ns() + 100 * NSEC_PER_USEC;
}
#endif

static void runner(void *arg)
{
	static struct watch watch;
	uint64_t next_ns = 0;

	(void)arg;
	if (watchdog_watch(&watch, "net", thread_current()))
		kprintf(LOG_WARNING, "net: the watchdog has no room for it\n");
	for (;;) {
		thread_step("net: wait");
		watchdog_rest(&watch);
		wait_until(next_ns);
		watchdog_beat(&watch);
		thread_step("net: poll");
		next_ns = poll_once();
#if INCIDENT_1_1
		poll_incident_1_1(&next_ns);
#endif
	}
}

int runner_start(void)
{
	return thread_create_on("net", runner, NULL, THREAD_HIGH, UINT32_MAX, NULL);
}
