/* SPDX-License-Identifier: MIT
 *
 * ipi.c: what one CPU makes another do.
 *
 * A call stands on its caller's stack and is pushed onto the other CPU's list, which
 * that one takes whole.  `left` is the last that a handler touches of it.  Callers don't
 * exclude each other: each waits with interrupts open, so that it serves the others, and
 * after a while halts until there is one: CPUs here are a host's threads, and one that spins
 * may keep its core from the one that it waits for.
 */
#include <kernel/irq.h>
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include "gic.h"
#include "ipi.h"
#include "kernel/sched/sched.h"

struct cpu_call {
	struct cpu_call *next;
	void (*fn)(void *arg) HF_CALLED_IN(in_irq);
	void *arg;
	unsigned *left;                 /* atomic; CPUs that have not returned from fn, and HALTED */
	struct cpu *caller;             /* stays there until then */
};

#define HALTED (1u << 31)               /* the last one wakes the caller */
#define SPINS_BEFORE_HALT 2000

static void reschedule(void *arg)
{
	(void)arg;              /* irq_entry does it on the way out */
}

static void run_calls(void *arg)
{
	struct cpu_call *call = __atomic_exchange_n(&this_cpu()->calls, NULL, __ATOMIC_ACQUIRE);

	(void)arg;
	while (call) {
		struct cpu_call *next = call->next;
		struct cpu *caller = call->caller;
		unsigned *left = call->left;

		call->fn(call->arg);
		if (__atomic_fetch_sub(left, 1, __ATOMIC_ACQ_REL) == (HALTED | 1))
			ipi_send(caller, IPI_RESCHEDULE);
		call = next;
	}
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

	if (!error)
		error = irq_register(IPI_CALL, "call", run_calls, NULL);
	return error ? error : irq_register(IPI_STOP, "stop", stop, NULL);
}

void ipi_send(struct cpu *cpu, enum ipi ipi)
{
	gic->send(cpu, ipi);
}

static void push(struct cpu *cpu, struct cpu_call *call)
{
	call->next = __atomic_load_n(&cpu->calls, __ATOMIC_RELAXED);
	while (!__atomic_compare_exchange_n(&cpu->calls, &call->next, call, false,
					    __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		;
	ipi_send(cpu, IPI_CALL);
}

/* An interrupt that comes after the test is pending and ends the wait. */
static void halt(unsigned *left)
{
	unsigned long flags = irq_save();

	if (__atomic_fetch_or(left, HALTED, __ATOMIC_ACQ_REL) & ~HALTED)
		cpu_wait_for_interrupt();
	irq_restore(flags);
}

static void wait_for(unsigned *left)
{
	for (unsigned spins = 0; __atomic_load_n(left, __ATOMIC_ACQUIRE) & ~HALTED; spins++)
		if (spins < SPINS_BEFORE_HALT)
			cpu_relax();
		else
			halt(left);
}

/* The rule of the header, at run time. */
static void check_context(void)
{
	if (irq_masked() || in_interrupt())
		panic("cpu_call with interrupts masked");
}

void cpu_call(struct cpu *cpu, void (*fn)(void *arg), void *arg)
{
	unsigned left = 1;
	struct cpu_call call = { .fn = fn, .arg = arg, .left = &left };

	check_context();
	preempt_disable();
	call.caller = this_cpu();
	push(cpu, &call);
	wait_for(&left);
	preempt_enable();
}

void cpu_call_others(void (*fn)(void *arg), void *arg)
{
	struct cpu_call call[MAX_CPUS];
	unsigned left = 0;

	check_context();
	preempt_disable();
	for (unsigned i = 0; i < MAX_CPUS; i++) {
		if (&cpus[i] == this_cpu() || !__atomic_load_n(&cpus[i].online, __ATOMIC_ACQUIRE))
			continue;
		call[i] = (struct cpu_call){ .fn = fn, .arg = arg, .left = &left, .caller = this_cpu() };
		__atomic_fetch_add(&left, 1, __ATOMIC_RELAXED);
		push(&cpus[i], &call[i]);
	}
	wait_for(&left);
	preempt_enable();
}
