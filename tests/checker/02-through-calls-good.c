/* SPDX-License-Identifier: MIT
 *
 * The runner reads its keys before it turns preemption off.
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
static void poll(void) { }

static void runner(void *arg)
{
	(void)arg;
	keys_read();
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
