/* SPDX-License-Identifier: MIT
 *
 * trap.c: what a process may raise at EL0: system calls and faults.
 *
 * A fault ends the process with the signal that Linux would send; there is one log line
 * for it.  Which exception it was is in ESR_EL1 (Arm ARM DDI 0487, D17.2.37).
 */
#include "process.h"
#include "syscall.h"

#include "kernel/sched/sched.h"

#include <kernel/errno.h>
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include <kernel/print.h>
#include <kernel/thread.h>

enum { EC_SHIFT = 26, EC_SVC64 = 0x15 };

static const struct fault {
	uint8_t ec;                             /* exception class */
	uint8_t signal;
	const char *text;
} faults[] = {
	{ 0x00, ABI_SIGILL, "undefined instruction" },
	{ 0x07, ABI_SIGILL, "FP access" },
	{ 0x0d, ABI_SIGILL, "branch target" },
	{ 0x0e, ABI_SIGILL, "illegal execution state" },
	{ 0x18, ABI_SIGILL, "system register access" },
	{ 0x20, ABI_SIGSEGV, "bad instruction address" },
	{ 0x22, ABI_SIGBUS, "misaligned pc" },
	{ 0x24, ABI_SIGSEGV, "bad data address" },
	{ 0x26, ABI_SIGBUS, "misaligned stack" },
	{ 0x3c, ABI_SIGTRAP, "breakpoint" },
};
static const struct fault unknown_fault = { 0, ABI_SIGILL, "unexpected exception" };

static const struct fault *fault_of(unsigned ec)
{
	for (unsigned i = 0; i < ARRAY_LEN(faults); i++) {
		if (faults[i].ec == ec)
			return &faults[i];
	}
	return &unknown_fault;
}

static void fault(const struct trap_frame *frame) HF_MAY_BLOCK;
static void fault(const struct trap_frame *frame)
{
	const struct process *p = process_current();
	const struct fault *why = fault_of(frame->esr >> EC_SHIFT & 0x3f);

	kprintf(LOG_INFO, "process %d (%s): %s: pc 0x%llx address 0x%llx esr 0x%llx\n", p->pid, p->name,
		why->text, (unsigned long long)frame->pc, (unsigned long long)frame->far,
		(unsigned long long)frame->esr);
	process_exit(ABI_STATUS_SIGNALED(why->signal));
}

HF_CALLED_IN(in_thread) void user_sync(struct trap_frame *frame)
{
	if ((frame->esr >> EC_SHIFT & 0x3f) == EC_SVC64)
		syscall_dispatch(frame);
	else
		fault(frame);
	/* A process never runs with something of the kernel's held or masked. */
	KASSERT(preempt_depth() == 0 && !irq_masked());
	KASSERT(lockdep_return_to_user(CALLER_SITE()) == LOCKDEP_RULE_NONE);
}
