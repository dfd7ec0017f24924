/* SPDX-License-Identifier: MIT
 *
 * sched.c: who runs next on a CPU, the switch, and sleeping.  sched.h describes the protocol,
 * run_queue.h the order of a queue, place.c the choice of the CPU.
 */
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include <kernel/string.h>
#include <kernel/time.h>
#include "explore.h"
#include "linger.h"
#include "sched.h"
#include "tick.h"
#include "thread.h"
#include "kernel/irq/ipi.h"

struct cpu cpus[MAX_CPUS];
unsigned cpu_count = 1;

#define TURN_NS TICK_NS
#define TICKS_BETWEEN_BALANCING 16

struct cpu *this_cpu(void)
{
	return current_thread()->cpu;
}

void sched_kick(struct cpu *cpu)
{
	unsigned long flags = irq_save();

	if (!__atomic_exchange_n(&cpu->need_resched, true, __ATOMIC_ACQ_REL) && cpu != this_cpu())
		ipi_send(cpu, IPI_RESCHEDULE);
	irq_restore(flags);
}

/* Queues a thread that is ready, and that nobody else can queue or run. */
static void make_ready(struct thread *t) HF_REQUIRES_STATE(no_irq);
static void make_ready(struct thread *t)
{
	struct cpu *cpu = sched_choose_cpu(t);
	uint64_t now_ns = clock_ns();

	/* Who slept for as long as its turn lasted so far begins a new one. */
	if (now_ns - t->since_ns >= t->turn_ns)
		t->turn_ns = 0;
	t->ready_ns = now_ns;
	irq_spin_lock(&cpu->run.lock);
	run_queue_add(&cpu->run, t, t->turn_ns >= TURN_NS);
	irq_spin_unlock(&cpu->run.lock);
	/* The CPU either found it when it chose what it runs, or what it runs is seen here. */
	if ((int)READ_ONCE(t->priority) > READ_ONCE(cpu->priority))
		sched_kick(cpu);
}

void sched_wake(struct thread *t)
{
	uint32_t before;
	unsigned long flags;

	explore_point();
	before = __atomic_fetch_or(&t->sleep, SLEEP_TOKEN, __ATOMIC_ACQ_REL);
	/* The first one to find it asleep queues it. */
	if (before != SLEEP_ASLEEP)
		return;
	flags = irq_save();
	make_ready(t);
	irq_restore(flags);
}

void sched_enqueue_new(struct thread *t)
{
	unsigned long flags = irq_save();

	make_ready(t);
	irq_restore(flags);
}

void sched_tick(struct cpu *cpu)
{
	struct thread *t = cpu->current;
	uint64_t now_ns = clock_ns();
	struct cpu *idle;

	t->turn_ns += now_ns - t->since_ns;
	t->since_ns = now_ns;
	if (++cpu->ticks_to_balance >= TICKS_BETWEEN_BALANCING) {
		cpu->ticks_to_balance = 0;
		cpu->pull_due = true;
	}
	if (cpu->pull_due || (READ_ONCE(cpu->run.len) && t->turn_ns >= TURN_NS) ||
	    READ_ONCE(cpu->run.top) > cpu->priority)
		WRITE_ONCE(cpu->need_resched, true);
	/* What was queued here while this CPU was about to do something else, which it may not leave for long; and
	 * what was kept or put here in vain. */
	if ((t->preempt_depth || READ_ONCE(cpu->keeps_woken)) && READ_ONCE(cpu->run.len) &&
	    (idle = sched_find_idle(UINT32_MAX)))
		sched_kick(idle);
	WRITE_ONCE(cpu->keeps_woken, false);
}

/* A thread that is queued is queued anew; one that runs may have to give way.  Whoever takes it off
 * a queue or appoints it at the same time reads the new priority after this. */
void sched_set_priority(struct thread *t, unsigned priority)
{
	struct run_queue *q;
	struct cpu *cpu;
	bool kick;

	WRITE_ONCE(t->priority, (uint8_t)priority);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	q = __atomic_load_n(&t->queue, __ATOMIC_RELAXED);
	cpu = q ? container_of(q, struct cpu, run) : READ_ONCE(t->cpu);
	irq_spin_lock(&cpu->run.lock);
	if (q && t->queue == q && t->level != priority) {
		run_queue_remove(&cpu->run, t);
		run_queue_add(&cpu->run, t, t->spent);
	} else if (cpu->current == t && t != cpu->idle) {
		WRITE_ONCE(cpu->priority, (int)priority);
	}
	kick = READ_ONCE(cpu->run.top) > cpu->priority;
	irq_spin_unlock(&cpu->run.lock);
	if (kick)
		sched_kick(cpu);
}

/* `prev` leaves the CPU for now; it may be the best to go on all the same. */
static void put_back(struct cpu *cpu, struct thread *prev, bool yields) HF_REQUIRES(cpu->run.lock);
static void put_back(struct cpu *cpu, struct thread *prev, bool yields)
{
	bool spent = yields || prev->turn_ns >= TURN_NS;

	prev->ready_ns = prev->since_ns;
	if (spent)
		prev->turn_ns = 0;
	run_queue_add(&cpu->run, prev, spent);
}

