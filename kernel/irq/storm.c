/* SPDX-License-Identifier: MIT
 *
 * storm.c: interrupt storms.  A device that keeps its line up starves the CPU that the
 * interrupt goes to: not even the tick comes through, so it is the dispatcher that
 * counts: in a row, whatever the machine's speed, and in a time, for which the clock is
 * read once in a window of so many interrupts.  A source over a limit is masked, a timeout
 * lets it through again: a broken device costs a share of one CPU.
 */
#include <kernel/preempt.h>
#include "gic.h"
#include "storm.h"
#include "kernel/base/command_line.h"
#include "kernel/sched/watchdog.h"

#define WINDOW_NS (100 * NSEC_PER_MSEC)
#define ROW_MAX 5000u
#define MASKED_NS (100 * NSEC_PER_MSEC)
#define NAMED_AGAIN_NS (10 * NSEC_PER_SEC)

static uint32_t window_limit;           /* interrupts; constant after storm_init */

void storm_init(void)
{
	uint64_t per_s = command_line_number("storm_per_s");

	window_limit = (uint32_t)(per_s * WINDOW_NS / NSEC_PER_SEC);
}

static void let_through(struct timeout *t)
{
	struct storm *s = container_of(t, struct storm, again);
	unsigned long flags = irq_save();

	s->count = 0;
	s->since_ns = clock_ns();
	gic->enable(s->irq);
	irq_restore(flags);
}

static void name_it(struct storm *s, unsigned irq, const char *name, uint64_t now_ns)
{
	if (s->named_ns && now_ns - s->named_ns < NAMED_AGAIN_NS)
		return;
	s->named_ns = now_ns;
	watchdog_report(WATCHDOG_STORM, NULL, NULL,
			"interrupt %u (%s) storms: %u, %u of them in a row; masked for a while", irq,
			name, s->count, s->row);
}

void storm_count(struct storm *s, unsigned irq, const char *name, uint64_t entry)
{
	uint64_t now_ns;

	if (s->entry != entry) {
		s->entry = entry;
		s->row = 0;
	}
	if (!window_limit || (++s->count < window_limit && ++s->row < ROW_MAX))
		return;
	now_ns = clock_ns();
	if (s->row >= ROW_MAX || now_ns - s->since_ns < WINDOW_NS) {
		s->irq = irq;
		gic->disable(irq);
		timeout_set(&s->again, now_ns + MASKED_NS, let_through);
		name_it(s, irq, name, now_ns);
	}
	s->count = s->row = 0;
	s->since_ns = now_ns;
}
