/* SPDX-License-Identifier: MIT
 *
 * spinlock.c: fair spinlocks.  A waiter draws a ticket and spins until it is
 * served.  Every acquire runs in the same order: mask, tell lockdep, wait; and
 * every release in the opposite one.
 *
 * CPUs here are a host's threads, often more of them than the host has cores.  A
 * waiter that keeps its core may keep it from the owner, or from the next in
 * line, for a whole turn of the host's scheduler.  So after a while it halts until
 * an interrupt is pending, and the one who serves its ticket sends it one.
 */
#include <kernel/preempt.h>
#include "spin_core.h"
#include "kernel/base/clock.h"
#include "kernel/irq/ipi.h"
#include "kernel/sched/explore.h"
#include "kernel/sched/sched.h"

static void own(struct spin_core *core, const void *site)
{
	WRITE_ONCE(core->owner, current_thread());
	WRITE_ONCE(core->site, site);
	WRITE_ONCE(core->since, clock_counter());
}

/* About as long as locks are held here. */
#define SPINS_BEFORE_HALT 2000

static bool served(const struct spin_core *core, uint32_t ticket)
{
	return __atomic_load_n(&core->now_serving, __ATOMIC_ACQUIRE) == ticket;
}

/* Halts this CPU until an interrupt is pending, or not at all if the ticket is served
 * already.  Interrupts stay masked in between, so that serve's cannot come before
 * the wfi. */
static void halt(struct spin_core *core, uint32_t ticket)
{
	uint64_t flags = sysreg_read(daif);
	struct cpu *cpu;

	daif_mask_irq();
	cpu = current_thread()->cpu;
	__atomic_store_n(&cpu->halted_ticket, ticket, __ATOMIC_RELAXED);
	__atomic_store_n(&cpu->halted_on, core, __ATOMIC_RELAXED);
	__atomic_fetch_add(&core->halted, 1, __ATOMIC_RELAXED);
	/* Either serve sees `halted`, or this CPU sees the ticket served. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!served(core, ticket))
		cpu_wait_for_interrupt();
	__atomic_fetch_sub(&core->halted, 1, __ATOMIC_RELAXED);
	__atomic_store_n(&cpu->halted_on, NULL, __ATOMIC_RELAXED);
	sysreg_write(daif, flags);
}

static void serve(struct spin_core *core, uint32_t ticket)
{
	__atomic_store_n(&core->now_serving, ticket, __ATOMIC_RELEASE);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&core->halted, __ATOMIC_RELAXED))
		return;
	for (unsigned i = 0; i < MAX_CPUS; i++)
		if (__atomic_load_n(&cpus[i].halted_on, __ATOMIC_RELAXED) == core &&
		    __atomic_load_n(&cpus[i].halted_ticket, __ATOMIC_RELAXED) == ticket)
			ipi_send(&cpus[i], IPI_RESCHEDULE);
}

static void spin_until_served(struct spin_core *core, uint32_t ticket)
{
	struct thread *t = current_thread();

	/* For the watchdog: what this thread waits for, and from where. */
	WRITE_ONCE(t->waiting_frame, __builtin_frame_address(0));
	__atomic_store_n(&t->waiting_on, core, __ATOMIC_RELEASE);
	for (unsigned spins = 0; !served(core, ticket); spins++) {
		/* In a handler the controller holds other interrupts back: no wfi. */
		if (spins < SPINS_BEFORE_HALT || t->irq_depth || explore_on)
			cpu_relax();
		else
			halt(core, ticket);
	}
	__atomic_store_n(&t->waiting_on, NULL, __ATOMIC_RELEASE);
}

void spin_core_take(struct spin_core *core, const void *site)
{
	uint32_t ticket = __atomic_fetch_add(&core->next_ticket, 1, __ATOMIC_RELAXED);

	if (!served(core, ticket))
		spin_until_served(core, ticket);
	own(core, site);
}

bool spin_core_try(struct spin_core *core, const void *site)
{
	/* It is now_serving that the last owner released. */
	uint32_t ticket = __atomic_load_n(&core->now_serving, __ATOMIC_ACQUIRE);

	if (!__atomic_compare_exchange_n(&core->next_ticket, &ticket, ticket + 1, false,
					 __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return false;
	own(core, site);
	return true;
}

void spin_core_drop(struct spin_core *core)
{
	WRITE_ONCE(core->owner, NULL);
	serve(core, core->now_serving + 1);
}

bool spin_core_mine(const struct spin_core *core)
{
	return READ_ONCE(core->owner) == current_thread();
}

/* For a lock that lockdep knows of: who waits is counted. */
static inline void take(struct spin_core *core, const void *site)
{
	explore_point();
	lockdep_acquire(&core->dep, 0, site);
	if (spin_core_try(core, site))
		return;
	lockdep_contended(&core->dep, site);
	spin_core_take(core, site);
	lockdep_acquired(&core->dep);
}

void raw_spin_lock(raw_spinlock_t *l)
{
	take(&l->core, CALLER_SITE());
}

bool raw_spin_trylock(raw_spinlock_t *l)
{
	if (!spin_core_try(&l->core, CALLER_SITE()))
		return false;
	lockdep_acquire(&l->core.dep, LOCKDEP_TRY, CALLER_SITE());
	return true;
}

void raw_spin_unlock(raw_spinlock_t *l)
{
	lockdep_release(&l->core.dep, CALLER_SITE());
	spin_core_drop(&l->core);
	explore_point();
}

void spin_lock(spinlock_t *l)
{
	preempt_disable();
	take(&l->core, CALLER_SITE());
}

bool spin_trylock(spinlock_t *l)
{
	preempt_disable();
	if (!spin_core_try(&l->core, CALLER_SITE())) {
		preempt_enable();
		return false;
	}
	lockdep_acquire(&l->core.dep, LOCKDEP_TRY, CALLER_SITE());
	return true;
}

void spin_unlock(spinlock_t *l)
{
	lockdep_release(&l->core.dep, CALLER_SITE());
	spin_core_drop(&l->core);
	preempt_enable();
	explore_point();
}

void deferred_spin_lock(deferred_spinlock_t *l)
{
	deferred_disable();
	take(&l->core, CALLER_SITE());
}

bool deferred_spin_trylock(deferred_spinlock_t *l)
{
	deferred_disable();
	if (!spin_core_try(&l->core, CALLER_SITE())) {
		deferred_enable();
		return false;
	}
	lockdep_acquire(&l->core.dep, LOCKDEP_TRY, CALLER_SITE());
	return true;
}

void deferred_spin_unlock(deferred_spinlock_t *l)
{
	lockdep_release(&l->core.dep, CALLER_SITE());
	spin_core_drop(&l->core);
	deferred_enable();
	explore_point();
}

void irq_spin_lock(irq_spinlock_t *l)
{
	unsigned long flags = irq_save();

	take(&l->core, CALLER_SITE());
	l->flags = flags;
}

bool irq_spin_trylock(irq_spinlock_t *l)
{
	unsigned long flags = irq_save();

	if (!spin_core_try(&l->core, CALLER_SITE())) {
		irq_restore(flags);
		return false;
	}
	lockdep_acquire(&l->core.dep, LOCKDEP_TRY, CALLER_SITE());
	l->flags = flags;
	return true;
}

void irq_spin_unlock(irq_spinlock_t *l)
{
	unsigned long flags = l->flags;

	lockdep_release(&l->core.dep, CALLER_SITE());
	spin_core_drop(&l->core);
	irq_restore(flags);
	explore_point();
}
