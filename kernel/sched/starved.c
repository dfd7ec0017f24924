/* SPDX-License-Identifier: MIT
 *
 * starved.c: watched threads and devices (kernel/watchdog.h).  A tick looks at all of them
 * every LOOK_NS, on whichever CPU that is: who is starved of the CPU cannot look for
 * itself.  While nothing runs, hung.c's timeout looks.  A thread is late once it has not beaten for the limit, unless it rests and is asleep.
 *
 * No lock: an entry is published by its store to `watched` and stays; what the looks keep
 * belongs to the CPU that moved next_look_ns on.
 */
#include <kernel/errno.h>
#include <kernel/time.h>
#include <kernel/watchdog.h>
#include "sched.h"
#include "watchdog.h"
#include "kernel/base/command_line.h"
#include "kernel/lock/wait_report.h"

#define LOOK_NS (100 * NSEC_PER_MSEC)

#define WATCHED_MAX 16
static struct watch *watched[WATCHED_MAX];      /* atomic */
static unsigned watched_count;                  /* atomic; taken, may be more than there are */
static uint64_t next_look_ns;           /* atomic */
static uint64_t limit_ns;               /* constant after starved_init */

void starved_init(void)
{
	limit_ns = command_line_number("starved_ms") * NSEC_PER_MSEC;
}

int watchdog_watch(struct watch *w, const char *name, struct thread *thread)
{
	unsigned i = __atomic_fetch_add(&watched_count, 1, __ATOMIC_RELAXED);

	*w = (struct watch){ .name = name, .thread = thread, .resting = true, .since_ns = clock_ns() };
	if (i >= WATCHED_MAX)
		return -ENOSPC;
	__atomic_store_n(&watched[i], w, __ATOMIC_RELEASE);
	return 0;
}

static void detail(const void *arg)
{
	const struct thread *t = arg;

	report_held(t);
	report_spin(t);
	report_sleep(t);
}

static void report(const struct watch *w, bool runnable, uint64_t ns)
{
	const struct thread *t = w->thread;

	if (t)
		watchdog_report(WATCHDOG_STARVED, detail, t,
				"%s starves: thread %s %s for %lu ms, step \"%s\"", w->name, t->name,
				READ_ONCE(t->on_cpu) ? "runs without progress" :
				runnable ? "can run, but gets no CPU" : "waits with work to do",
				(unsigned long)(ns / NSEC_PER_MSEC), t->step);
	else
		watchdog_report(WATCHDOG_STARVED, NULL, NULL, "%s starves: it has work, and did none for %lu ms",
				w->name, (unsigned long)(ns / NSEC_PER_MSEC));
}

static void look_at(struct watch *w, uint64_t now_ns)
{
	uint32_t beats = __atomic_load_n(&w->beats, __ATOMIC_ACQUIRE);
	bool runnable = w->thread && (READ_ONCE(w->thread->queue) || READ_ONCE(w->thread->on_cpu));

	if (beats != w->seen_beats || (READ_ONCE(w->resting) && !runnable)) {
		w->seen_beats = beats;
		w->since_ns = now_ns;
		w->reported = false;
		return;
	}
	if (now_ns - w->since_ns < limit_ns || w->reported)
		return;
	w->reported = true;
	report(w, runnable, now_ns - w->since_ns);
}

uint64_t starved_limit_ns(void)
{
	return limit_ns;
}

void starved_look(void)
{
	uint64_t now_ns = clock_ns(), next_ns = __atomic_load_n(&next_look_ns, __ATOMIC_RELAXED);

	if (!limit_ns || now_ns < next_ns ||
	    !__atomic_compare_exchange_n(&next_look_ns, &next_ns, now_ns + LOOK_NS, false,
					 __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		return;
	for (unsigned i = 0; i < WATCHED_MAX; i++) {
		struct watch *w = __atomic_load_n(&watched[i], __ATOMIC_ACQUIRE);

		if (w)
			look_at(w, now_ns);
	}
}
