/* SPDX-License-Identifier: MIT
 *
 * trap.c: what a process may raise at EL0: system calls and faults.
 *
 * A fault is a signal to the thread that raised it, the one that Linux would send.  If it ends
 * the process, there is one log line for it.  Which exception it was is in ESR_EL1 (Arm ARM DDI 0487, D17.2.37).
 */
#include "process.h"
#include "syscall.h"

#include "kernel/sched/sched.h"

#include <kernel/errno.h>
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include <kernel/print.h>
#include <kernel/thread.h>

enum { EC_SHIFT = 26, EC_SVC64 = 0x15, EC_INSTRUCTION_ABORT = 0x20, EC_DATA_ABORT = 0x24 };

static const struct fault {
	uint8_t ec;                             /* exception class */
	uint8_t signal;
	uint8_t code;                           /* of the siginfo */
	bool has_address;                       /* in FAR_EL1; else it is the pc */
	const char *text;
} faults[] = {
	{ 0x00, ABI_SIGILL, ABI_ILL_ILLOPC, false, "undefined instruction" },
	{ 0x07, ABI_SIGILL, ABI_ILL_ILLOPC, false, "FP access" },
	{ 0x0d, ABI_SIGILL, ABI_ILL_ILLOPC, false, "branch target" },
	{ 0x0e, ABI_SIGILL, ABI_ILL_ILLOPC, false, "illegal execution state" },
	{ 0x18, ABI_SIGILL, ABI_ILL_ILLOPC, false, "system register access" },
	{ 0x20, ABI_SIGSEGV, ABI_SEGV_MAPERR, true, "bad instruction address" },
	{ 0x22, ABI_SIGBUS, ABI_BUS_ADRALN, false, "misaligned pc" },
	{ 0x24, ABI_SIGSEGV, ABI_SEGV_MAPERR, true, "bad data address" },
	{ 0x26, ABI_SIGBUS, ABI_BUS_ADRALN, false, "misaligned stack" },
	{ 0x2c, ABI_SIGFPE, ABI_FPE_FLTINV, false, "floating-point exception" },
	{ 0x3c, ABI_SIGTRAP, ABI_TRAP_BRKPT, false, "breakpoint" },
};
static const struct fault unknown_fault = { 0, ABI_SIGILL, ABI_ILL_ILLOPC, false,
					    "unexpected exception" };

/* Of an abort: ISS.DFSC or IFSC, and ISS.WnR. */
enum { ISS_STATUS = 0x3f, STATUS_KIND = 0x3c, STATUS_TRANSLATION = 0x04,
       STATUS_PERMISSION = 0x0c, STATUS_ALIGNMENT = 0x21, ISS_WRITE = 0x40 };

static const struct fault *fault_of(unsigned ec)
{
	for (unsigned i = 0; i < ARRAY_LEN(faults); i++) {
		if (faults[i].ec == ec)
			return &faults[i];
	}
	return &unknown_fault;
}

/* The promise for the page was kept, and others of the kernel have taken the memory all the same. */
static void out_of_memory(void) HF_MAY_BLOCK;
static void out_of_memory(void)
{
	struct process *p = process_current();
	char name[PROCESS_NAME_BYTES];

	process_get_name(p, name);
	kprintf(LOG_ERR, "process %d (%s): ended, there is no memory\n", p->pid, name);
	process_exit(ABI_STATUS_SIGNALED(ABI_SIGKILL));
}

/* A page that is not there yet, or not for a write yet, is no mistake.  True: the program may
 * try again. */
static bool resolve(const struct trap_frame *frame, unsigned ec) HF_MAY_BLOCK;
static bool resolve(const struct trap_frame *frame, unsigned ec)
{
	const unsigned kind = frame->esr & STATUS_KIND;
	unsigned need = frame->esr & ISS_WRITE ? VM_WRITE : VM_READ;
	int rc;

	if (kind != STATUS_TRANSLATION && kind != STATUS_PERMISSION)
		return false;
	if (ec == EC_INSTRUCTION_ABORT)
		need = VM_EXEC;
	else if (ec != EC_DATA_ABORT)
		return false;
	rc = vm_resolve(process_current()->vm, frame->far, need);
	if (rc == -ENOMEM)
		out_of_memory();
	return rc == 0;
}

static void fault(const struct trap_frame *frame) HF_MAY_BLOCK;
static void fault(const struct trap_frame *frame)
{
	struct process *p = process_current();
	char name[PROCESS_NAME_BYTES];
	const struct fault *why = fault_of(frame->esr >> EC_SHIFT & 0x3f);
	const unsigned status = frame->esr & ISS_STATUS;
	struct signal_info info = { .code = why->code,
				    .value = why->has_address ? frame->far : frame->pc };
	int signal = why->signal;

	if (why->has_address && (status & STATUS_KIND) == STATUS_PERMISSION)
		info.code = ABI_SEGV_ACCERR;
	if (why->has_address && status == STATUS_ALIGNMENT) {
		signal = ABI_SIGBUS;
		info.code = ABI_BUS_ADRALN;
	}
	if (!signal_force(signal, &info))
		return;
	process_get_name(p, name);
	kprintf(LOG_INFO, "process %d (%s): %s: pc 0x%llx address 0x%llx esr 0x%llx\n", p->pid, name,
		why->text, (unsigned long long)frame->pc, (unsigned long long)frame->far,
		(unsigned long long)frame->esr);
}

HF_CALLED_IN(in_thread) void user_sync(struct trap_frame *frame)
{
	const unsigned ec = frame->esr >> EC_SHIFT & 0x3f;

	if (ec == EC_SVC64)
		syscall_dispatch(frame);
	else if (!resolve(frame, ec))
		fault(frame);
	/* A process never runs with something of the kernel's held or masked. */
	KASSERT(preempt_depth() == 0 && !irq_masked());
	KASSERT(lockdep_return_to_user(CALLER_SITE()) == LOCKDEP_RULE_NONE);
}
