/* SPDX-License-Identifier: MIT
 *
 * asm.h: constants shared by C, assembly and the linker script.
 */
#ifndef KERNEL_ARCH_ASM_H
#define KERNEL_ARCH_ASM_H

/* The kernel's own map: virtual = physical + KERNEL_OFFSET, for memory and devices. */
#define KERNEL_OFFSET       0xffff000000000000

#define STACK_BYTES         65536

/* struct trap_frame (trap.h), struct thread (sched.h), struct user_state (user.h) */
#define FRAME_SP            248
#define FRAME_PC            256
#define FRAME_ESR           272
#define FRAME_BYTES         288
#define THREAD_SP           0
#define THREAD_INTERRUPT    8
#define USER_FP             16
#define USER_FPSR           528

#endif
