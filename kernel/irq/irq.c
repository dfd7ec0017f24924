/* SPDX-License-Identifier: MIT
 *
 * irq.c: interrupts to their handlers.  irq_lock keeps two registrations apart; a
 * slot is published by a release store to `taken` and never given back, so
 * dispatch reads it without the lock.
 */
#include <kernel/errno.h>
#include <kernel/irq.h>
#include <kernel/panic.h>
#include <kernel/print.h>
#include "gic.h"
#include "ipi.h"
#include "kernel/sched/sched.h"

struct irq_slot {
	const char *name;
	void *arg;
	void (*handler)(void *arg) HF_CALLED_IN(in_irq);
	bool taken;                     /* atomic; last to be set */
};

static DEFINE_IRQ_SPINLOCK(irq_lock, no_irq);
static struct irq_slot slots[IRQ_MAX];

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
	}
	irq_spin_unlock(&irq_lock);
	if (!error)
		gic_enable(irq);
	return error;
}

HF_CALLED_IN(in_irq) static void dispatch(void)
{
	uint32_t token;
	unsigned irq;

	while ((irq = gic_acknowledge(&token)) != GIC_SPURIOUS) {
		struct irq_slot *slot = &slots[irq % IRQ_MAX];

		if (!__atomic_load_n(&slot->taken, __ATOMIC_ACQUIRE))
			panic("interrupt %u has no handler", irq);
		slot->handler(slot->arg);
		gic_done(token);
	}
}

void irq_entry(struct trap_frame *frame)
{
	struct thread *t = current_thread();
	struct cpu *cpu = t->cpu;

	t->irq_depth++;
	cpu->frame = frame;
	dispatch();
	cpu->frame = NULL;
	t->irq_depth--;
	schedule_pending();
}

static void reschedule(void *arg)
{
	(void)arg;              /* irq_entry does it on the way out */
}

static void stop(void *arg)
{
	(void)arg;
	__atomic_store_n(&this_cpu()->online, false, __ATOMIC_RELEASE);
	for (;;)
		cpu_wait_for_interrupt();
}

int ipi_init(void)
{
	int error = irq_register(IPI_RESCHEDULE, "reschedule", reschedule, NULL);

	return error ? error : irq_register(IPI_STOP, "stop", stop, NULL);
}

void ipi_send(struct cpu *cpu, enum ipi ipi)
{
	gic_send(cpu->index, ipi);
}
