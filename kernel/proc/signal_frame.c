/* SPDX-License-Identifier: MIT
 *
 * signal_frame.c: the frame of a signal handler on the program's stack, as Linux lays it
 * out on AArch64 (abi/signal.h): siginfo, ucontext with the registers, a record with the FP
 * registers, and above that a frame record (fp, lr) for unwinders.
 *
 * On the way back nothing in the frame is trusted: registers are the program's own
 * matter, but of the processor state it only gets its flags, in EL0 with everything
 * unmasked; a frame that asks for more is no frame.
 */
#include "signal.h"

#include "process.h"
#include "user_copy.h"

#include "kernel/arch/user.h"

#include <kernel/errno.h>
#include <kernel/string.h>

/* Flags, single step, and what is always 0: the rest of PSTATE must be clear. */
#define PSTATE_FLAGS 0xf0000000ull
#define PSTATE_REFUSED 0x000003dfull            /* D, A, I, F; AArch32; mode */

/* The part of the frame that is written: the last record and its end. */
struct written_frame {
	struct abi_siginfo info;
	struct abi_ucontext context;
	struct abi_fpsimd_record fp __attribute__((aligned(16)));
	struct abi_context_record end;
	uint64_t pad;
};
_Static_assert(offsetof(struct written_frame, fp) == offsetof(struct abi_signal_frame, records),
	       "the first record");

struct frame_record {
	uint64_t x29, x30;
};

void signal_info_to_abi(int signal, const struct signal_info *info, struct abi_siginfo *out)
{
	*out = (struct abi_siginfo){ .signo = signal, .code = info->code };
	if (signal == ABI_SIGCHLD && info->code > 0) {
		out->pid = info->pid;
		out->status = info->status;
	} else if (info->code > 0 && info->code < ABI_SI_KERNEL) {
		out->addr = info->value;
	} else {
		out->pid = info->pid;
		out->value = info->value;
	}
}

static bool on_signal_stack(const struct task *t, user_addr_t sp)
{
	const struct abi_stack *s = &t->signal_stack;

	return !(s->flags & ABI_SS_DISABLE) && sp > s->sp && sp - s->sp <= s->size;
}

static void fill_context(struct written_frame *f, const struct trap_frame *frame,
			 const struct task *t, uint64_t mask)
{
	struct user_state live;

	user_state_capture(&live);
	f->context.stack = t->signal_stack;
	f->context.mask = mask;
	f->context.fault_address = frame->far;
	memcpy(f->context.x, frame->x, sizeof(f->context.x));
	f->context.sp = frame->sp;
	f->context.pc = frame->pc;
	f->context.pstate = frame->pstate;
	f->fp.head = (struct abi_context_record){ ABI_FPSIMD_MAGIC, sizeof(f->fp) };
	f->fp.fpsr = live.fpsr;
	f->fp.fpcr = live.fpcr;
	memcpy(f->fp.q, live.fp, sizeof(f->fp.q));
}

int signal_frame_push(struct trap_frame *frame, int signal, const struct signal_info *info,
		      const struct abi_sigaction *action, uint64_t mask)
{
	struct task *t = task_current();
	const struct frame_record record = { frame->x[29], frame->x[30] };
	struct written_frame f = { .info.signo = signal };
	user_addr_t sp = frame->sp, at;
	int rc;

	if ((action->flags & ABI_SA_ONSTACK) && !(t->signal_stack.flags & ABI_SS_DISABLE) &&
	    !on_signal_stack(t, sp))
		sp = t->signal_stack.sp + t->signal_stack.size;
	sp = (sp - sizeof(record)) & ~15ull;
	at = sp - sizeof(struct abi_signal_frame);
	signal_info_to_abi(signal, info, &f.info);
	fill_context(&f, frame, t, mask);
	rc = copy_to_user(sp, &record, sizeof(record));
	if (!rc)
		rc = copy_to_user(at, &f, sizeof(f));
	if (rc)
		return rc;
	if (t->signal_stack.flags & ABI_SS_AUTODISARM)
		t->signal_stack = (struct abi_stack){ .flags = ABI_SS_DISABLE };
	frame->x[0] = signal;
	frame->x[1] = at + offsetof(struct written_frame, info);
	frame->x[2] = at + offsetof(struct written_frame, context);
	frame->x[29] = sp;
	frame->x[30] = action->flags & ABI_SA_RESTORER ? action->restorer : VM_RETURN_CODE;
	frame->sp = at;
	frame->pc = action->handler;
	frame->pstate = 0;
	return 0;
}

int signal_frame_pop(struct trap_frame *frame)
{
	struct task *t = task_current();
	struct written_frame f;
	struct user_state state;

	if (frame->sp % 16 || copy_from_user(&f, frame->sp, sizeof(f)))
		return -EFAULT;
	if ((f.context.pstate & PSTATE_REFUSED) || f.fp.head.magic != ABI_FPSIMD_MAGIC ||
	    f.fp.head.bytes != sizeof(f.fp))
		return -EFAULT;
	memcpy(frame->x, f.context.x, sizeof(frame->x));
	frame->sp = f.context.sp;
	frame->pc = f.context.pc;
	frame->pstate = f.context.pstate & PSTATE_FLAGS;
	user_state_capture(&state);
	memcpy(state.fp, f.fp.q, sizeof(state.fp));
	state.fpsr = f.fp.fpsr;
	state.fpcr = f.fp.fpcr;
	user_state_apply(&state);
	if (!(f.context.stack.flags & ~(ABI_SS_DISABLE | ABI_SS_AUTODISARM)))
		t->signal_stack = f.context.stack;
	signal_set_mask(f.context.mask);
	return 0;
}
