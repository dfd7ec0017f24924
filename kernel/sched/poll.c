/* SPDX-License-Identifier: MIT
 *
 * poll.c: one thread on several wait queues (poll.h).  An entry that has been woken is off its
 * queue; `woken` stays, so a wake-up whose token was spent on the way is not lost.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/panic.h>
#include <kernel/poll.h>
#include <kernel/time.h>
#include "sched.h"

int poll_table_init(struct poll_table *table, unsigned files)
{
	table->count = 0;
	table->max = files * POLL_QUEUES_PER_FILE;
	table->entries = kmalloc((table->max + 1) * sizeof(table->entries[0]));
	return table->entries ? 0 : -ENOMEM;
}

void poll_wait(struct poll_table *table, struct wait_queue *q)
{
	struct poll_entry *e;

	if (!table)
		return;
	KASSERT(table->count < table->max);
	e = &table->entries[table->count++];
	e->queue = q;
	wait_prepare(q, &e->waiter);
}

static bool any_woken(const struct poll_table *table)
{
	for (unsigned i = 0; i < table->count; i++) {
		if (READ_ONCE(table->entries[i].waiter.woken))
			return true;
	}
	return false;
}

static bool leave_all(struct poll_table *table)
{
	bool woken = false;

	for (unsigned i = 0; i < table->count; i++)
		woken |= wait_leave(table->entries[i].queue, &table->entries[i].waiter);
	table->count = 0;
	return woken;
}

void poll_table_clear(struct poll_table *table)
{
	for (unsigned i = 0; i < table->count; i++)
		wait_finish(table->entries[i].queue, &table->entries[i].waiter);
	table->count = 0;
}

int poll_table_sleep(struct poll_table *table, uint64_t deadline_ns)
{
	const unsigned flags = THREAD_SIGNAL | THREAD_KILL;

	if (!any_woken(table) && !thread_interrupted(flags))
		thread_block(deadline_ns);
	if (leave_all(table))
		return 0;
	if (thread_interrupted(flags))
		return -EINTR;
	return deadline_ns && clock_ns() >= deadline_ns ? -ETIMEDOUT : 0;
}

void poll_table_free(struct poll_table *table)
{
	poll_table_clear(table);
	kfree(table->entries);
}
