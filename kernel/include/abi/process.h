/* SPDX-License-Identifier: MIT
 *
 * abi/process.h: what system calls on processes and memory exchange with programs, with
 * Linux's values and layouts on AArch64.
 */
#ifndef ABI_PROCESS_H
#define ABI_PROCESS_H

#include <abi/time.h>
#include <stdint.h>

/* clone */
enum {
	ABI_CLONE_SIGNAL = 0xff,        /* the part that is a signal number */
	ABI_CLONE_VM = 0x100,
	ABI_CLONE_FS = 0x200,
	ABI_CLONE_FILES = 0x400,
	ABI_CLONE_SIGHAND = 0x800,
	ABI_CLONE_VFORK = 0x4000,
	ABI_CLONE_THREAD = 0x10000,
	ABI_CLONE_SYSVSEM = 0x40000,
	ABI_CLONE_SETTLS = 0x80000,
	ABI_CLONE_PARENT_SETTID = 0x100000,
	ABI_CLONE_CHILD_CLEARTID = 0x200000,
	ABI_CLONE_DETACHED = 0x400000,
	ABI_CLONE_CHILD_SETTID = 0x1000000,
};

/* wait4: options, and the status word */
enum {
	ABI_WNOHANG = 1,
	ABI_WUNTRACED = 2,
	ABI_WSTOPPED = ABI_WUNTRACED,
	ABI_WEXITED = 4,
	ABI_WCONTINUED = 8,
	ABI_WNOWAIT = 0x1000000,
	ABI_WALL = 0x40000000,
};
#define ABI_STATUS_EXITED(code) (((code) & 0xff) << 8)
#define ABI_STATUS_SIGNALED(sig) ((sig) & 0x7f)
#define ABI_STATUS_STOPPED(sig) ((sig) << 8 | 0x7f)
#define ABI_STATUS_CONTINUED 0xffff


struct abi_rusage {
	struct abi_timeval user, system;
	int64_t counts[14];
};
_Static_assert(sizeof(struct abi_rusage) == 144, "Linux's size");

/* mmap, mprotect */
enum { ABI_PROT_NONE = 0, ABI_PROT_READ = 1, ABI_PROT_WRITE = 2, ABI_PROT_EXEC = 4 };
enum {
	ABI_MAP_SHARED = 0x01,
	ABI_MAP_PRIVATE = 0x02,
	ABI_MAP_FIXED = 0x10,
	ABI_MAP_ANONYMOUS = 0x20,
	ABI_MAP_FIXED_NOREPLACE = 0x100000,
};
enum { ABI_MREMAP_MAYMOVE = 1, ABI_MREMAP_FIXED = 2 };
enum {
	ABI_MADV_NORMAL = 0, ABI_MADV_RANDOM = 1, ABI_MADV_SEQUENTIAL = 2, ABI_MADV_WILLNEED = 3,
	ABI_MADV_DONTNEED = 4, ABI_MADV_FREE = 8, ABI_MADV_DONTDUMP = 16, ABI_MADV_DODUMP = 17,
};

enum { ABI_P_ALL, ABI_P_PID, ABI_P_PGID };

struct abi_itimerval {
	struct abi_timeval every, first;
};
enum { ABI_ITIMER_REAL = 0 };

enum { ABI_RUSAGE_SELF = 0, ABI_RUSAGE_CHILDREN = -1, ABI_RUSAGE_THREAD = 1 };

struct abi_rlimit {
	uint64_t now, most;
};
enum {
	ABI_RLIMIT_CPU = 0, ABI_RLIMIT_FSIZE = 1, ABI_RLIMIT_DATA = 2, ABI_RLIMIT_STACK = 3,
	ABI_RLIMIT_CORE = 4, ABI_RLIMIT_RSS = 5, ABI_RLIMIT_NPROC = 6, ABI_RLIMIT_NOFILE = 7,
	ABI_RLIMIT_MEMLOCK = 8, ABI_RLIMIT_AS = 9, ABI_RLIMIT_LOCKS = 10,
	ABI_RLIMIT_SIGPENDING = 11, ABI_RLIMIT_MSGQUEUE = 12, ABI_RLIMIT_NICE = 13,
	ABI_RLIMIT_RTPRIO = 14, ABI_RLIMIT_RTTIME = 15, ABI_RLIMIT_COUNT = 16,
};

enum { ABI_PRIO_PROCESS, ABI_PRIO_PGRP, ABI_PRIO_USER };
enum { ABI_SCHED_OTHER = 0 };
enum { ABI_GROUPS_MAX = 65536 };

/* prctl */
enum {
	ABI_PR_GET_DUMPABLE = 3, ABI_PR_SET_DUMPABLE = 4, ABI_PR_SET_NAME = 15,
	ABI_PR_GET_NAME = 16, ABI_PR_CAPBSET_READ = 23,
};
enum { ABI_CAP_LAST = 40 };

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
