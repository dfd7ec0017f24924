/* SPDX-License-Identifier: MIT
 *
 * user_state.c: a process's part of the CPU at a switch: FP registers, thread
 * pointer, and the lower half of the address space.  The kernel touches none of
 * it, so a thread without a process leaves the FP registers as they are.
 */
#include "sched.h"
#include "kernel/arch/user.h"
#include "kernel/mm/map.h"

void user_state_save(struct thread *t)
{
	if (!t->user)
		return;
	t->user->tpidr = sysreg_read(tpidr_el0);
	user_fp_save(t->user);
}

void user_state_load(struct thread *t)
{
	uint64_t ttbr0 = t->user ? t->user->ttbr0 : map_empty();

	if (sysreg_read(ttbr0_el1) != ttbr0) {
		sysreg_write(ttbr0_el1, ttbr0);
		isb();
	}
	if (!t->user)
		return;
	sysreg_write(tpidr_el0, t->user->tpidr);
	user_fp_load(t->user);
}
