/* SPDX-License-Identifier: MIT
 *
 * crew.c: see crew.h.  `left` is counted down under the queue's own wake-up; the
 * last to touch the crew is the thread that waits.
 */
#include <kernel/thread.h>
#include "crew.h"

static void member_run(void *arg)
{
	struct crew *crew = arg;

	crew->work(crew, __atomic_fetch_add(&crew->next, 1, __ATOMIC_RELAXED));
	__atomic_fetch_sub(&crew->left, 1, __ATOMIC_RELEASE);
	wake_all(&crew->done);
}

bool crew_start(struct crew *crew, unsigned count,
		void (*work)(struct crew *crew, unsigned member))
{
	crew->work = work;
	crew->next = 0;
	crew->left = count;
	wait_queue_init(&crew->done);
	for (unsigned i = 0; i < count; i++)
		if (thread_create("crew", member_run, crew, NULL)) {
			__atomic_fetch_sub(&crew->left, count - i, __ATOMIC_RELEASE);
			return false;
		}
	return true;
}

void crew_wait(struct crew *crew)
{
	wait_event(&crew->done, __atomic_load_n(&crew->left, __ATOMIC_ACQUIRE) == 0);
}
