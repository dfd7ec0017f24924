/* SPDX-License-Identifier: MIT
 *
 * alarm.c: timers of processes.  One thread sleeps until the first of them is due and sends
 * its signal: a handler could not, since signals are sent under process_table_lock.
 *
 * Locks: process.lock guards a process's timer.  `earlier` says to the thread that one is due
 * before it meant to wake up.
 */
#include "alarm.h"

#include "process.h"

#include <kernel/thread.h>
#include <kernel/time.h>

static struct wait_queue earlier;
static bool changed;                    /* atomic */

/* True: this one is due, and set anew if it repeats.  *next is when it is due again. */
static bool is_due(struct process *p, uint64_t now, uint64_t *next)
{
	bool due;

	spin_lock(&p->lock);
	due = p->alarm_ns && p->alarm_ns <= now && !p->exiting;
	if (due) {
		const uint64_t every = p->alarm_every_ns;

		/* Those that were missed count once. */
		p->alarm_ns = every ? p->alarm_ns + ((now - p->alarm_ns) / every + 1) * every : 0;
	}
	*next = p->exiting ? 0 : p->alarm_ns;
	spin_unlock(&p->lock);
	return due;
}

/* Sends what is due; when the next one is, 0: never. */
static uint64_t send_due(void)
{
	static const struct signal_info info = { .code = ABI_SI_KERNEL };
	const uint64_t now = clock_ns();
	uint64_t first = 0;

	spin_lock(&process_table_lock);
	for (struct process *p = process_next_locked(NULL); p; p = process_next_locked(p)) {
		uint64_t next;

		if (p->state != PROCESS_RUNNING)
			continue;
		if (is_due(p, now, &next))
			(void)signal_send_locked(p, 0, ABI_SIGALRM, &info);
		if (next && (!first || next < first))
			first = next;
	}
	spin_unlock(&process_table_lock);
	return first;
}

static void run(void *arg)
{
	struct waiter waiter;

	(void)arg;
	for (;;) {
		uint64_t next;

		wait_prepare(&earlier, &waiter);
		__atomic_store_n(&changed, false, __ATOMIC_SEQ_CST);
		next = send_due();
		if (!__atomic_load_n(&changed, __ATOMIC_SEQ_CST))
			(void)wait_sleep(&earlier, &waiter, next);
		(void)wait_leave(&earlier, &waiter);
	}
}

int alarm_init(void)
{
	wait_queue_init(&earlier);
	return thread_create("alarm", run, NULL, NULL);
}

static uint64_t left_locked(struct process *p, uint64_t now) HF_REQUIRES(p->lock);
static uint64_t left_locked(struct process *p, uint64_t now)
{
	if (!p->alarm_ns)
		return 0;
	/* One that is due has not come yet, so it is not 0. */
	return p->alarm_ns > now ? p->alarm_ns - now : 1;
}

void alarm_set(uint64_t first_ns, uint64_t every_ns, uint64_t *left_ns, uint64_t *every_before_ns)
{
	struct process *p = process_current();
	const uint64_t now = clock_ns();

	spin_lock(&p->lock);
	*left_ns = left_locked(p, now);
	*every_before_ns = p->alarm_every_ns;
	p->alarm_ns = first_ns ? now + first_ns : 0;
	p->alarm_every_ns = first_ns ? every_ns : 0;
	spin_unlock(&p->lock);
	__atomic_store_n(&changed, true, __ATOMIC_SEQ_CST);
	wake_all(&earlier);
}

void alarm_get(uint64_t *left_ns, uint64_t *every_ns)
{
	struct process *p = process_current();

	spin_lock(&p->lock);
	*left_ns = left_locked(p, clock_ns());
	*every_ns = p->alarm_every_ns;
	spin_unlock(&p->lock);
}
