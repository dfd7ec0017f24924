/* SPDX-License-Identifier: MIT
 *
 * starved.c: watched threads (kernel/watchdog.h).  A tick looks at all of them every
 * LOOK_NS, on whichever CPU that is: who is starved of the CPU cannot look for itself.
 * A thread is late once it has not beaten for the limit, unless it rests and is asleep.
 *
 * No lock: an entry is published by its store to `watched` and stays; what the looks keep
 * belongs to the CPU that moved next_look_ns on.
 */
#include <kernel/errno.h>
#include <kernel/time.h>
#include <kernel/watchdog.h>
#include "sched.h"
#include "watchdog.h"
#include "kernel/arch/backtrace.h"
#include "kernel/base/command_line.h"
#include "kernel/base/report.h"
#include "kernel/lock/wait_report.h"

#define LOOK_NS (100 * NSEC_PER_MSEC)

#define WATCHED_MAX 16
static struct watch *watched[WATCHED_MAX];      /* atomic */
static unsigned watched_count;                  /* atomic; taken, may be more than there are */
static uint64_t next_look_ns;           /* atomic */
static uint64_t limit_ns;               /* constant after starved_init */

void starved_init(void)
{
	limit_ns = command_line_number("starved_ms", 10000) * NSEC_PER_MSEC;
}

int watchdog_watch(struct watch *w, const char *name)
{
	unsigned i = __atomic_fetch_add(&watched_count, 1, __ATOMIC_RELAXED);

	*w = (struct watch){ .name = name, .thread = current_thread(), .since_ns = clock_ns() };
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
	if (READ_ONCE(t->on_cpu))
		return;
	report_line("  its calls:");
	report_backtrace(t, NULL, backtrace_switched_out(t));
}

static void look_at(struct watch *w, uint64_t now_ns)
{
	uint32_t beats = __atomic_load_n(&w->beats, __ATOMIC_ACQUIRE);
	bool runnable = READ_ONCE(w->thread->queue) || READ_ONCE(w->thread->on_cpu);

	if (beats != w->seen_beats || (READ_ONCE(w->resting) && !runnable)) {
		w->seen_beats = beats;
		w->since_ns = now_ns;
		w->reported = false;
		return;
	}
	if (now_ns - w->since_ns < limit_ns || w->reported)
		return;
	w->reported = true;
	watchdog_report(WATCHDOG_STARVED, detail, w->thread,
			"%s starves: thread %s %s for %lu ms, step \"%s\"", w->name, w->thread->name,
			READ_ONCE(w->thread->on_cpu) ? "runs without progress" :
			runnable ? "can run, but gets no CPU" : "waits with work to do",
			(unsigned long)((now_ns - w->since_ns) / NSEC_PER_MSEC), w->thread->step);
}

void starved_tick(void)
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
