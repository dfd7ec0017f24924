/* SPDX-License-Identifier: MIT
 *
 * sched.c: one run queue for all CPUs, first come first served; the tick cuts a
 * turn short when others wait.  run_lock guards the queue and every thread's
 * state.  sched.h describes the protocol.
 */
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include <kernel/string.h>
#include <kernel/time.h>
#include "sched.h"
#include "tick.h"
#include "thread.h"
#include "kernel/irq/ipi.h"

struct cpu cpus[MAX_CPUS];
unsigned cpu_count = 1;

DEFINE_IRQ_SPINLOCK(run_lock, no_irq);
static struct list run_queue HF_GUARDED_BY(run_lock) = LIST_INIT(run_queue);
static unsigned run_queue_len;          /* atomic; changes under run_lock */

struct cpu *this_cpu(void)
{
	return current_thread()->cpu;
}

static void enqueue_locked(struct thread *t) HF_REQUIRES(run_lock);
static void enqueue_locked(struct thread *t)
{
	list_add_tail(&run_queue, &t->run_link);
	WRITE_ONCE(t->queued, true);
	WRITE_ONCE(run_queue_len, run_queue_len + 1);
}

/* The first that is not still on its way off another CPU. */
static struct thread *dequeue_locked(struct cpu *cpu) HF_REQUIRES(run_lock);
static struct thread *dequeue_locked(struct cpu *cpu)
{
	list_for_each(link, &run_queue) {
		struct thread *t = list_entry(link, struct thread, run_link);

		if (__atomic_load_n(&t->on_cpu, __ATOMIC_ACQUIRE) && t->cpu != cpu)
			continue;
		list_remove(&t->run_link);
		WRITE_ONCE(t->queued, false);
		WRITE_ONCE(run_queue_len, run_queue_len - 1);
		return t;
	}
	return cpu->idle;
}

static void kick(struct cpu *cpu) HF_REQUIRES_STATE(no_irq);
static void kick(struct cpu *cpu)
{
	if (!__atomic_exchange_n(&cpu->need_resched, true, __ATOMIC_ACQ_REL) && cpu != this_cpu())
		ipi_send(cpu, IPI_RESCHEDULE);
}

static struct cpu *find_idle_cpu(void)
{
	for (unsigned i = 0; i < cpu_count; i++)
		if (READ_ONCE(cpus[i].online) && READ_ONCE(cpus[i].current) == cpus[i].idle &&
		    !READ_ONCE(cpus[i].need_resched))
			return &cpus[i];
	return NULL;
}

/* Where a thread that just became runnable will run soonest.  An idle CPU that is
 * awake for an interrupt beats one that must be woken. */
static struct cpu *choose_cpu(struct thread *t) HF_REQUIRES_STATE(no_irq);
static struct cpu *choose_cpu(struct thread *t)
{
	struct cpu *me = this_cpu(), *idle;

	if (!READ_ONCE(t->on_cpu) && me->current == me->idle && !READ_ONCE(me->need_resched))
		return me;
	if (READ_ONCE(t->on_cpu) || READ_ONCE(t->cpu->current) == t->cpu->idle)
		return t->cpu;
	idle = find_idle_cpu();
	return idle ? idle : t->cpu;
}

static void wake_locked(struct thread *t) HF_REQUIRES(run_lock);
static void wake_locked(struct thread *t)
{
	if (t->state == THREAD_BLOCKED) {
		t->state = THREAD_RUNNABLE;
		enqueue_locked(t);
		kick(choose_cpu(t));
	} else {
		t->wake_token = true;
	}
}

void sched_wake(struct thread *t)
{
	irq_spin_lock(&run_lock);
	wake_locked(t);
	irq_spin_unlock(&run_lock);
}

void sched_enqueue_new(struct thread *t)
{
	irq_spin_lock(&run_lock);
	enqueue_locked(t);
	kick(choose_cpu(t));
	irq_spin_unlock(&run_lock);
}

