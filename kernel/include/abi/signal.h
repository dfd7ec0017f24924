/* SPDX-License-Identifier: MIT
 *
 * abi/signal.h: signals, with Linux's values and layouts on AArch64.
 */
#ifndef ABI_SIGNAL_H
#define ABI_SIGNAL_H

#include <stdint.h>

enum {
	ABI_SIGHUP = 1,
	ABI_SIGINT = 2,
	ABI_SIGQUIT = 3,
	ABI_SIGILL = 4,
	ABI_SIGTRAP = 5,
	ABI_SIGABRT = 6,
	ABI_SIGBUS = 7,
	ABI_SIGFPE = 8,
	ABI_SIGKILL = 9,
	ABI_SIGSEGV = 11,
	ABI_SIGPIPE = 13,
	ABI_SIGALRM = 14,
	ABI_SIGCHLD = 17,
	ABI_SIGCONT = 18,
	ABI_SIGSTOP = 19,               /* this one up to SIGTTOU stop a process */
	ABI_SIGTSTP = 20,
	ABI_SIGTTIN = 21,
	ABI_SIGTTOU = 22,
	ABI_SIGURG = 23,
	ABI_SIGWINCH = 28,
	ABI_SIGSYS = 31,
	ABI_SIGRTMIN = 32,              /* from here on: real-time signals */
	ABI_SIGNAL_COUNT = 64,          /* numbers 1 to 64 */
};
enum { ABI_SIG_DFL = 0, ABI_SIG_IGN = 1 };
enum { ABI_SIG_BLOCK, ABI_SIG_UNBLOCK, ABI_SIG_SETMASK };
enum { ABI_SIGSET_BYTES = 8 };

#define ABI_SA_NOCLDSTOP 0x00000001u
#define ABI_SA_NOCLDWAIT 0x00000002u
#define ABI_SA_SIGINFO   0x00000004u
#define ABI_SA_RESTORER  0x04000000u
#define ABI_SA_ONSTACK   0x08000000u
#define ABI_SA_RESTART   0x10000000u
#define ABI_SA_NODEFER   0x40000000u
#define ABI_SA_RESETHAND 0x80000000u

struct abi_sigaction {
	uint64_t handler;               /* ABI_SIG_... or an address */
	uint64_t flags;
	uint64_t restorer;
	uint64_t mask;
};

/* siginfo_t.code: who sent it, or why */
enum {
	ABI_SI_USER = 0,
	ABI_SI_KERNEL = 0x80,
	ABI_SI_QUEUE = -1,
	ABI_SI_TKILL = -6,
	ABI_ILL_ILLOPC = 1,
	ABI_FPE_FLTINV = 7,
	ABI_SEGV_MAPERR = 1,
	ABI_SEGV_ACCERR = 2,
	ABI_BUS_ADRALN = 1,
	ABI_TRAP_BRKPT = 1,
	ABI_CLD_EXITED = 1,
	ABI_CLD_KILLED = 2,
	ABI_CLD_STOPPED = 5,
	ABI_CLD_CONTINUED = 6,
};

struct abi_siginfo {
	int32_t signo;
	int32_t error;
	int32_t code;
	int32_t pad0;
	union {
		struct {                /* kill, sigqueue, SIGCHLD */
			int32_t pid;
			uint32_t uid;
			union {
				int32_t status;
				uint64_t value;
			};
		};
		uint64_t addr;          /* faults */
		uint64_t room[14];
	};
};
_Static_assert(sizeof(struct abi_siginfo) == 128, "Linux's size");

enum { ABI_SS_ONSTACK = 1, ABI_SS_DISABLE = 2, ABI_MINSIGSTKSZ = 5120 };
#define ABI_SS_AUTODISARM 0x80000000u
struct abi_stack {
	uint64_t sp;
	uint32_t flags;
	uint32_t pad;
	uint64_t size;
};

/* What a handler's third argument points to, up to the records. */
struct abi_ucontext {
	uint64_t flags;
	uint64_t link;
	struct abi_stack stack;
	uint64_t mask;
	uint8_t unused[120];
	uint64_t fault_address __attribute__((aligned(16)));
	uint64_t x[31];
	uint64_t sp;
	uint64_t pc;
	uint64_t pstate;
};
/* Records follow: each begins with this, and one with magic 0 ends them. */
struct abi_context_record {
	uint32_t magic;
	uint32_t bytes;
};
#define ABI_FPSIMD_MAGIC 0x46508001u
struct abi_fpsimd_record {
	struct abi_context_record head;
	uint32_t fpsr;
	uint32_t fpcr;
	uint64_t q[64];
};
enum { ABI_CONTEXT_RECORDS_BYTES = 4096 };

/* On the stack that the handler gets. */
struct abi_signal_frame {
	struct abi_siginfo info;
	struct abi_ucontext context;
	uint8_t records[ABI_CONTEXT_RECORDS_BYTES] __attribute__((aligned(16)));
};
_Static_assert(__builtin_offsetof(struct abi_signal_frame, context.fault_address) == 128 + 176 &&
	       __builtin_offsetof(struct abi_signal_frame, records) == 128 + 464 &&
	       sizeof(struct abi_signal_frame) == 128 + 4560, "Linux's layout");

/* signal numbers as a set */
#define ABI_SIGNAL_BIT(signal) (1ull << ((signal) - 1))

#endif
