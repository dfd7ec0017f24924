/* SPDX-License-Identifier: MIT
 *
 * hung.c: threads that wait for a mutex for too long.  Nothing runs, so nothing ticks: a
 * timeout looks.  Each wait is reported once.
 *
 * The mutex's fields are read without the lock, once each: whoever has owned it for as
 * long as this does not change them now.
 */
#include <kernel/mutex.h>
#include <kernel/time.h>
#include "thread.h"
#include "watchdog.h"
#include "kernel/arch/backtrace.h"
#include "kernel/base/clock.h"
#include "kernel/base/command_line.h"
#include "kernel/base/report.h"
#include "kernel/base/symbols.h"
#include "kernel/lock/wait_report.h"

#define LOOKS 4                         /* in the time that is too long */

static uint64_t limit_ns;               /* constant after hung_start */
static struct timeout look_again;

static void detail(const void *arg)
{
	const struct thread *t = arg, *owner;
	const struct mutex *m = READ_ONCE(t->waiting_mutex);
	char site[80];

	report_line("  it waits at:");
	report_backtrace(t, NULL, backtrace_switched_out(t));
	owner = m ? mutex_owner(m) : NULL;
	if (!owner)
		return;
	symbol_format_return(READ_ONCE(m->site), site, sizeof(site));
	report_line("  owned by thread %s for %lu ms, taken at %s", owner->name,
		    (unsigned long)(clock_since_ns(READ_ONCE(m->since)) / NSEC_PER_MSEC), site);
	report_owner(owner);
}

static void look_at(struct thread *t)
{
	const struct mutex *m = READ_ONCE(t->waiting_mutex);
	uint64_t since_ns = READ_ONCE(t->waiting_since_ns);

	if (!m || clock_ns() - since_ns < limit_ns || t->hung_since_ns == since_ns)
		return;
	t->hung_since_ns = since_ns;
	watchdog_report(WATCHDOG_HUNG, detail, t,
			"thread %s hangs: it waits for mutex %s for %lu ms, step \"%s\"", t->name,
			m->dep.cls->name, (unsigned long)((clock_ns() - since_ns) / NSEC_PER_MSEC),
			t->step);
}

static void look(struct timeout *t)
{
	threads_for_each(look_at);
	timeout_set(t, clock_ns() + limit_ns / LOOKS, look);
}

void hung_start(void)
{
	limit_ns = command_line_number("hung_ms", 30000) * NSEC_PER_MSEC;
	if (limit_ns)
		timeout_set(&look_again, clock_ns() + limit_ns / LOOKS, look);
}
