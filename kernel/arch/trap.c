/* SPDX-License-Identifier: MIT
 *
 * trap.c: exceptions that the kernel itself raised.  It never does so on purpose.
 */
#include <kernel/panic.h>
#include "kernel/base/report.h"
#include "kernel/sched/sched.h"
#include "machine.h"
#include "trap.h"

/* Enough for the report. */
#define EMERGENCY_BYTES 8192
static char emergency[MAX_CPUS][EMERGENCY_BYTES] __attribute__((aligned(16)));

_Static_assert(offsetof(struct cpu, emergency) == CPU_EMERGENCY, "asm.h");
_Static_assert(offsetof(struct thread, cpu) == THREAD_CPU, "asm.h");

void trap_cpu_init(struct cpu *cpu)
{
	cpu->emergency = emergency[cpu->index] + EMERGENCY_BYTES;
}

void kernel_stack_over(struct trap_frame *frame, uint64_t sp)
{
	const struct thread *t = current_thread();

	panic_frame(frame, "thread %s ran over the end of its stack: sp %#lx, stack from %#lx",
		    t->name, (unsigned long)sp, (unsigned long)t->stack);
}

void kernel_sync(struct trap_frame *frame)
{
	if (machine_exiting())
		machine_power_off();
	panic_frame(frame, "exception in the kernel: esr %#lx, far %#lx, pc %#lx, x30 %#lx",
		    (unsigned long)frame->esr, (unsigned long)frame->far,
		    (unsigned long)frame->pc, (unsigned long)frame->x[30]);
}
