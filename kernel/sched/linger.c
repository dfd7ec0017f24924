/* SPDX-License-Identifier: MIT
 *
 * linger.c: a thread that is about to sleep, and whose CPU has nothing else to run, waits for its wake-up awake, for
 * a moment.  Threads that work hand in hand on several CPUs wake each other after a few
 * microseconds; then the waker need only leave a token, and nobody switches.  A CPU that halts costs more:
 * a guest's is a thread of the host, which takes tens of microseconds to wake.
 *
 * Who has lingered in vain doesn't for eight times as long, so that at most a ninth of its time
 * goes into it.  Preemption and interrupts are on; whoever else becomes ready may be put on this
 * CPU as on an idle one (place.c), and ends it.  `lingers` is a hint: a switch
 * takes it back, and where it is wrong a thread runs on another CPU than it might.
 */
#include <kernel/preempt.h>
#include <kernel/time.h>
#include "linger.h"
#include "kernel/base/command_line.h"

enum { REST = 8 };

static uint64_t longest_ns;             /* constant after linger_init */

void linger_init(void)
{
	longest_ns = command_line_number("linger_us") * NSEC_PER_USEC;
}

static bool woken(const struct thread *t)
{
	return __atomic_load_n(&t->sleep, __ATOMIC_RELAXED) != 0;
}

/* The time was not the thread's, but nobody's.  A switch in it has counted it otherwise: then it stays so. */
static void count_as_idle(struct thread *t, uint64_t start_ns, uint64_t switches)
{
	unsigned long flags = irq_save();
	uint64_t now_ns = clock_ns(), ns = now_ns - start_ns;
	struct thread *idle = t->cpu->idle;

	if (t->switches == switches) {
		WRITE_ONCE(idle->turn_ns, idle->turn_ns + ns);
		t->turn_ns += now_ns - t->since_ns;
		t->turn_ns -= ns < t->turn_ns ? ns : t->turn_ns;
		t->since_ns = now_ns;
		user_state_rested(t, ns);
	}
	irq_restore(flags);
}

void linger(struct thread *t)
{
	uint64_t start_ns = clock_ns(), now_ns = start_ns, switches = t->switches;
	struct cpu *cpu;

	if (woken(t) || start_ns < t->linger_after_ns || !longest_ns)
		return;
	preempt_disable();
	cpu = this_cpu();
	WRITE_ONCE(cpu->lingers, true);
	preempt_enable();
	while (!woken(t) && READ_ONCE(cpu->lingers) && !READ_ONCE(cpu->run.len)) {
		now_ns = clock_ns();
		if (now_ns - start_ns >= longest_ns) {
			t->linger_after_ns = now_ns + REST * longest_ns;
			break;
		}
		cpu_relax();
	}
	WRITE_ONCE(cpu->lingers, false);
	count_as_idle(t, start_ns, switches);
	/* Who was put here because of that waits now: the next tick offers it to others. */
	if (woken(t))
		WRITE_ONCE(cpu->keeps_woken, true);
}
