/* SPDX-License-Identifier: MIT
 *
 * irq.c: interrupts to their handlers.  irq_lock keeps two registrations apart; a
 * slot is published by a release store to `taken` and never given back, so
 * dispatch reads it without the lock.
 */
#include <kernel/errno.h>
#include <kernel/irq.h>
#include <kernel/panic.h>
#include "gic.h"
#include "ipi.h"
#include "storm.h"
#include "kernel/sched/deferred.h"
#include "kernel/sched/sched.h"

struct irq_slot {
	const char *name;
	void *arg;
	void (*handler)(void *arg) HF_CALLED_IN(in_irq);
	bool taken;                     /* atomic; last to be set */
	uint32_t count[MAX_CPUS];       /* each written by its CPU, in dispatch */
	struct storm storm;
};

static DEFINE_IRQ_SPINLOCK(irq_lock, no_irq);
static struct irq_slot slots[IRQ_MAX];
static unsigned next_cpu HF_GUARDED_BY(irq_lock);

/* Shared interrupts take turns: the CPU of the next one. */
static const struct cpu *spread_locked(void) HF_REQUIRES(irq_lock);
static const struct cpu *spread_locked(void)
{
	do
		next_cpu = (next_cpu + 1) % MAX_CPUS;
	while (!__atomic_load_n(&cpus[next_cpu].online, __ATOMIC_ACQUIRE));
	return &cpus[next_cpu];
}

int irq_register(unsigned irq, const char *name, void (*handler)(void *arg), void *arg)
{
	struct irq_slot *slot;
	int error = 0;

	if (irq >= IRQ_MAX)
		return -EINVAL;
	slot = &slots[irq];
	irq_spin_lock(&irq_lock);
	if (slot->taken) {
		error = -EBUSY;
	} else {
		slot->name = name;
		slot->arg = arg;
		slot->handler = handler;
		__atomic_store_n(&slot->taken, true, __ATOMIC_RELEASE);
		if (irq >= IRQ_SHARED)
			gic->route(irq, spread_locked());
		if (irq >= IRQ_PRIVATE)
			gic->enable(irq);
	}
	irq_spin_unlock(&irq_lock);
	return error;
}

int irq_set_cpu(unsigned irq, unsigned cpu)
{
	if (irq < IRQ_SHARED || irq >= IRQ_MAX || cpu >= MAX_CPUS ||
	    !__atomic_load_n(&cpus[cpu].online, __ATOMIC_ACQUIRE))
		return -EINVAL;
	gic->route(irq, &cpus[cpu]);
	return 0;
}

const char *irq_name(unsigned irq)
{
	return irq < IRQ_MAX && __atomic_load_n(&slots[irq].taken, __ATOMIC_ACQUIRE) ?
	       slots[irq].name : NULL;
}

uint32_t irq_count(unsigned irq, unsigned cpu)
{
	return irq < IRQ_MAX && cpu < MAX_CPUS ? READ_ONCE(slots[irq].count[cpu]) : 0;
}

HF_CALLED_IN(in_irq) static void dispatch(struct cpu *cpu)
{
	uint32_t token;
	unsigned irq;

	while ((irq = gic->acknowledge(&token)) < GIC_SPECIAL) {
		struct irq_slot *slot = &slots[irq % IRQ_MAX];

		if (!__atomic_load_n(&slot->taken, __ATOMIC_ACQUIRE))
			panic("interrupt %u has no handler", irq);
		WRITE_ONCE(slot->count[cpu->index], slot->count[cpu->index] + 1);
		WRITE_ONCE(cpu->interrupts, cpu->interrupts + 1);
		slot->handler(slot->arg);
		gic->done(token);
		if (irq >= IRQ_SHARED)
			storm_count(&slot->storm, irq, slot->name, cpu->entries);
	}
}

void irq_entry(struct trap_frame *frame)
{
	struct thread *t = current_thread();
	struct cpu *cpu = t->cpu;

	t->irq_depth++;
	cpu->frame = frame;
	cpu->entries++;
	__atomic_store_n(&cpu->tick_off, false, __ATOMIC_RELAXED);
	dispatch(cpu);
	cpu->frame = NULL;
	t->irq_depth--;
	deferred_run();
	schedule_pending();
}
