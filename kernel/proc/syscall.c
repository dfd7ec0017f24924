/* SPDX-License-Identifier: MIT
 *
 * syscall.c: the table of system calls.
 */
#include "syscall.h"

#include <abi/syscall.h>
#include <kernel/errno.h>
#include <kernel/thread.h>

struct syscall {
	const char *step;                       /* what the watchdog prints meanwhile */
	long (*handler)(const struct syscall_args *a) HF_CALLED_IN(in_thread) HF_MAY_BLOCK;
};

static const struct syscall syscalls[NR_COUNT] = {
	[NR_GETCWD] = { "sys_getcwd", sys_getcwd },
	[NR_DUP] = { "sys_dup", sys_dup },
	[NR_DUP3] = { "sys_dup3", sys_dup3 },
	[NR_FCNTL] = { "sys_fcntl", sys_fcntl },
	[NR_IOCTL] = { "sys_ioctl", sys_ioctl },
	[NR_MKNODAT] = { "sys_mknodat", sys_mknodat },
	[NR_MKDIRAT] = { "sys_mkdirat", sys_mkdirat },
	[NR_UNLINKAT] = { "sys_unlinkat", sys_unlinkat },
	[NR_SYMLINKAT] = { "sys_symlinkat", sys_symlinkat },
	[NR_LINKAT] = { "sys_linkat", sys_linkat },
	[NR_RENAMEAT] = { "sys_renameat", sys_renameat },
	[NR_STATFS] = { "sys_statfs", sys_statfs },
	[NR_FSTATFS] = { "sys_fstatfs", sys_fstatfs },
	[NR_TRUNCATE] = { "sys_truncate", sys_truncate },
	[NR_FTRUNCATE] = { "sys_ftruncate", sys_ftruncate },
	[NR_FACCESSAT] = { "sys_faccessat", sys_faccessat },
	[NR_CHDIR] = { "sys_chdir", sys_chdir },
	[NR_FCHDIR] = { "sys_fchdir", sys_fchdir },
	[NR_FCHMOD] = { "sys_fchmod", sys_fchmod },
	[NR_FCHMODAT] = { "sys_fchmodat", sys_fchmodat },
	[NR_FCHOWNAT] = { "sys_fchownat", sys_fchownat },
	[NR_FCHOWN] = { "sys_fchown", sys_fchown },
	[NR_OPENAT] = { "sys_openat", sys_openat },
	[NR_CLOSE] = { "sys_close", sys_close },
	[NR_PIPE2] = { "sys_pipe2", sys_pipe2 },
	[NR_GETDENTS64] = { "sys_getdents64", sys_getdents64 },
	[NR_LSEEK] = { "sys_lseek", sys_lseek },
	[NR_READ] = { "sys_read", sys_read },
	[NR_WRITE] = { "sys_write", sys_write },
	[NR_READV] = { "sys_readv", sys_readv },
	[NR_WRITEV] = { "sys_writev", sys_writev },
	[NR_PREAD64] = { "sys_pread64", sys_pread64 },
	[NR_PWRITE64] = { "sys_pwrite64", sys_pwrite64 },
	[NR_SENDFILE] = { "sys_sendfile", sys_sendfile },
	[NR_READLINKAT] = { "sys_readlinkat", sys_readlinkat },
	[NR_NEWFSTATAT] = { "sys_newfstatat", sys_newfstatat },
	[NR_FSTAT] = { "sys_fstat", sys_fstat },
	[NR_SYNC] = { "sys_sync", sys_sync },
	[NR_FSYNC] = { "sys_fsync", sys_fsync },
	[NR_FDATASYNC] = { "sys_fdatasync", sys_fsync },
	[NR_UTIMENSAT] = { "sys_utimensat", sys_utimensat },
	[NR_EXIT] = { "sys_exit", sys_exit },
	[NR_EXIT_GROUP] = { "sys_exit_group", sys_exit },
	[NR_SET_TID_ADDRESS] = { "sys_set_tid_address", sys_set_tid_address },
	[NR_NANOSLEEP] = { "sys_nanosleep", sys_nanosleep },
	[NR_CLOCK_GETTIME] = { "sys_clock_gettime", sys_clock_gettime },
	[NR_CLOCK_NANOSLEEP] = { "sys_clock_nanosleep", sys_clock_nanosleep },
	[NR_SCHED_YIELD] = { "sys_sched_yield", sys_sched_yield },
	[NR_KILL] = { "sys_kill", sys_kill },
	[NR_TKILL] = { "sys_tkill", sys_kill },
	[NR_TGKILL] = { "sys_tgkill", sys_tgkill },
	[NR_RT_SIGACTION] = { "sys_rt_sigaction", sys_rt_sigaction },
	[NR_RT_SIGPROCMASK] = { "sys_rt_sigprocmask", sys_rt_sigprocmask },
	[NR_UNAME] = { "sys_uname", sys_uname },
	[NR_UMASK] = { "sys_umask", sys_umask },
	[NR_GETPID] = { "sys_getpid", sys_getpid },
	[NR_GETPPID] = { "sys_getppid", sys_getppid },
	[NR_GETUID] = { "sys_getuid", sys_getuid },
	[NR_GETEUID] = { "sys_geteuid", sys_getuid },
	[NR_GETGID] = { "sys_getgid", sys_getuid },
	[NR_GETEGID] = { "sys_getegid", sys_getuid },
	[NR_GETTID] = { "sys_gettid", sys_getpid },
	[NR_SOCKET] = { "sys_socket", sys_socket },
	[NR_BIND] = { "sys_bind", sys_bind },
	[NR_LISTEN] = { "sys_listen", sys_listen },
	[NR_ACCEPT] = { "sys_accept", sys_accept },
	[NR_CONNECT] = { "sys_connect", sys_connect },
	[NR_GETSOCKNAME] = { "sys_getsockname", sys_getsockname },
	[NR_GETPEERNAME] = { "sys_getpeername", sys_getpeername },
	[NR_SENDTO] = { "sys_sendto", sys_sendto },
	[NR_RECVFROM] = { "sys_recvfrom", sys_recvfrom },
	[NR_SETSOCKOPT] = { "sys_setsockopt", sys_setsockopt },
	[NR_GETSOCKOPT] = { "sys_getsockopt", sys_getsockopt },
	[NR_SHUTDOWN] = { "sys_shutdown", sys_shutdown },
	[NR_SENDMSG] = { "sys_sendmsg", sys_sendmsg },
	[NR_RECVMSG] = { "sys_recvmsg", sys_recvmsg },
	[NR_BRK] = { "sys_brk", sys_brk },
	[NR_MUNMAP] = { "sys_munmap", sys_munmap },
	[NR_CLONE] = { "sys_clone", sys_clone },
	[NR_EXECVE] = { "sys_execve", sys_execve },
	[NR_MMAP] = { "sys_mmap", sys_mmap },
	[NR_MPROTECT] = { "sys_mprotect", sys_mprotect },
	[NR_MADVISE] = { "sys_madvise", sys_madvise },
	[NR_ACCEPT4] = { "sys_accept4", sys_accept4 },
	[NR_WAIT4] = { "sys_wait4", sys_wait4 },
	[NR_RENAMEAT2] = { "sys_renameat2", sys_renameat2 },
	[NR_GETRANDOM] = { "sys_getrandom", sys_getrandom },
	[NR_STATX] = { "sys_statx", sys_statx },
	[NR_CLOSE_RANGE] = { "sys_close_range", sys_close_range },
	[NR_FACCESSAT2] = { "sys_faccessat2", sys_faccessat2 },
};

void syscall_dispatch(struct trap_frame *frame)
{
	struct syscall_args args = { .frame = frame };
	const struct syscall *call;
	uint64_t number = frame->x[8];
	const char *step;
	long result;

	if (number >= NR_COUNT || !syscalls[number].handler) {
		frame->x[0] = -ENOSYS;
		return;
	}
	call = &syscalls[number];
	for (unsigned i = 0; i < ARRAY_LEN(args.arg); i++)
		args.arg[i] = frame->x[i];
	step = thread_step(call->step);
	result = call->handler(&args);
	(void)thread_step(step);
	frame->x[0] = result;
}
