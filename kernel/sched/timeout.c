/* SPDX-License-Identifier: MIT
 *
 * timeout.c: timeouts, sole owner of the virtual timer (CNTV), one per CPU.  Each
 * CPU has its own list, ordered by deadline, under its own lock; the timer is
 * armed for the first and off while the list is empty.  A timeout stays on the
 * CPU that set it.
 */
#include <kernel/irq.h>
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include <kernel/time.h>
#include "sched.h"
#include "timeout.h"
#include "watchdog.h"
#include "kernel/base/clock.h"
#include "kernel/irq/gic.h"

#define TIMEOUT_IRQ 27          /* EL1 virtual timer */

enum { TIMER_ON = 1 };

/* Only on `cpu` itself: the timer is banked. */
static void arm_locked(struct cpu *cpu) HF_REQUIRES(cpu->timeout_lock);
static void arm_locked(struct cpu *cpu)
{
	if (list_empty(&cpu->timeouts)) {
		WRITE_ONCE(cpu->timeout_first_ns, 0);
		sysreg_write(cntv_ctl_el0, 0);
	} else {
		struct timeout *first = list_first(&cpu->timeouts, struct timeout, link);

		WRITE_ONCE(cpu->timeout_first_ns, first->deadline_ns);
		sysreg_write(cntv_cval_el0, clock_counter_at(first->deadline_ns));
		sysreg_write(cntv_ctl_el0, TIMER_ON);
	}
	isb();
}

static void insert_locked(struct cpu *cpu, struct timeout *t) HF_REQUIRES(cpu->timeout_lock);
static void insert_locked(struct cpu *cpu, struct timeout *t)
{
	struct list *before = cpu->timeouts.next;

	while (before != &cpu->timeouts &&
	       list_entry(before, struct timeout, link)->deadline_ns <= t->deadline_ns)
		before = before->next;
	list_add_tail(before, &t->link);
}

void timeout_set(struct timeout *t, uint64_t deadline_ns, void (*fn)(struct timeout *t))
{
	unsigned long flags;
	struct cpu *cpu;

	if (t->pending)
		(void)timeout_cancel(t);
	flags = irq_save();
	cpu = this_cpu();
	irq_spin_lock(&cpu->timeout_lock);
	t->deadline_ns = deadline_ns;
	t->fn = fn;
	t->cpu = cpu->index;
	t->pending = true;
	insert_locked(cpu, t);
	arm_locked(cpu);
	irq_spin_unlock(&cpu->timeout_lock);
	irq_restore(flags);
}

bool timeout_cancel(struct timeout *t)
{
	struct cpu *cpu = &cpus[t->cpu];
	bool pending;

	irq_spin_lock(&cpu->timeout_lock);
	pending = t->pending;
	if (pending) {
		bool first = cpu->timeouts.next == &t->link;

		list_remove(&t->link);
		t->pending = false;
		/* Another CPU's timer may now fire for nothing, once. */
		if (first && cpu == this_cpu())
			arm_locked(cpu);
	}
	irq_spin_unlock(&cpu->timeout_lock);
	return pending;
}

void timeout_cancel_wait(struct timeout *t)
{
	struct cpu *cpu = &cpus[t->cpu];

	if (timeout_cancel(t))
		return;
	while (__atomic_load_n(&cpu->timeout_running, __ATOMIC_ACQUIRE) == t)
		cpu_relax();
}

static struct timeout *take_expired(struct cpu *cpu)
{
	struct timeout *t = NULL;

	irq_spin_lock(&cpu->timeout_lock);
	if (!list_empty(&cpu->timeouts)) {
		t = list_first(&cpu->timeouts, struct timeout, link);
		if (t->deadline_ns <= clock_ns()) {
			list_remove(&t->link);
			t->pending = false;
		} else {
			t = NULL;
		}
	}
	if (!t)
		arm_locked(cpu);
	__atomic_store_n(&cpu->timeout_running, t, __ATOMIC_RELEASE);
	irq_spin_unlock(&cpu->timeout_lock);
	return t;
}

static void run_expired(struct deferred *d)
{
	struct cpu *cpu = container_of(d, struct cpu, timeouts_due);
	struct timeout *t;

	while ((t = take_expired(cpu)))
		t->fn(t);
}

void timeout_arm_again(struct cpu *cpu)
{
	irq_spin_lock(&cpu->timeout_lock);
	arm_locked(cpu);
	irq_spin_unlock(&cpu->timeout_lock);
	gic->enable(TIMEOUT_IRQ);
}

const void *timeout_first_fn(struct cpu *cpu)
{
	const void *fn = NULL;

	irq_spin_lock(&cpu->timeout_lock);
	if (!list_empty(&cpu->timeouts))
		fn = (const void *)(uintptr_t)list_first(&cpu->timeouts, struct timeout, link)->fn;
	irq_spin_unlock(&cpu->timeout_lock);
	return fn;
}

bool timeout_put_off(const struct cpu *cpu)
{
	return __atomic_load_n(&cpu->timeouts_due.state, __ATOMIC_ACQUIRE) != 0;
}

static void timeout_irq(void *arg)
{
	(void)arg;
	watchdog_timeout(this_cpu());
	/* Off until run_expired knows for when it is armed next. */
	sysreg_write(cntv_ctl_el0, 0);
	isb();
	deferred_schedule(&this_cpu()->timeouts_due);
}

int timeout_init(void)
{
	for (unsigned i = 0; i < MAX_CPUS; i++) {
		irq_spin_init(cpu, timeout_lock, &cpus[i]);
		list_init(&cpus[i].timeouts);
		deferred_init(&cpus[i].timeouts_due, run_expired);
	}
	return irq_register(TIMEOUT_IRQ, "timeout", timeout_irq, NULL);
}

void timeout_start(void)
{
	sysreg_write(cntv_ctl_el0, 0);
	gic->enable(TIMEOUT_IRQ);
}
