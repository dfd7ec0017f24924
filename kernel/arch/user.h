/* SPDX-License-Identifier: MIT
 *
 * user.h: what a thread that runs a process keeps beside its kernel registers.  A
 * thread without one leaves the process half unmapped.
 */
#ifndef KERNEL_ARCH_USER_H
#define KERNEL_ARCH_USER_H

#include <kernel/base.h>

struct user_state {
	uint64_t ttbr0;                 /* tables and ASID of the lower half */
	uint64_t tpidr;                 /* TPIDR_EL0 */
	uint64_t fp[64];                /* q0-q31 */
	uint32_t fpsr, fpcr;
};

/* switch.S. Interrupts masked, on the CPU whose registers they are. */
void user_fp_save(struct user_state *state)
	HF_TRUST("assembly that only stores FP registers");
void user_fp_load(const struct user_state *state)
	HF_TRUST("assembly that only loads FP registers");

#endif
