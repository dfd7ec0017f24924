/* SPDX-License-Identifier: MIT
 *
 * place.c: on which CPU a thread runs.  A thread that becomes ready goes to an idle CPU, or
 * to one that does something less urgent, or back to where it ran last.  A CPU that runs
 * out of work takes from the longest queue; one that has work looks around now and then.
 * Never are two queues locked at once.
 */
#include <kernel/errno.h>
#include "sched.h"

bool sched_allowed(const struct thread *t, const struct cpu *cpu)
{
	return READ_ONCE(t->affinity) >> cpu->index & 1;
}

static bool idle(const struct cpu *cpu)
{
	return READ_ONCE(cpu->online) && (READ_ONCE(cpu->priority) < 0 || READ_ONCE(cpu->lingers)) &&
	       !READ_ONCE(cpu->need_resched);
}

struct cpu *sched_find_idle(uint32_t affinity)
{
	for (unsigned i = 0; i < cpu_count; i++)
		if (affinity >> i & 1 && idle(&cpus[i]))
			return &cpus[i];
	return NULL;
}

/* Where it need not wait; else where it ran last, or else the shortest queue. */
static struct cpu *least_busy(const struct thread *t)
{
	struct cpu *best = sched_allowed(t, t->cpu) ? t->cpu : NULL;
	bool urgent = false;

	for (unsigned i = 0; i < cpu_count; i++) {
		struct cpu *cpu = &cpus[i];
		bool more_urgent = (int)READ_ONCE(t->priority) > READ_ONCE(cpu->priority);

		if (!READ_ONCE(cpu->online) || !sched_allowed(t, cpu))
			continue;
		if (!best || (more_urgent && !urgent && best != t->cpu) ||
		    (more_urgent && READ_ONCE(cpu->priority) < READ_ONCE(best->priority)) ||
		    (!urgent && best != t->cpu && READ_ONCE(cpu->run.len) < READ_ONCE(best->run.len))) {
			best = cpu;
			urgent = more_urgent;
		}
	}
	return best ? best : t->cpu;
}

/* A thread wakes its equal, and nobody else waits here: most who do that sleep soon themselves, and
 * then it goes on here sooner than another CPU would be awake.  If not, the next tick
 * offers it to the others. */
static bool keep_here(struct cpu *me, const struct thread *t)
{
	const struct thread *waker = current_thread();

	return t->user && waker->user && !waker->irq_depth && !waker->in_deferred &&
	       !READ_ONCE(me->run.len) && me->priority == (int)READ_ONCE(t->priority) &&
	       sched_allowed(t, me);
}

struct cpu *sched_choose_cpu(const struct thread *t)
{
	struct cpu *me = this_cpu(), *found;

	/* Only the CPU that it is still leaving can run it. */
	if (__atomic_load_n(&t->on_cpu, __ATOMIC_ACQUIRE))
		return t->cpu;
	/* Awake for an interrupt, it beats one that must be woken. */
	if (idle(me) && sched_allowed(t, me))
		return me;
	if (keep_here(me, t)) {
		WRITE_ONCE(me->keeps_woken, true);
		return me;
	}
	if (idle(t->cpu) && sched_allowed(t, t->cpu))
		return t->cpu;
	found = sched_find_idle(READ_ONCE(t->affinity));
	return found ? found : least_busy(t);
}

/* Has this CPU something that would run sooner on the other? */
static bool worth_a_move(const struct cpu *from, const struct cpu *to, bool any)
{
	unsigned len = READ_ONCE(from->run.len);

	if (any)
		return len != 0;
	return len >= READ_ONCE(to->run.len) + 2 ||
	       (len && READ_ONCE(from->run.top) > READ_ONCE(to->priority));
}

static struct cpu *busiest(const struct cpu *for_cpu, bool any)
{
	struct cpu *best = NULL;

	for (unsigned i = 0; i < cpu_count; i++) {
		struct cpu *cpu = &cpus[i];

		if (cpu != for_cpu && READ_ONCE(cpu->online) && worth_a_move(cpu, for_cpu, any) &&
		    (!best || READ_ONCE(cpu->run.len) > READ_ONCE(best->run.len)))
			best = cpu;
	}
	return best;
}

/* Never waits for the lock: who has it is about to change the queue, and those who have nothing to do
 * must not keep it from those who have.  Whatever stays there is seen at the next switch or tick. */
static struct thread *steal(struct cpu *from, const struct cpu *to) HF_REQUIRES_STATE(no_irq);
static struct thread *steal(struct cpu *from, const struct cpu *to)
{
	struct thread *t;

	if (!irq_spin_trylock(&from->run.lock))
		return NULL;
	t = run_queue_steal(&from->run, to);
	irq_spin_unlock(&from->run.lock);
	return t;
}

struct thread *sched_pull(struct cpu *cpu, bool any)
{
	struct cpu *from = busiest(cpu, any);
	struct thread *t = from ? steal(from, cpu) : NULL;

	if (t || !any)
		return t;
	/* What is on the longest queue may be bound to its CPU. */
	for (unsigned i = 0; i < cpu_count && !t; i++)
		if (&cpus[i] != cpu && READ_ONCE(cpus[i].run.len))
			t = steal(&cpus[i], cpu);
	return t;
}

int sched_affinity(uint32_t *mask)
{
	uint32_t online = 0;

	for (unsigned i = 0; i < cpu_count; i++)
		online |= (uint32_t)READ_ONCE(cpus[i].online) << i;
	if (!(*mask & online))
		return -EINVAL;
	/* All that are there: also those that come later. */
	if ((*mask & online) == online)
		*mask = UINT32_MAX;
	return 0;
}

int thread_set_affinity(struct thread *t, uint32_t mask)
{
	int error = sched_affinity(&mask);

	if (error)
		return error;
	WRITE_ONCE(t->affinity, mask);
	if (t == current_thread())
		thread_yield();
	else
		sched_kick(READ_ONCE(t->cpu));
	return 0;
}

uint32_t thread_affinity(const struct thread *t)
{
	return READ_ONCE(t->affinity);
}
