/* SPDX-License-Identifier: MIT
 *
 * The same, each side several calls away from its entry point, and the acquire in a
 * helper that returns with the lock held.
 *
 * expect: preempt-inversion: `vfs`
 * chain: herd: entry point (stored in `fn of thread_start`, which is called in in_thread)
 * chain: herd: calls file_open
 * chain: file_open: calls vfs_lock
 * chain: runner: calls poll
 * chain: poll: calls keys_read
 */
#include "case.h"

static raw_spinlock_t vfs HF_HELD_IN(preemptible);

static void vfs_lock(void) { raw_spin_lock(&vfs); }
static void vfs_unlock(void) { raw_spin_unlock(&vfs); }

static int file_open(int n)
{
	vfs_lock();
	n++;
	vfs_unlock();
	return n;
}

static int keys_read(void) { return file_open(2); }
static void poll(void) { keys_read(); }

static void runner(void *arg)
{
	(void)arg;
	for (;;) {
		preempt_disable();
		poll();
		preempt_enable();
	}
}

static void herd(void *arg)
{
	(void)arg;
	file_open(1);
}

void start(void)
{
	thread_start(runner, NULL);
	thread_start(herd, NULL);
}