bool sched_others_waiting(void)
{
	return READ_ONCE(run_queue_len) != 0;
}

static struct thread *choose_next(struct thread *prev) HF_REQUIRES_STATE(no_irq);
static struct thread *choose_next(struct thread *prev)
{
	struct cpu *cpu = prev->cpu;
	struct thread *next;

	irq_spin_lock(&run_lock);
	WRITE_ONCE(cpu->need_resched, false);
	/* Woken between its decision to sleep and here, it is on the queue already. */
	if (prev->state == THREAD_RUNNABLE && prev != cpu->idle && !prev->queued)
		enqueue_locked(prev);
	next = dequeue_locked(cpu);
	next->cpu = cpu;
	__atomic_store_n(&next->on_cpu, true, __ATOMIC_RELAXED);
	WRITE_ONCE(cpu->current, next);
	irq_spin_unlock(&run_lock);
	return next;
}

void schedule(void)
{
	struct thread *prev = current_thread();
	struct thread *next = choose_next(prev);

	if (next == prev)
		return;
	lockdep_switch(CALLER_SITE());
	if (prev == prev->cpu->idle)
		tick_running(prev->cpu);
	user_state_save(prev);
	user_state_load(next);
	switch_finish(context_switch(prev, next));
}

void schedule_pending(void)
{
	struct thread *t = current_thread();

	while (READ_ONCE(t->cpu->need_resched) && t->preempt_depth == 0 && t->irq_depth == 0)
		schedule();
}

void switch_finish(struct thread *from)
{
	bool queued = READ_ONCE(from->queued);
	bool dead = from->dead;

	/* From here on another CPU may run it. */
	__atomic_store_n(&from->on_cpu, false, __ATOMIC_RELEASE);
	if (dead) {
		thread_reap(from);
	} else if (queued) {
		struct cpu *idle;

		/* An idle CPU may have passed `from` over, because it was still on this
		 * one: either it sees on_cpu cleared, or it is seen idle here. */
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		idle = find_idle_cpu();
		if (idle)
			kick(idle);
	}
}

/* Takes a waiting token, or makes the thread blocked. */
static bool prepare_to_block(struct thread *t)
{
	bool block;

	irq_spin_lock(&run_lock);
	block = !t->wake_token;
	t->wake_token = false;
	if (block)
		t->state = THREAD_BLOCKED;
	irq_spin_unlock(&run_lock);
	return block;
}

struct sleeper {
	struct timeout timeout;
	struct thread *thread;
};

static void sleeper_expired(struct timeout *timeout)
{
	sched_wake(container_of(timeout, struct sleeper, timeout)->thread);
}

void thread_block(uint64_t deadline_ns)
{
	struct thread *t = current_thread();
	struct sleeper sleeper = { .thread = t };
	unsigned long flags;

	lockdep_might_block(CALLER_SITE());
	if (deadline_ns)
		timeout_set(&sleeper.timeout, deadline_ns, sleeper_expired);
	flags = irq_save();
	if (prepare_to_block(t))
		schedule();
	irq_restore(flags);
	if (deadline_ns)
		timeout_cancel_wait(&sleeper.timeout);
}

void thread_yield(void)
{
	unsigned long flags;

	lockdep_might_block(CALLER_SITE());
	flags = irq_save();
	schedule();
	irq_restore(flags);
}

void thread_sleep_ns(uint64_t ns)
{
	uint64_t deadline_ns = clock_ns() + ns;

	lockdep_might_block(CALLER_SITE());
	while (clock_ns() < deadline_ns)
		thread_block(deadline_ns);
}

void sched_idle(void)
{
	for (;;) {
		unsigned long flags = irq_save();

		/* An interrupt that comes after the test is pending and ends the wait. */
		if (!READ_ONCE(this_cpu()->need_resched)) {
			tick_idle(this_cpu());
			cpu_wait_for_interrupt();
		}
		irq_restore(flags);
	}
}
