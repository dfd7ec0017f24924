/* SPDX-License-Identifier: MIT
 *
 * syscall.h: the handlers of system calls.
 *
 * A handler runs in the calling process's thread, preemptible, and may sleep.  It gets
 * the six argument registers as they are and checks every one; what it returns is
 * the program's x0.  A new call: a number in <abi/syscall.h>, a handler, a row in syscall.c.
 */
#ifndef KERNEL_PROC_SYSCALL_H
#define KERNEL_PROC_SYSCALL_H

#include <kernel/base.h>

#include "kernel/arch/trap.h"

struct syscall_args {
	uint64_t arg[6];
	struct trap_frame *frame;               /* the program's registers */
	bool restarted;                         /* begun again without a handler in between */
};

/* Carries out the call that the frame asks for and puts its result there. */
void syscall_dispatch(struct trap_frame *frame) HF_MAY_BLOCK;

/* sys_file.c */
long sys_openat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_close(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_read(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_write(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_readv(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_writev(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_pread64(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_pwrite64(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_sendfile(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_sync(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_fsync(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_lseek(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_ioctl.c */
long sys_ioctl(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_path.c */
long sys_getcwd(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_chdir(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_fchdir(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_umask(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_dir.c */
long sys_getdents64(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_mknodat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_mkdirat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_unlinkat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_symlinkat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_linkat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_renameat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_renameat2(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_stat.c */
long sys_newfstatat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_fstat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_statx(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_statfs(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_fstatfs(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_faccessat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_faccessat2(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_readlinkat(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_attr.c */
long sys_fchmod(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_fchmodat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_fchown(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_fchownat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_utimensat(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_truncate(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_ftruncate(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_fd.c */
long sys_dup(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_dup3(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_fcntl(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_pipe2(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_close_range(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_system.c */
long sys_sysinfo(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_syslog(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_socket.c, sys_message.c */
long sys_socket(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_bind(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_listen(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_accept(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_connect(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getsockname(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getpeername(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_sendto(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_recvfrom(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_setsockopt(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getsockopt(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_shutdown(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_sendmsg(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_recvmsg(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_accept4(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_process.c */
long sys_exit(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_exit_group(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_gettid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_setpgid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getpgid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getsid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_setsid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_set_tid_address(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getpid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getppid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_clone(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_execve(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_wait4(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_waitid(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_memory.c */
long sys_brk(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_mmap(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_munmap(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_mremap(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_mprotect(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_madvise(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_signal.c */
long sys_rt_sigaction(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_rt_sigprocmask(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_kill(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_tkill(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_tgkill(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_rt_sigpending(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_rt_sigsuspend(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_rt_sigtimedwait(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_rt_sigqueueinfo(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_rt_sigreturn(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_sigaltstack(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_futex.c */
long sys_futex(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_set_robust_list(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_get_robust_list(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_poll.c */
long sys_ppoll(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_pselect6(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_time.c */
long sys_clock_gettime(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_clock_getres(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_gettimeofday(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_setitimer(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getitimer(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_nanosleep(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_clock_nanosleep(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getrandom(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_sched.c */
long sys_sched_yield(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_setpriority(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getpriority(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_sched_getscheduler(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_sched_setscheduler(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_sched_getparam(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_sched_priority_bound(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_sched_setaffinity(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_sched_getaffinity(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getcpu(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_identity.c */
long sys_getuid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_setuid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_setreuid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_setresuid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getresuid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_setfsuid(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_setgroups(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_uname(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_sethostname(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_setdomainname(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_prctl(const struct syscall_args *a) HF_MAY_BLOCK;

/* sys_usage.c */
long sys_getrusage(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_times(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_getrlimit(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_setrlimit(const struct syscall_args *a) HF_MAY_BLOCK;
long sys_prlimit64(const struct syscall_args *a) HF_MAY_BLOCK;

#endif