/* This CPU runs `next` (or its idle thread) from now on. */
static void appoint(struct cpu *cpu, struct thread *next, bool starved) HF_REQUIRES(cpu->run.lock);
static void appoint(struct cpu *cpu, struct thread *next, bool starved)
{
	next->cpu = cpu;
	__atomic_store_n(&next->on_cpu, true, __ATOMIC_RELAXED);
	WRITE_ONCE(cpu->current, next);
	WRITE_ONCE(cpu->lingers, false);
	/* Who changes the priority and doesn't see it here is seen here (sched_set_priority). */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	WRITE_ONCE(cpu->priority, next == cpu->idle ? -1 :
		   starved ? THREAD_HIGHEST : (int)READ_ONCE(next->priority));
}

/* The best of this CPU's queue and, where that is better, of others'. */
static struct thread *choose_next(struct cpu *cpu, struct thread *prev, enum leave why)
	HF_REQUIRES_STATE(no_irq);
static struct thread *choose_next(struct cpu *cpu, struct thread *prev, enum leave why)
{
	struct thread *pulled = NULL, *next;
	bool starved;

	WRITE_ONCE(cpu->need_resched, false);
	if (cpu->pull_due) {
		cpu->pull_due = false;
		pulled = sched_pull(cpu, false);
	}
	irq_spin_lock(&cpu->run.lock);
	if (pulled)
		run_queue_add(&cpu->run, pulled, true);
	if (why <= LEAVE_YIELDS && prev != cpu->idle && !prev->moves)
		put_back(cpu, prev, why == LEAVE_YIELDS);
	next = run_queue_take(&cpu->run, prev->since_ns, &starved);
	appoint(cpu, next ? next : cpu->idle, starved);
	irq_spin_unlock(&cpu->run.lock);
	if (next)
		return next;
	pulled = sched_pull(cpu, true);
	if (!pulled)
		return cpu->idle;
	irq_spin_lock(&cpu->run.lock);
	appoint(cpu, pulled, false);
	irq_spin_unlock(&cpu->run.lock);
	return pulled;
}

/* The same, past those that may not run here any more. */
static struct thread *choose_allowed(struct cpu *cpu, struct thread *prev, enum leave why)
	HF_REQUIRES_STATE(no_irq);
static struct thread *choose_allowed(struct cpu *cpu, struct thread *prev, enum leave why)
{
	prev->moves = why <= LEAVE_YIELDS && !sched_allowed(prev, cpu);
	for (;;) {
		struct thread *next = choose_next(cpu, prev, why);

		if (sched_allowed(next, cpu))
			return next;
		if (next == prev) {
			prev->moves = true;     /* it was woken to here before its switch */
		} else {
			__atomic_store_n(&next->on_cpu, false, __ATOMIC_RELEASE);
			make_ready(next);
		}
		why = LEAVE_SLEEPS;             /* it has been put where it belongs */
	}
}

void schedule(enum leave why)
{
	struct thread *prev = current_thread(), *next;
	struct cpu *cpu = prev->cpu;
	uint64_t now_ns = clock_ns();

	prev->turn_ns += now_ns - prev->since_ns;
	prev->since_ns = now_ns;
	next = choose_allowed(cpu, prev, why);
	if (next == prev)
		return;
	next->since_ns = now_ns;
	WRITE_ONCE(prev->switches, prev->switches + 1);
	WRITE_ONCE(cpu->switches, cpu->switches + 1);
	lockdep_switch(CALLER_SITE());
	if (prev == cpu->idle)
		tick_running(cpu);
	user_state_save(prev);
	user_state_load(next);
	switch_finish(context_switch(prev, next));
}

void schedule_pending(void)
{
	struct thread *t = current_thread();

	while (READ_ONCE(t->cpu->need_resched) && t->preempt_depth == 0 && t->irq_depth == 0)
		schedule(LEAVE_PREEMPTED);
}

void switch_finish(struct thread *from)
{
	bool queued = __atomic_load_n(&from->queue, __ATOMIC_RELAXED) != NULL;
	bool dead = from->dead, moves = from->moves;
	uint32_t affinity = READ_ONCE(from->affinity);

	from->moves = false;
	/* From here on another CPU may run it. */
	__atomic_store_n(&from->on_cpu, false, __ATOMIC_RELEASE);
	if (dead) {
		thread_reap(from);
	} else if (moves) {
		make_ready(from);
	} else if (queued) {
		struct cpu *idle;

		/* An idle CPU may have passed `from` over, because it was still on this
		 * one: either it sees on_cpu cleared, or it is seen idle here. */
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		idle = sched_find_idle(affinity);
		if (idle)
			sched_kick(idle);
	}
}

/* Takes a waiting token, or makes the thread one that sleeps. */
static bool prepare_to_block(struct thread *t)
{
	uint32_t awake = 0;

	return __atomic_compare_exchange_n(&t->sleep, &awake, SLEEP_ASLEEP, false,
					   __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
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
	explore_point();
	linger(t);
	flags = irq_save();
	if (prepare_to_block(t))
		schedule(LEAVE_SLEEPS);
	__atomic_exchange_n(&t->sleep, 0, __ATOMIC_ACQ_REL);
	irq_restore(flags);
	if (deadline_ns)
		timeout_cancel_wait(&sleeper.timeout);
}

void thread_yield(void)
{
	unsigned long flags;

	lockdep_might_block(CALLER_SITE());
	flags = irq_save();
	schedule(LEAVE_YIELDS);
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
