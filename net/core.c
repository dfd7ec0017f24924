/* SPDX-License-Identifier: MIT
 *
 * core.c: the stack's lock, and who receives frames.
 *
 * A busy connection and the runner would hand the mutex to each other for every few
 * frames, with a switch (and on several CPUs an interrupt) each time.  So
 * whoever releases the lock receives what came meanwhile, and the runner is
 * woken only when nobody is there to do so:
 *
 *     the device's interrupt                  the holder, releasing
 *     announced = true                        holder = nobody
 *     if held: the holder will look           release; if announced: take it again
 *     else: wake the runner                       (failing: the next holder looks)
 *
 * All four accesses are sequentially consistent: the interrupt finds the holder
 * gone, or the holder finds the announcement, or both.  It is bounded: after some
 * rounds a connection's thread leaves the rest to the runner.
 */
#include <kernel/panic.h>
#include <kernel/thread.h>
#include "core.h"
#include "runner.h"
#include "stack.h"

#define FRAMES_PER_ROUND 64u
#define ROUNDS_MAX 4u

DEFINE_MUTEX(net_core_lock);

static struct thread *holder;           /* atomic */
static bool announced;                  /* atomic */

bool net_announce(void)
{
	__atomic_store_n(&announced, true, __ATOMIC_SEQ_CST);
	return !__atomic_load_n(&holder, __ATOMIC_SEQ_CST);
}

bool net_announced(void)
{
	return __atomic_load_n(&announced, __ATOMIC_SEQ_CST);
}

/* Said again here, and for release: sparse reads the definition. */
HF_ACQUIRES(net_core_lock)
void net_lock(void)
{
	mutex_lock(&net_core_lock);
	__atomic_store_n(&holder, thread_current(), __ATOMIC_SEQ_CST);
}

/* A round that leaves frames behind announces them itself. */
HF_REQUIRES(net_core_lock)
static void receive_round(void)
{
	const char *step = thread_step("net: receive");

	/* Cleared before the queues are looked at: what comes later sets it again. */
	__atomic_store_n(&announced, false, __ATOMIC_SEQ_CST);
	if (stack_receive(FRAMES_PER_ROUND) == FRAMES_PER_ROUND)
		__atomic_store_n(&announced, true, __ATOMIC_SEQ_CST);
	thread_step(step);
}

HF_RELEASES(net_core_lock)
static void release(void)
{
	stack_flush();
	__atomic_store_n(&holder, NULL, __ATOMIC_SEQ_CST);
	mutex_unlock(&net_core_lock);
}

static bool try_again(void) HF_TRY_ACQUIRES(true, net_core_lock);
static bool try_again(void)
{
	if (!mutex_trylock(&net_core_lock))
		return false;
	__atomic_store_n(&holder, thread_current(), __ATOMIC_SEQ_CST);
	return true;
}

void net_unlock(void)
{
	release();
	for (unsigned round = 0; net_announced(); round++) {
		if (round == ROUNDS_MAX) {
			runner_wake();
			return;
		}
		if (!try_again())
			return;
		receive_round();
		release();
	}
}

void net_core_assert_held(void)
{
	KASSERT(__atomic_load_n(&holder, __ATOMIC_RELAXED) == thread_current());
}
