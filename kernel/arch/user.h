/* SPDX-License-Identifier: MIT
 *
 * user.h: what a thread that runs a process keeps beside its kernel registers.  A
 * thread without one leaves the process half unmapped.
 */
#ifndef KERNEL_ARCH_USER_H
#define KERNEL_ARCH_USER_H

#include <kernel/base.h>

struct address_space;

struct user_state {
	struct address_space *space;    /* the lower half; lives as long as a thread runs on it */
	uint64_t tpidr;                 /* TPIDR_EL0 */
	uint64_t fp[64];                /* q0-q31 */
	uint32_t fpsr, fpcr;
	uint64_t run_ticks, since;      /* time on a CPU, by the counter; up to the last switch */
};

/* switch.S. Interrupts masked, on the CPU whose registers they are. */
void user_fp_save(struct user_state *state)
	HF_TRUST("assembly that only stores FP registers");
void user_fp_load(const struct user_state *state)
	HF_TRUST("assembly that only loads FP registers");

/* sched/user_state.c: of the running thread, whose registers are live: what its FP
 * registers and thread pointer are now; and from here on. */
void user_state_capture(struct user_state *to);
void user_state_apply(const struct user_state *from);
/* How long its thread has run. */
uint64_t user_state_run_ns(const struct user_state *state);

#endif
