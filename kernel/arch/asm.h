/* SPDX-License-Identifier: MIT
 *
 * asm.h: constants shared by C, assembly and the linker script.
 */
#ifndef KERNEL_ARCH_ASM_H
#define KERNEL_ARCH_ASM_H

/* The kernel's own map: virtual = physical + KERNEL_OFFSET, for memory and devices. */
#define KERNEL_OFFSET       0xffff000000000000

/* Stacks and the gaps below them take turns, so that in a stack this bit of an address is
 * set, and clear past its end. */
#define STACK_BYTES         65536
#define STACK_BIT           16
/* The stacks' GiB. */
#define STACKS_START        0xffff008000000000
#define STACKS_END          0xffff008040000000

/* struct trap_frame (trap.h), struct thread (sched.h), struct cpu
 * (cpu.h), struct user_state (user.h) */
#define FRAME_SP            248
#define FRAME_PC            256
#define FRAME_ESR           272
#define FRAME_BYTES         288
#define THREAD_SP           0
#define THREAD_INTERRUPT    8
#define THREAD_CPU          16
#define CPU_EMERGENCY       0
#define USER_FP             16
#define USER_FPSR           528

#endif
