/* SPDX-License-Identifier: MIT
 *
 * crew.c: see crew.h.  `left` is counted down under the queue's lock, which the thread that waits takes
 * once more before it returns: so that one is the last to touch the crew, and may make another of it.
 */
#include <kernel/thread.h>
#include "crew.h"

static void member_run(void *arg)
{
	struct crew *crew = arg;

	crew->work(crew, __atomic_fetch_add(&crew->next, 1, __ATOMIC_RELAXED));
	irq_spin_lock(&crew->done.lock);
	__atomic_fetch_sub(&crew->left, 1, __ATOMIC_RELEASE);
	wake_all_locked(&crew->done);
	irq_spin_unlock(&crew->done.lock);
}

void crew_prepare(struct crew *crew, void (*work)(struct crew *crew, unsigned member))
{
	crew->work = work;
	crew->next = 0;
	crew->left = 0;
	wait_queue_init(&crew->done);
}

bool crew_add(struct crew *crew, unsigned priority, uint32_t cpus)
{
	__atomic_fetch_add(&crew->left, 1, __ATOMIC_RELAXED);
	if (!thread_create_on("crew", member_run, crew, priority, cpus, NULL))
		return true;
	__atomic_fetch_sub(&crew->left, 1, __ATOMIC_RELEASE);
	return false;
}

bool crew_start(struct crew *crew, unsigned count,
		void (*work)(struct crew *crew, unsigned member))
{
	crew_prepare(crew, work);
	for (unsigned i = 0; i < count; i++)
		if (!crew_add(crew, THREAD_NORMAL, UINT32_MAX))
			return false;
	return true;
}

void crew_wait(struct crew *crew)
{
	wait_event(&crew->done, __atomic_load_n(&crew->left, __ATOMIC_ACQUIRE) == 0);
}
