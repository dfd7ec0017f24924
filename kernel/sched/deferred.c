/* SPDX-License-Identifier: MIT
 *
 * deferred.c: each CPU has a list of its own, which only that CPU touches, with interrupts
 * masked.  It is worked off at the end of an interrupt; after MAX_AT_ONCE pieces the CPU's
 * thread goes on, which others can preempt between two pieces.
 */
#include <kernel/preempt.h>
#include "deferred.h"
#include "sched.h"

#define MAX_AT_ONCE 16

enum { QUEUED = 1, RUNNING = 2 };

void deferred_init(struct deferred *d, void (*fn)(struct deferred *d))
{
	*d = (struct deferred){ .fn = fn };
	list_init(&d->link);
}

static void queue(struct cpu *cpu, struct deferred *d) HF_REQUIRES_STATE(no_irq);
static void queue(struct cpu *cpu, struct deferred *d)
{
	list_add_tail(&cpu->deferred, &d->link);
}

static void wake_thread(struct cpu *cpu) HF_REQUIRES_STATE(no_irq);
static void wake_thread(struct cpu *cpu)
{
	if (cpu->deferred_thread)
		sched_wake(cpu->deferred_thread);
}

void deferred_schedule(struct deferred *d)
{
	const struct thread *t = current_thread();
	unsigned long flags;

	if (__atomic_fetch_or(&d->state, QUEUED, __ATOMIC_ACQ_REL) & QUEUED)
		return;
	flags = irq_save();
	queue(this_cpu(), d);
	/* Else it is run on the way out. */
	if (!t->irq_depth && !t->deferred_off && !t->in_deferred)
		wake_thread(this_cpu());
	irq_restore(flags);
}

HF_CALLED_IN(in_softirq) static void run(struct deferred *d)
{
	d->fn(d);
}

/* False: another CPU is still at it. */
static bool run_one(struct deferred *d)
{
	if (__atomic_fetch_or(&d->state, RUNNING, __ATOMIC_ACQUIRE) & RUNNING)
		return false;
	/* Whoever schedules it from here on wants it once more. */
	__atomic_fetch_and(&d->state, ~(uint32_t)QUEUED, __ATOMIC_ACQ_REL);
	run(d);
	__atomic_fetch_and(&d->state, ~(uint32_t)RUNNING, __ATOMIC_RELEASE);
	return true;
}

static struct deferred *take(struct cpu *cpu) HF_REQUIRES_STATE(no_irq);
static struct deferred *take(struct cpu *cpu)
{
	struct deferred *d = NULL;

	if (!list_empty(&cpu->deferred)) {
		d = list_first(&cpu->deferred, struct deferred, link);
		list_remove(&d->link);
	}
	return d;
}

void deferred_run(void)
{
	struct thread *t = current_thread();
	struct cpu *cpu = t->cpu;
	struct deferred *d;

	if (list_empty(&cpu->deferred) || t->irq_depth || t->deferred_off || t->in_deferred)
		return;
	preempt_disable();
	t->in_deferred = true;
	for (unsigned n = 0; n < MAX_AT_ONCE && (d = take(cpu)); n++) {
		bool done;

		irq_open();
		done = run_one(d);
		(void)irq_save();
		if (!done) {
			queue(cpu, d);
			break;
		}
	}
	t->in_deferred = false;
	if (!list_empty(&cpu->deferred))
		wake_thread(cpu);
	preempt_enable();
}

static void thread_run(void *arg)
{
	struct cpu *cpu = arg;

	for (;;) {
		unsigned long flags = irq_save();
		bool more;

		deferred_run();
		more = !list_empty(&cpu->deferred);
		irq_restore(flags);
		if (more)
			thread_yield();
		else
			thread_block(0);
	}
}

int deferred_start(void)
{
	for (unsigned i = 0; i < cpu_count; i++) {
		int error = thread_create_on("deferred", thread_run, &cpus[i], THREAD_HIGH, 1u << i,
					     &cpus[i].deferred_thread);

		if (error)
			return error;
	}
	return 0;
}
