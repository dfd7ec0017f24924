/* SPDX-License-Identifier: MIT
 *
 * abi/syscall.h: system-call numbers.  They are Linux's for AArch64 (the generic
 * table), so that programs built for it run unchanged.  A call is `svc #0` with
 * the number in x8 and up to six arguments in x0 to x5; the result comes back in
 * x0, an error as the negated number of <kernel/errno.h>.
 */
#ifndef ABI_SYSCALL_H
#define ABI_SYSCALL_H

enum abi_syscall {
	NR_GETCWD = 17,
	NR_DUP = 23,
	NR_DUP3 = 24,
	NR_FCNTL = 25,
	NR_IOCTL = 29,
	NR_OPENAT = 56,
	NR_CLOSE = 57,
	NR_PIPE2 = 59,
	NR_GETDENTS64 = 61,
	NR_LSEEK = 62,
	NR_READ = 63,
	NR_WRITE = 64,
	NR_READV = 65,
	NR_WRITEV = 66,
	NR_PREAD64 = 67,
	NR_PSELECT6 = 72,
	NR_PPOLL = 73,
	NR_NEWFSTATAT = 79,
	NR_FSTAT = 80,
	NR_EXIT = 93,
	NR_EXIT_GROUP = 94,
	NR_SET_TID_ADDRESS = 96,
	NR_NANOSLEEP = 101,
	NR_CLOCK_GETTIME = 113,
	NR_CLOCK_NANOSLEEP = 115,
	NR_SCHED_YIELD = 124,
	NR_KILL = 129,
	NR_TKILL = 130,
	NR_TGKILL = 131,
	NR_SIGALTSTACK = 132,
	NR_RT_SIGSUSPEND = 133,
	NR_RT_SIGACTION = 134,
	NR_RT_SIGPROCMASK = 135,
	NR_RT_SIGPENDING = 136,
	NR_RT_SIGTIMEDWAIT = 137,
	NR_RT_SIGQUEUEINFO = 138,
	NR_RT_SIGRETURN = 139,
	NR_SETPGID = 154,
	NR_GETPGID = 155,
	NR_GETSID = 156,
	NR_SETSID = 157,
	NR_UNAME = 160,
	NR_GETPID = 172,
	NR_GETPPID = 173,
	NR_GETUID = 174,
	NR_GETEUID = 175,
	NR_GETGID = 176,
	NR_GETEGID = 177,
	NR_GETTID = 178,
	NR_BRK = 214,
	NR_MUNMAP = 215,
	NR_CLONE = 220,
	NR_EXECVE = 221,
	NR_MMAP = 222,
	NR_MPROTECT = 226,
	NR_MADVISE = 233,
	NR_WAIT4 = 260,
	NR_GETRANDOM = 278,
	NR_COUNT
};

#endif
