/* SPDX-License-Identifier: MIT
 *
 * abi/process.h: what system calls on processes, memory and signals
 * exchange with programs, with Linux's values and layouts on AArch64.
 */
#ifndef ABI_PROCESS_H
#define ABI_PROCESS_H

#include <stdint.h>

/* clone */
enum {
	ABI_CLONE_SIGNAL = 0xff,        /* the part that is a signal number */
	ABI_CLONE_VM = 0x100,
	ABI_CLONE_VFORK = 0x4000,
};

/* wait4: options, and the status word */
enum { ABI_WNOHANG = 1 };
#define ABI_STATUS_EXITED(code) (((code) & 0xff) << 8)
#define ABI_STATUS_SIGNALED(sig) ((sig) & 0x7f)
enum { ABI_RUSAGE_BYTES = 144 };

/* mmap, mprotect */
enum { ABI_PROT_NONE = 0, ABI_PROT_READ = 1, ABI_PROT_WRITE = 2, ABI_PROT_EXEC = 4 };
enum {
	ABI_MAP_SHARED = 0x01,
	ABI_MAP_PRIVATE = 0x02,
	ABI_MAP_FIXED = 0x10,
	ABI_MAP_ANONYMOUS = 0x20,
};

/* signals */
enum {
	ABI_SIGILL = 4,
	ABI_SIGTRAP = 5,
	ABI_SIGBUS = 7,
	ABI_SIGKILL = 9,
	ABI_SIGSEGV = 11,
	ABI_SIGCHLD = 17,
	ABI_SIGCONT = 18,
	ABI_SIGSTOP = 19,               /* this one up to SIGTTOU stop a process */
	ABI_SIGTTOU = 22,
	ABI_SIGURG = 23,
	ABI_SIGWINCH = 28,
	ABI_SIGNAL_COUNT = 64,          /* numbers 1 to 64 */
};
enum { ABI_SIG_DFL = 0, ABI_SIG_IGN = 1 };
enum { ABI_SIG_BLOCK, ABI_SIG_UNBLOCK, ABI_SIG_SETMASK };

struct abi_sigaction {
	uint64_t handler;               /* ABI_SIG_... or an address */
	uint64_t flags;
	uint64_t restorer;
	uint64_t mask;
};

/* uname */
struct abi_utsname {
	char sysname[65];
	char nodename[65];
	char release[65];
	char version[65];
	char machine[65];
	char domainname[65];
};

/* getrandom */
enum { ABI_GRND_NONBLOCK = 1, ABI_GRND_RANDOM = 2, ABI_GRND_INSECURE = 4 };

/* The auxiliary vector: pairs of these on a new program's stack. */
struct abi_auxv {
	uint64_t type;
	uint64_t value;
};
enum {
	ABI_AT_NULL = 0,
	ABI_AT_PHDR = 3,
	ABI_AT_PHENT = 4,
	ABI_AT_PHNUM = 5,
	ABI_AT_PAGESZ = 6,
	ABI_AT_ENTRY = 9,
	ABI_AT_UID = 11,
	ABI_AT_EUID = 12,
	ABI_AT_GID = 13,
	ABI_AT_EGID = 14,
	ABI_AT_HWCAP = 16,
	ABI_AT_CLKTCK = 17,
	ABI_AT_SECURE = 23,
	ABI_AT_RANDOM = 25,
	ABI_AT_EXECFN = 31,
};

/* AT_HWCAP on AArch64: floating point and Advanced SIMD are there. */
enum { ABI_HWCAP_FP = 1, ABI_HWCAP_ASIMD = 2 };

#endif
