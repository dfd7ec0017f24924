/* SPDX-License-Identifier: MIT
 *
 * explore.c: see explore.h.  The state is shared by all CPUs without a lock: under -icount they take
 * turns, and without it nothing is reproducible anyway.
 */
#include <kernel/preempt.h>
#include <kernel/print.h>
#include "explore.h"
#include "sched.h"
#include "kernel/base/command_line.h"

bool explore_on;
static uint64_t state;                  /* atomic; never 0 */

void explore_init(void)
{
	uint64_t seed = command_line_number("explore");

	/* Neighbouring seeds begin far from each other. */
	state = (seed + 1) * 0x9e3779b97f4a7c15ull;
	explore_on = seed != 0;
}

/* xorshift64*: S. Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled",
 * ACM TOMS 42 (2016). */
static uint32_t next(void)
{
	uint64_t x = __atomic_load_n(&state, __ATOMIC_RELAXED);

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	__atomic_store_n(&state, x, __ATOMIC_RELAXED);
	return (uint32_t)(x * 0x2545f4914f6cdd1dull >> 32);
}

/* Half of the points pass; the others let one to eight other CPUs run, and of those every fourth
 * ends the thread's turn where that is allowed. */
void explore_step(void)
{
	uint32_t choice = next();
	struct thread *t = current_thread();

	if (choice & 1)
		return;
	for (unsigned i = 0; i <= (choice >> 1 & 7); i++)
		cpu_relax();
	if (choice >> 4 & 3 || t->preempt_depth || t->irq_depth || daif_irq_masked())
		return;
	preempt_disable();
	WRITE_ONCE(t->cpu->need_resched, true);
	preempt_enable();
}
