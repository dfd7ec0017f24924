/* SPDX-License-Identifier: MIT
 *
 * trap.h: exceptions.  vectors.S saves the frame and calls these.
 */
#ifndef KERNEL_ARCH_TRAP_H
#define KERNEL_ARCH_TRAP_H

#include <kernel/base.h>

/* Everything that the interrupted code can see but FP; asm.h has the offsets. */
struct trap_frame {
	uint64_t x[31];
	uint64_t sp;                    /* SP_EL0 */
	uint64_t pc, pstate;
	uint64_t esr, far;
};

/* An exception that the kernel itself raised: the end. */
HF_CALLED_IN(no_irq) void kernel_sync(struct trap_frame *frame);

/* As well, for want of stack; `sp` is where the stack pointer was.  On the CPU's emergency
 * stack. */
HF_CALLED_IN(no_irq) __noreturn void kernel_stack_over(struct trap_frame *frame, uint64_t sp);

struct cpu;
/* Gives a CPU its emergency stack, before it runs. */
void trap_cpu_init(struct cpu *cpu);

/* An interrupt, of the kernel or of a process.  Handles it as an interrupt handler and
 * then, no longer one, switches to another thread if that came due. */
HF_CALLED_IN(no_irq) void irq_entry(struct trap_frame *frame);

/* A system call or a fault of a process (ESR_EL1 says which), with interrupts
 * open.  The process goes on with what is in the frame afterwards.  kernel/proc. */
HF_CALLED_IN(in_thread) void user_sync(struct trap_frame *frame);

/* On the way back to a process whose thread was interrupted (thread.h), again and again until
 * it is no longer; with interrupts open.  kernel/proc. */
HF_CALLED_IN(in_thread) void user_interrupted(struct trap_frame *frame);

/* vectors.S: begins a process that goes on with what is in the frame; as trap_return. */
__noreturn void user_enter(struct trap_frame *frame)
	HF_TRUST("assembly that leaves the kernel");

/* vectors.S: continues what the frame describes.  The frame ends where the stack
 * pointer will stand: for a process, at the top of the thread's stack
 * (thread_user_frame). */
__noreturn void trap_return(struct trap_frame *frame)
	HF_TRUST("assembly that leaves the kernel");

#endif
