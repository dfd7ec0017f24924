/* SPDX-License-Identifier: MIT
 *
 * poll.h: waiting for several files at once.
 *
 * A file that can make a reader or writer wait offers file_ops.poll.  It names the wait
 * queues that are woken when what it says may change, and then says what holds now:
 *
 *     static unsigned pipe_poll(struct file *f, struct poll_table *table)
 *     {
 *             poll_wait(table, &p->readable);
 *             ... test, with whatever lock that needs ...
 *             return POLL_IN;
 *     }
 *
 * In this order: whoever changes the answer between the two wakes a thread that is on
 * the queue already.  Such a queue is woken with wake_all: wake_one might meet somebody who
 * polls and then does not read.
 */
#ifndef KERNEL_POLL_H
#define KERNEL_POLL_H

#include <kernel/base.h>
#include <kernel/wait.h>

/* Linux's values. */
enum {
	POLL_IN = 0x001, POLL_PRI = 0x002, POLL_OUT = 0x004, POLL_ERR = 0x008,
	POLL_HUP = 0x010, POLL_NVAL = 0x020, POLL_RDNORM = 0x040, POLL_WRNORM = 0x100,
	POLL_RDHUP = 0x2000,
};

enum { POLL_QUEUES_PER_FILE = 4 };

struct poll_entry {
	struct wait_queue *queue;
	struct waiter waiter;
};

/* One thread's wait: poll.c's own. */
struct poll_table {
	struct poll_entry *entries;
	unsigned count, max;
};

/* Called by file_ops.poll, up to POLL_QUEUES_PER_FILE times; `table` may be NULL (somebody
 * only asks).  The queue must live as long as the file. */
void poll_wait(struct poll_table *table, struct wait_queue *q);

/* For up to `files` files.  0, -ENOMEM. */
int poll_table_init(struct poll_table *table, unsigned files) __must_check;
/* Sleeps until a queue is woken: 0, -EINTR, or -ETIMEDOUT at the deadline (0: none).  May
 * return early.  Afterwards no queue knows of the table. */
int poll_table_sleep(struct poll_table *table, uint64_t deadline_ns) HF_MAY_BLOCK;
/* Off all queues; the table can be used again. */
void poll_table_clear(struct poll_table *table);
void poll_table_free(struct poll_table *table);

#endif
