/* SPDX-License-Identifier: MIT
 *
 * vectors.S: exception entry and return.  Each entry saves a full struct
 * trap_frame (trap.h) on the running thread's kernel stack and calls C:
 *
 *   from the kernel   sync: kernel_sync   interrupt: irq_entry
 *   from EL0          sync: user_sync, with interrupts open   interrupt: irq_entry
 *                     and, on the way back, user_interrupted if the thread was
 *
 * Everything else is unexpected.  An exception in the kernel whose frame would not lie in
 * the stack any more is the end of it, told on the CPU's emergency stack.  FP registers are not saved: the kernel uses
 * none, and the switch keeps a process's.
 */
#include "asm.h"

	.macro save
	sub	sp, sp, #FRAME_BYTES
	stp	x0, x1, [sp, #0]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	mrs	x0, sp_el0
	stp	x30, x0, [sp, #240]
	mrs	x0, elr_el1
	mrs	x1, spsr_el1
	stp	x0, x1, [sp, #FRAME_PC]
	mrs	x0, esr_el1
	mrs	x1, far_el1
	stp	x0, x1, [sp, #FRAME_ESR]
	mov	x0, sp
	.endm

	/* Is there room on the stack?  There is no free register to ask with, so the sum and
	 * the difference of sp and x0 keep both. */
	.macro check_stack
	sub	sp, sp, #FRAME_BYTES
	add	sp, sp, x0
	sub	x0, sp, x0
	tbz	x0, #STACK_BIT, stack_is_over
	sub	x0, sp, x0
	sub	sp, sp, x0
	add	sp, sp, #FRAME_BYTES
	.endm

	.macro slot target
	.balign 128
	b	\target
	.endm

	.section .text
	.balign 2048
	.global vectors
vectors:
	slot	unexpected              /* kernel on SP_EL0: never */
	slot	unexpected
	slot	unexpected
	slot	unexpected
	slot	from_kernel_sync
	slot	from_kernel_irq
	slot	unexpected
	slot	unexpected
	slot	from_user_sync
	slot	from_user_irq
	slot	unexpected
	slot	unexpected
	slot	unexpected              /* AArch32: not offered */
	slot	unexpected
	slot	unexpected
	slot	unexpected

unexpected:
from_kernel_sync:
	check_stack
	save
	bl	kernel_sync
	mov	x0, sp
	b	trap_return

from_kernel_irq:
	check_stack
	save
	bl	irq_entry
	mov	x0, sp
	b	trap_return

from_user_irq:
	save
	mov	x29, #0
	bl	irq_entry
	b	user_leave

from_user_sync:
	save
	mov	x29, #0
	msr	daifclr, #2
	bl	user_sync

/* To the program, unless its thread was interrupted (thread.h).  Between the test and the
 * return no interrupt is taken: one that says otherwise comes right behind it. */
user_leave:
	msr	daifset, #2
	mrs	x0, tpidr_el1
	ldr	w1, [x0, #THREAD_INTERRUPT]
	mov	x0, sp
	cbz	w1, trap_return
	msr	daifclr, #2
	bl	user_interrupted
	b	user_leave

/* void user_enter(struct trap_frame *frame): the first way to a program. */
	.global user_enter
	.type user_enter, %function
user_enter:
	mov	sp, x0
	mov	x29, #0
	mov	x30, #0
	b	user_leave
	.size user_enter, . - user_enter

/* void trap_return(struct trap_frame *frame): continues what the frame describes
 * and leaves the stack pointer right above it. Interrupts are masked. */
	.global trap_return
	.type trap_return, %function
trap_return:
	msr	daifset, #2
	mov	sp, x0
	ldp	x0, x1, [sp, #FRAME_PC]
	msr	elr_el1, x0
	msr	spsr_el1, x1
	ldp	x30, x0, [sp, #240]
	msr	sp_el0, x0
	ldp	x28, x29, [sp, #224]
	ldp	x26, x27, [sp, #208]
	ldp	x24, x25, [sp, #192]
	ldp	x22, x23, [sp, #176]
	ldp	x20, x21, [sp, #160]
	ldp	x18, x19, [sp, #144]
	ldp	x16, x17, [sp, #128]
	ldp	x14, x15, [sp, #112]
	ldp	x12, x13, [sp, #96]
	ldp	x10, x11, [sp, #80]
	ldp	x8, x9, [sp, #64]
	ldp	x6, x7, [sp, #48]
	ldp	x4, x5, [sp, #32]
	ldp	x2, x3, [sp, #16]
	ldp	x0, x1, [sp, #0]
	add	sp, sp, #FRAME_BYTES
	eret
	.size trap_return, . - trap_return

	/* From check_stack.  No process will run again, so its registers are free. */
stack_is_over:
	msr	tpidr_el0, x0
	sub	x0, sp, x0
	msr	tpidrro_el0, x0
	mrs	x0, tpidr_el1
	ldr	x0, [x0, #THREAD_CPU]
	ldr	x0, [x0, #CPU_EMERGENCY]
	mov	sp, x0
	mrs	x0, tpidrro_el0
	save
	mrs	x1, tpidr_el0
	add	x1, x1, #FRAME_BYTES
	b	kernel_stack_over
