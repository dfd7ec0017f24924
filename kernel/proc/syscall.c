/* SPDX-License-Identifier: MIT
 *
 * syscall.c: the table of system calls.
 *
 * A handler that gives -EINTR was interrupted before it had done anything.  What becomes of the
 * call is decided when the signal is taken (signal_take.c): it fails with EINTR, or the
 * program comes back to its svc instruction with the registers of the first time.
 */
#include "syscall.h"

#include "process.h"

#include <abi/syscall.h>
#include <kernel/errno.h>
#include <kernel/thread.h>

struct syscall {
	const char *step;                       /* what the watchdog prints meanwhile */
	long (*handler)(const struct syscall_args *a) HF_CALLED_IN(in_thread) HF_MAY_BLOCK;
	enum syscall_restart restart;           /* what -EINTR means */
};

#define CALL_RESTART(handler, restart) { #handler, handler, restart }
#define CALL(handler) CALL_RESTART(handler, RESTART_ALWAYS)

static const struct syscall syscalls[NR_COUNT] = {
	[NR_GETCWD] = CALL(sys_getcwd),
	[NR_DUP] = CALL(sys_dup),
	[NR_DUP3] = CALL(sys_dup3),
	[NR_FCNTL] = CALL(sys_fcntl),
	[NR_IOCTL] = CALL(sys_ioctl),
	[NR_MKNODAT] = CALL(sys_mknodat),
	[NR_MKDIRAT] = CALL(sys_mkdirat),
	[NR_UNLINKAT] = CALL(sys_unlinkat),
	[NR_SYMLINKAT] = CALL(sys_symlinkat),
	[NR_LINKAT] = CALL(sys_linkat),
	[NR_RENAMEAT] = CALL(sys_renameat),
	[NR_STATFS] = CALL(sys_statfs),
	[NR_FSTATFS] = CALL(sys_fstatfs),
	[NR_TRUNCATE] = CALL(sys_truncate),
	[NR_FTRUNCATE] = CALL(sys_ftruncate),
	[NR_FACCESSAT] = CALL(sys_faccessat),
	[NR_CHDIR] = CALL(sys_chdir),
	[NR_FCHDIR] = CALL(sys_fchdir),
	[NR_FCHMOD] = CALL(sys_fchmod),
	[NR_FCHMODAT] = CALL(sys_fchmodat),
	[NR_FCHOWNAT] = CALL(sys_fchownat),
	[NR_FCHOWN] = CALL(sys_fchown),
	[NR_OPENAT] = CALL(sys_openat),
	[NR_CLOSE] = CALL(sys_close),
	[NR_PIPE2] = CALL(sys_pipe2),
	[NR_GETDENTS64] = CALL(sys_getdents64),
	[NR_LSEEK] = CALL(sys_lseek),
	[NR_READ] = CALL(sys_read),
	[NR_WRITE] = CALL(sys_write),
	[NR_READV] = CALL(sys_readv),
	[NR_WRITEV] = CALL(sys_writev),
	[NR_PREAD64] = CALL(sys_pread64),
	[NR_PWRITE64] = CALL(sys_pwrite64),
	[NR_SENDFILE] = CALL(sys_sendfile),
	[NR_PSELECT6] = CALL_RESTART(sys_pselect6, RESTART_NO_HANDLER),
	[NR_PPOLL] = CALL_RESTART(sys_ppoll, RESTART_NO_HANDLER),
	[NR_READLINKAT] = CALL(sys_readlinkat),
	[NR_NEWFSTATAT] = CALL(sys_newfstatat),
	[NR_FSTAT] = CALL(sys_fstat),
	[NR_SYNC] = CALL(sys_sync),
	[NR_FSYNC] = CALL(sys_fsync),
	[NR_FDATASYNC] = CALL(sys_fsync),
	[NR_UTIMENSAT] = CALL(sys_utimensat),
	[NR_EXIT] = CALL(sys_exit),
	[NR_EXIT_GROUP] = CALL(sys_exit_group),
	[NR_WAITID] = CALL(sys_waitid),
	[NR_SET_TID_ADDRESS] = CALL(sys_set_tid_address),
	[NR_FUTEX] = CALL(sys_futex),
	[NR_SET_ROBUST_LIST] = CALL(sys_set_robust_list),
	[NR_GET_ROBUST_LIST] = CALL(sys_get_robust_list),
	[NR_NANOSLEEP] = CALL_RESTART(sys_nanosleep, RESTART_NO_HANDLER),
	[NR_GETITIMER] = CALL(sys_getitimer),
	[NR_SETITIMER] = CALL(sys_setitimer),
	[NR_CLOCK_GETTIME] = CALL(sys_clock_gettime),
	[NR_CLOCK_GETRES] = CALL(sys_clock_getres),
	[NR_CLOCK_NANOSLEEP] = CALL_RESTART(sys_clock_nanosleep, RESTART_NO_HANDLER),
	[NR_SYSLOG] = CALL(sys_syslog),
	[NR_SCHED_SETSCHEDULER] = CALL(sys_sched_setscheduler),
	[NR_SCHED_GETSCHEDULER] = CALL(sys_sched_getscheduler),
	[NR_SCHED_GETPARAM] = CALL(sys_sched_getparam),
	[NR_SCHED_SETAFFINITY] = CALL(sys_sched_setaffinity),
	[NR_SCHED_GETAFFINITY] = CALL(sys_sched_getaffinity),
	[NR_SCHED_YIELD] = CALL(sys_sched_yield),
	[NR_SCHED_GET_PRIORITY_MAX] = CALL(sys_sched_priority_bound),
	[NR_SCHED_GET_PRIORITY_MIN] = CALL(sys_sched_priority_bound),
	[NR_KILL] = CALL(sys_kill),
	[NR_TKILL] = CALL(sys_tkill),
	[NR_TGKILL] = CALL(sys_tgkill),
	[NR_SIGALTSTACK] = CALL(sys_sigaltstack),
	[NR_RT_SIGSUSPEND] = CALL_RESTART(sys_rt_sigsuspend, RESTART_NO_HANDLER),
	[NR_RT_SIGACTION] = CALL(sys_rt_sigaction),
	[NR_RT_SIGPROCMASK] = CALL(sys_rt_sigprocmask),
	[NR_RT_SIGPENDING] = CALL(sys_rt_sigpending),
	[NR_RT_SIGTIMEDWAIT] = CALL_RESTART(sys_rt_sigtimedwait, RESTART_NEVER),
	[NR_RT_SIGQUEUEINFO] = CALL(sys_rt_sigqueueinfo),
	[NR_RT_SIGRETURN] = CALL_RESTART(sys_rt_sigreturn, RESTART_NO_RESULT),
	[NR_SETPRIORITY] = CALL(sys_setpriority),
	[NR_GETPRIORITY] = CALL(sys_getpriority),
	[NR_SETREGID] = CALL(sys_setreuid),
	[NR_SETGID] = CALL(sys_setuid),
	[NR_SETREUID] = CALL(sys_setreuid),
	[NR_SETUID] = CALL(sys_setuid),
	[NR_SETRESUID] = CALL(sys_setresuid),
	[NR_GETRESUID] = CALL(sys_getresuid),
	[NR_SETRESGID] = CALL(sys_setresuid),
	[NR_GETRESGID] = CALL(sys_getresuid),
	[NR_SETFSUID] = CALL(sys_setfsuid),
	[NR_SETFSGID] = CALL(sys_setfsuid),
	[NR_TIMES] = CALL(sys_times),
	[NR_SETPGID] = CALL(sys_setpgid),
	[NR_GETPGID] = CALL(sys_getpgid),
	[NR_GETSID] = CALL(sys_getsid),
	[NR_SETSID] = CALL(sys_setsid),
	[NR_GETGROUPS] = CALL(sys_getuid),
	[NR_SETGROUPS] = CALL(sys_setgroups),
	[NR_UNAME] = CALL(sys_uname),
	[NR_SETHOSTNAME] = CALL(sys_sethostname),
	[NR_SETDOMAINNAME] = CALL(sys_setdomainname),
	[NR_GETRLIMIT] = CALL(sys_getrlimit),
	[NR_SETRLIMIT] = CALL(sys_setrlimit),
	[NR_GETRUSAGE] = CALL(sys_getrusage),
	[NR_UMASK] = CALL(sys_umask),
	[NR_PRCTL] = CALL(sys_prctl),
	[NR_GETCPU] = CALL(sys_getcpu),
	[NR_GETTIMEOFDAY] = CALL(sys_gettimeofday),
	[NR_GETPID] = CALL(sys_getpid),
	[NR_GETPPID] = CALL(sys_getppid),
	[NR_GETUID] = CALL(sys_getuid),
	[NR_GETEUID] = CALL(sys_getuid),
	[NR_GETGID] = CALL(sys_getuid),
	[NR_GETEGID] = CALL(sys_getuid),
	[NR_GETTID] = CALL(sys_gettid),
	[NR_SYSINFO] = CALL(sys_sysinfo),
	[NR_SOCKET] = CALL(sys_socket),
	[NR_BIND] = CALL(sys_bind),
	[NR_LISTEN] = CALL(sys_listen),
	[NR_ACCEPT] = CALL(sys_accept),
	[NR_CONNECT] = CALL(sys_connect),
	[NR_GETSOCKNAME] = CALL(sys_getsockname),
	[NR_GETPEERNAME] = CALL(sys_getpeername),
	[NR_SENDTO] = CALL(sys_sendto),
	[NR_RECVFROM] = CALL(sys_recvfrom),
	[NR_SETSOCKOPT] = CALL(sys_setsockopt),
	[NR_GETSOCKOPT] = CALL(sys_getsockopt),
	[NR_SHUTDOWN] = CALL(sys_shutdown),
	[NR_SENDMSG] = CALL(sys_sendmsg),
	[NR_RECVMSG] = CALL(sys_recvmsg),
	[NR_BRK] = CALL(sys_brk),
	[NR_MUNMAP] = CALL(sys_munmap),
	[NR_MREMAP] = CALL(sys_mremap),
	[NR_CLONE] = CALL(sys_clone),
	[NR_EXECVE] = CALL(sys_execve),
	[NR_MMAP] = CALL(sys_mmap),
	[NR_MPROTECT] = CALL(sys_mprotect),
	[NR_MADVISE] = CALL(sys_madvise),
	[NR_ACCEPT4] = CALL(sys_accept4),
	[NR_WAIT4] = CALL(sys_wait4),
	[NR_PRLIMIT64] = CALL(sys_prlimit64),
	[NR_RENAMEAT2] = CALL(sys_renameat2),
	[NR_GETRANDOM] = CALL(sys_getrandom),
	[NR_STATX] = CALL(sys_statx),
	[NR_CLOSE_RANGE] = CALL(sys_close_range),
	[NR_FACCESSAT2] = CALL(sys_faccessat2),
};

static long call(const struct syscall *s, struct trap_frame *frame) HF_MAY_BLOCK;
static long call(const struct syscall *s, struct trap_frame *frame)
{
	struct task *t = task_current();
	struct syscall_args args = { .frame = frame, .restarted = t->restarted };
	const char *step;
	long result;

	for (unsigned i = 0; i < ARRAY_LEN(args.arg); i++)
		args.arg[i] = frame->x[i];
	t->restarted = false;
	t->restart = s->restart;
	t->restart_x0 = frame->x[0];
	step = thread_step(s->step);
	result = s->handler(&args);
	(void)thread_step(step);
	if (result == -EINTR && s->restart != RESTART_NO_RESULT) {
		t->interrupted = true;
		/* The signal may be another thread's by now: the call is settled all the same. */
		thread_interrupt(thread_current(), THREAD_SIGNAL);
	}
	return result;
}

void syscall_dispatch(struct trap_frame *frame)
{
	uint64_t number = frame->x[8];

	if (number >= NR_COUNT || !syscalls[number].handler)
		frame->x[0] = -ENOSYS;
	else
		frame->x[0] = call(&syscalls[number], frame);
}
