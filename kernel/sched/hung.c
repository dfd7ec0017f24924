/* SPDX-License-Identifier: MIT
 *
 * hung.c: threads that wait for a mutex or a read/write semaphore for too long.  Nothing runs, so nothing ticks: a
 * timeout looks.  Each wait is reported once.
 */
#include <kernel/time.h>
#include "thread.h"
#include "watchdog.h"
#include "kernel/base/command_line.h"
#include "kernel/lock/wait_report.h"

#define LOOKS 4                         /* in the time that is too long */

static uint64_t limit_ns, period_ns;    /* constants after hung_start */
static struct timeout look_again;

static void detail(const void *arg)
{
	report_sleep(arg);
}

static void look_at(struct thread *t)
{
	const struct lockdep_map *lock = READ_ONCE(t->waiting_lock);
	uint64_t since_ns = READ_ONCE(t->waiting_since_ns);

	if (!lock || clock_ns() - since_ns < limit_ns || t->hung_since_ns == since_ns)
		return;
	t->hung_since_ns = since_ns;
	watchdog_report(WATCHDOG_HUNG, detail, t,
			"thread %s hangs: it waits for %s for %lu ms, step \"%s\"", t->name,
			lock->cls->name, (unsigned long)((clock_ns() - since_ns) / NSEC_PER_MSEC),
			t->step);
}

static void look(struct timeout *t)
{
	if (limit_ns)
		threads_for_each(look_at);
	starved_look();
	timeout_set(t, clock_ns() + period_ns, look);
}

void hung_start(void)
{
	uint64_t starved_ns = starved_limit_ns();

	limit_ns = command_line_number("hung_ms") * NSEC_PER_MSEC;
	period_ns = (!limit_ns || (starved_ns && starved_ns < limit_ns) ? starved_ns : limit_ns) / LOOKS;
	if (period_ns)
		timeout_set(&look_again, clock_ns() + period_ns, look);
}
