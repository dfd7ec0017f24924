/* SPDX-License-Identifier: MIT
 *
 * switch.S: from one thread's stack to another's, and the FP/SIMD registers of
 * processes.
 */
#include "asm.h"

	.section .text

/* struct thread *context_switch(struct thread *from, struct thread *to): saves what
 * the procedure call standard keeps across calls (AAPCS64, 6.1.1) on from's stack.
 * Returns, on to's stack, the thread that was left. */
	.global context_switch
	.type context_switch, %function
context_switch:
	stp	x29, x30, [sp, #-96]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	mov	x9, sp
	str	x9, [x0, #THREAD_SP]
	ldr	x9, [x1, #THREAD_SP]
	mov	sp, x9
	msr	tpidr_el1, x1
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #96
	ret
	.size context_switch, . - context_switch

	/* Where context_switch returns to in a thread that never ran. */
	.global thread_first
thread_first:
	mov	x29, #0
	mov	x30, #0
	b	thread_start

	.arch_extension fp
	.arch_extension simd

/* void user_fp_save(struct user_state *state) */
	.global user_fp_save
	.type user_fp_save, %function
user_fp_save:
	add	x1, x0, #USER_FP
	stp	q0, q1, [x1], #32
	stp	q2, q3, [x1], #32
	stp	q4, q5, [x1], #32
	stp	q6, q7, [x1], #32
	stp	q8, q9, [x1], #32
	stp	q10, q11, [x1], #32
	stp	q12, q13, [x1], #32
	stp	q14, q15, [x1], #32
	stp	q16, q17, [x1], #32
	stp	q18, q19, [x1], #32
	stp	q20, q21, [x1], #32
	stp	q22, q23, [x1], #32
	stp	q24, q25, [x1], #32
	stp	q26, q27, [x1], #32
	stp	q28, q29, [x1], #32
	stp	q30, q31, [x1], #32
	mrs	x2, fpsr
	mrs	x3, fpcr
	add	x0, x0, #USER_FPSR
	stp	w2, w3, [x0]
	ret
	.size user_fp_save, . - user_fp_save

/* void user_fp_load(const struct user_state *state) */
	.global user_fp_load
	.type user_fp_load, %function
user_fp_load:
	add	x1, x0, #USER_FP
	ldp	q0, q1, [x1], #32
	ldp	q2, q3, [x1], #32
	ldp	q4, q5, [x1], #32
	ldp	q6, q7, [x1], #32
	ldp	q8, q9, [x1], #32
	ldp	q10, q11, [x1], #32
	ldp	q12, q13, [x1], #32
	ldp	q14, q15, [x1], #32
	ldp	q16, q17, [x1], #32
	ldp	q18, q19, [x1], #32
	ldp	q20, q21, [x1], #32
	ldp	q22, q23, [x1], #32
	ldp	q24, q25, [x1], #32
	ldp	q26, q27, [x1], #32
	ldp	q28, q29, [x1], #32
	ldp	q30, q31, [x1], #32
	add	x0, x0, #USER_FPSR
	ldp	w2, w3, [x0]
	msr	fpsr, x2
	msr	fpcr, x3
	ret
	.size user_fp_load, . - user_fp_load
