/* SPDX-License-Identifier: MIT
 *
 * signals.c: handlers, masks, waits, stopping and continuing.
 */
#include "systest.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

static volatile sig_atomic_t count, last, nested, inside, depth_seen;
static siginfo_t last_info;
static int ends[2];

static void pause_ms(int ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000l }, NULL);
}

static void counts(int signal) { count++; last = signal; }

static void set(int signal, void (*fn)(int), int flags)
{
	struct sigaction action = { .sa_handler = fn, .sa_flags = flags };

	EXPECT(sigaction(signal, &action, NULL), 0);
}

static sigset_t only(int signal)
{
	sigset_t s;

	sigemptyset(&s);
	sigaddset(&s, signal);
	return s;
}

/* Every register is as it was, whatever the handler does. */
static void spoils(int signal)
{
	(void)signal;
	count++;
	__asm__ volatile("fmov d8, #2.0\n\tfmov d31, #3.0\n\tmov x20, #7\n\tmsr nzcv, xzr"
			 ::: "d8", "d31", "x20", "cc");
}

static void handler_registers(void)
{
	double d8, d31;
	long x20, flags;

	count = 0;
	set(SIGUSR1, spoils, 0);
	__asm__ volatile("fmov d8, #1.5\n\tfmov d31, #2.5\n\tmov x20, #99\n\t"
			 "mov x8, #129\n\tmov x0, %4\n\tmov x1, #10\n\t"
			 "cmp xzr, xzr\n\tsvc #0\n\t"
			 "mrs %3, nzcv\n\tfmov %0, d8\n\tfmov %1, d31\n\tmov %2, x20"
			 : "=&r"(*(long *)&d8), "=&r"(*(long *)&d31), "=&r"(x20), "=&r"(flags)
			 : "r"((long)getpid())
			 : "x0", "x1", "x8", "x20", "d8", "d31", "cc", "memory");
	EXPECT(count, 1);
	EXPECT_TRUE(d8 == 1.5 && d31 == 2.5);
	EXPECT(x20, 99);
	EXPECT(flags, 0x60000000);
	set(SIGUSR1, SIG_DFL, 0);
}

static void takes_info(int signal, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	count++;
	last = signal;
	last_info = *info;
	inside = sigismember(&uc->uc_sigmask, SIGUSR2);
}

static void handler_info(void)
{
	struct sigaction action = { .sa_sigaction = takes_info, .sa_flags = SA_SIGINFO };
	union sigval value = { .sival_int = 4711 };

	count = 0;
	EXPECT(sigaction(SIGUSR1, &action, NULL), 0);
	EXPECT(kill(getpid(), SIGUSR1), 0);
	EXPECT(count, 1);
	EXPECT(last_info.si_signo, SIGUSR1);
	EXPECT(last_info.si_code, SI_USER);
	EXPECT(last_info.si_pid, getpid());
	EXPECT(raise(SIGUSR1), 0);
	EXPECT(last_info.si_code, SI_TKILL);
	EXPECT(sigqueue(getpid(), SIGUSR1, value), 0);
	EXPECT(last_info.si_code, SI_QUEUE);
	EXPECT(last_info.si_value.sival_int, 4711);
	EXPECT(count, 3);
	set(SIGUSR1, SIG_DFL, 0);
}

/* A real-time signal comes as often as it is sent, in that order; others once. */
static int order[8];
static void collects(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	if (count < 8)
		order[count] = info->si_value.sival_int;
	count++;
}

static void real_time(void)
{
	struct sigaction action = { .sa_sigaction = collects, .sa_flags = SA_SIGINFO };
	const int rt = SIGRTMIN + 1;
	sigset_t both = only(rt), before;
	int sent = 0;

	sigaddset(&both, SIGUSR1);
	count = 0;
	EXPECT(sigaction(rt, &action, NULL), 0);
	EXPECT(sigprocmask(SIG_BLOCK, &both, &before), 0);
	for (int i = 1; i <= 5; i++)
		EXPECT(sigqueue(getpid(), rt, (union sigval){ .sival_int = i }), 0);
	EXPECT(sigprocmask(SIG_SETMASK, &before, NULL), 0);
	EXPECT(count, 5);
	for (int i = 0; i < 5; i++)
		EXPECT(order[i], i + 1);
	EXPECT(sigprocmask(SIG_BLOCK, &both, &before), 0);
	count = 0;
	while (sigqueue(getpid(), rt, (union sigval){ 0 }) == 0)
		sent++;
	EXPECT(errno, EAGAIN);
	EXPECT_TRUE(sent >= 32);
	EXPECT(sigprocmask(SIG_SETMASK, &before, NULL), 0);
	EXPECT(count, sent);
	set(rt, SIG_DFL, 0);
}

static void nests(int signal)
{
	inside++;
	if (inside > depth_seen)
		depth_seen = inside;
	if (nested-- > 0)
		raise(signal);
	inside--;
}

static void handler_flags(void)
{
	struct sigaction old;

	/* Masked while it runs, unless NODEFER. */
	inside = depth_seen = 0;
	nested = 2;
	set(SIGUSR1, nests, 0);
	raise(SIGUSR1);
	EXPECT(depth_seen, 1);
	EXPECT(nested, -1);
	nested = 2;
	depth_seen = 0;
	set(SIGUSR1, nests, SA_NODEFER);
	raise(SIGUSR1);
	EXPECT(depth_seen, 3);
	count = 0;
	set(SIGUSR1, counts, SA_RESETHAND);
	raise(SIGUSR1);
	EXPECT(count, 1);
	EXPECT(sigaction(SIGUSR1, NULL, &old), 0);
	EXPECT_TRUE(old.sa_handler == SIG_DFL);
}

static char alt_stack[16384] __attribute__((aligned(16)));
static volatile bool on_alt;

static void where(int signal)
{
	char here;
	stack_t s;

	(void)signal;
	sigaltstack(NULL, &s);
	on_alt = &here > alt_stack && &here < alt_stack + sizeof(alt_stack) &&
		 s.ss_flags == SS_ONSTACK && syscall(SYS_sigaltstack, &s, NULL) == -1 &&
		 errno == EPERM;
}

static int recurse(volatile int *depth)
{
	volatile char room[4096];

	room[0] = (char)++*depth;
	return *depth == 1 << 20 ? 0 : recurse(depth) + room[0];
}

static void exit_5(int signal) { (void)signal; _exit(5); }
static void overflow(void)
{
	volatile int depth = 0;

	set(SIGSEGV, exit_5, SA_ONSTACK);
	(void)recurse(&depth);
}
static void overflow_without(void)
{
	volatile int depth = 0;

	set(SIGSEGV, exit_5, 0);
	(void)recurse(&depth);
}

static void handler_stack(void)
{
	stack_t s = { .ss_sp = alt_stack, .ss_size = sizeof(alt_stack) }, off = {
		.ss_flags = SS_DISABLE };

	set(SIGUSR1, where, SA_ONSTACK);
	EXPECT(sigaltstack(&s, NULL), 0);
	raise(SIGUSR1);
	EXPECT_TRUE(on_alt);
	EXPECT(status_of(overflow), 5 << 8);
	EXPECT(status_of(overflow_without), SIGSEGV);
	EXPECT(sigaltstack(&off, &s), 0);
	EXPECT(s.ss_size, sizeof(alt_stack));
	raise(SIGUSR1);
	EXPECT_TRUE(!on_alt);
	s.ss_size = 100;
	EXPECT_ERRNO(sigaltstack(&s, NULL), ENOMEM);
	s.ss_size = sizeof(alt_stack);
	s.ss_flags = 77;
	EXPECT_ERRNO(sigaltstack(&s, NULL), EINVAL);
	set(SIGUSR1, SIG_DFL, 0);
}

static void skips(int signal, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)signal;
	last_info = *info;
	uc->uc_mcontext.pc += 4;
	count++;
}

static void fault_handlers(void)
{
	static const char constant[] = "c";
	struct sigaction action = { .sa_sigaction = skips, .sa_flags = SA_SIGINFO };
	struct sigaction none = { .sa_handler = SIG_DFL };

	count = 0;
	EXPECT(sigaction(SIGSEGV, &action, NULL), 0);
	EXPECT(sigaction(SIGILL, &action, NULL), 0);
	EXPECT(sigaction(SIGTRAP, &action, NULL), 0);
	__asm__ volatile("str xzr, [%0]" :: "r"(0x4321l) : "memory");
	EXPECT((uintptr_t)last_info.si_addr, 0x4321);
	EXPECT(last_info.si_code, SEGV_MAPERR);
	__asm__ volatile("strb wzr, [%0]" :: "r"(constant) : "memory");
	EXPECT_TRUE(last_info.si_addr == constant);
	EXPECT(last_info.si_code, SEGV_ACCERR);
	__asm__ volatile(".inst 0x00000000");
	EXPECT(last_info.si_signo, SIGILL);
	__asm__ volatile("brk #1");
	EXPECT(last_info.si_signo, SIGTRAP);
	EXPECT(count, 4);
	EXPECT(sigaction(SIGSEGV, &none, NULL), 0);
	EXPECT(sigaction(SIGILL, &none, NULL), 0);
	EXPECT(sigaction(SIGTRAP, &none, NULL), 0);
}

/* A frame that asks for what it must not have is no frame. */
static void hostile(uint64_t pstate)
{
	static struct { siginfo_t info; ucontext_t uc; } frame;
	struct { uint32_t magic, size, fpsr, fpcr; char q[512]; } *fp =
		(void *)frame.uc.uc_mcontext.__reserved;

	memset(&frame, 0, sizeof(frame));
	fp->magic = 0x46508001;
	fp->size = sizeof(*fp);
	frame.uc.uc_mcontext.pstate = pstate;
	frame.uc.uc_mcontext.pc = (uintptr_t)exit_5;
	frame.uc.uc_mcontext.sp = (uintptr_t)(alt_stack + sizeof(alt_stack));
	__asm__ volatile("mov sp, %0\n\tmov x8, #139\n\tsvc #0" :: "r"(&frame));
}
static void frame_good(void) { hostile(0x80000000); }
static void frame_el1(void) { hostile(5); }
static void frame_el0_sp1(void) { hostile(1); }
static void frame_irq_masked(void) { hostile(0x80); }
static void frame_all_masked(void) { hostile(0x3c0); }
static void frame_aarch32(void) { hostile(0x10); }
static void frame_no_fp(void)
{
	static char empty[5000] __attribute__((aligned(16)));

	__asm__ volatile("mov sp, %0\n\tmov x8, #139\n\tsvc #0" :: "r"(empty));
}
static void frame_nowhere(void)
{
	__asm__ volatile("mov sp, %0\n\tmov x8, #139\n\tsvc #0" :: "r"(0x1000l));
}
static void frame_kernel(void)
{
	__asm__ volatile("mov sp, %0\n\tmov x8, #139\n\tsvc #0" :: "r"(KERNEL_ADDRESS));
}
static void stack_nowhere(void)
{
	set(SIGUSR1, counts, 0);
	__asm__ volatile("mov sp, %0\n\tmov x0, %1\n\tmov x1, #10\n\tmov x8, #129\n\tsvc #0"
			 :: "r"(0x1000l), "r"((long)getpid()) : "x0", "x1", "x8", "memory");
	_exit(1);
}

static void bad_frames(void)
{
	EXPECT(status_of(frame_good), 5 << 8);
	EXPECT(status_of(frame_el1), SIGSEGV);
	EXPECT(status_of(frame_el0_sp1), SIGSEGV);
	EXPECT(status_of(frame_irq_masked), SIGSEGV);
	EXPECT(status_of(frame_all_masked), SIGSEGV);
	EXPECT(status_of(frame_aarch32), SIGSEGV);
	EXPECT(status_of(frame_no_fp), SIGSEGV);
	EXPECT(status_of(frame_nowhere), SIGSEGV);
	EXPECT(status_of(frame_kernel), SIGSEGV);
	EXPECT(status_of(stack_nowhere), SIGSEGV);
}

/* A child that sends SIGUSR1 and, later, writes a byte. */
static pid_t disturber(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		pause_ms(30);
		kill(getppid(), SIGUSR1);
		pause_ms(30);
		_exit(write(ends[1], "x", 1) != 1);
	}
	return pid;
}

static void interrupted_calls(void)
{
	struct timespec nap = { .tv_sec = 5 }, left = { 0 };
	struct pollfd p;
	char c;

	EXPECT(pipe(ends), 0);
	p = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	count = 0;
	set(SIGUSR1, counts, SA_RESTART);
	disturber();
	EXPECT(read(ends[0], &c, 1), 1);
	EXPECT(count, 1);
	EXPECT_TRUE(wait(NULL) > 0);
	/* Waits for several, and for time, are never begun again after a handler. */
	disturber();
	EXPECT_ERRNO(poll(&p, 1, 5000), EINTR);
	EXPECT(read(ends[0], &c, 1), 1);
	EXPECT_TRUE(wait(NULL) > 0);
	disturber();
	EXPECT_ERRNO(nanosleep(&nap, &left), EINTR);
	EXPECT_TRUE(left.tv_sec < 5 && left.tv_sec > 2);
	EXPECT(read(ends[0], &c, 1), 1);
	EXPECT_TRUE(wait(NULL) > 0);
	set(SIGUSR1, counts, 0);
	disturber();
	EXPECT_ERRNO(read(ends[0], &c, 1), EINTR);
	EXPECT(read(ends[0], &c, 1), 1);
	EXPECT_TRUE(wait(NULL) > 0);
	disturber();
	EXPECT_ERRNO(waitpid(-1, NULL, 0), EINTR);
	EXPECT_TRUE(wait(NULL) > 0);
	EXPECT(read(ends[0], &c, 1), 1);
	/* What is ignored disturbs nobody. */
	set(SIGUSR1, SIG_IGN, 0);
	disturber();
	EXPECT(read(ends[0], &c, 1), 1);
	EXPECT_TRUE(wait(NULL) > 0);
	EXPECT(count, 5);
	set(SIGUSR1, SIG_DFL, 0);
	close(ends[0]);
	close(ends[1]);
}

static void masks(void)
{
	sigset_t usr1 = only(SIGUSR1), old, pending;
	struct timespec none = { 0 }, soon = { .tv_nsec = 20000000 };
	siginfo_t info;
	int status;

	count = 0;
	set(SIGUSR1, counts, 0);
	EXPECT(sigprocmask(SIG_BLOCK, &usr1, &old), 0);
	raise(SIGUSR1);
	raise(SIGUSR1);
	EXPECT(count, 0);
	EXPECT(sigpending(&pending), 0);
	EXPECT(sigismember(&pending, SIGUSR1), 1);
	EXPECT(sigismember(&pending, SIGUSR2), 0);
	EXPECT_ERRNO(sigsuspend(&old), EINTR);
	EXPECT(count, 1);
	EXPECT(sigpending(&pending), 0);
	EXPECT(sigismember(&pending, SIGUSR1), 0);
	EXPECT(sigprocmask(SIG_BLOCK, NULL, &pending), 0);
	EXPECT(sigismember(&pending, SIGUSR1), 1);
	/* Taken without its handler. */
	EXPECT_ERRNO(sigtimedwait(&usr1, &info, &none), EAGAIN);
	EXPECT_ERRNO(sigtimedwait(&usr1, &info, &soon), EAGAIN);
	raise(SIGUSR1);
	EXPECT(sigtimedwait(&usr1, &info, &none), SIGUSR1);
	EXPECT(info.si_pid, getpid());
	EXPECT(pipe(ends), 0);
	disturber();
	EXPECT(sigwaitinfo(&usr1, NULL), SIGUSR1);
	EXPECT_TRUE(wait(&status) > 0 && status == 0);
	close(ends[0]);
	close(ends[1]);
	EXPECT(count, 1);
	/* SIGCHLD, which nobody masks or handles, can be waited for. */
	usr1 = only(SIGCHLD);
	EXPECT(sigprocmask(SIG_BLOCK, &usr1, NULL), 0);
	if (fork() == 0)
		_exit(3);
	EXPECT(sigwaitinfo(&usr1, &info), SIGCHLD);
	EXPECT(info.si_code, CLD_EXITED);
	EXPECT(info.si_status, 3);
	EXPECT(waitpid(info.si_pid, &status, 0), info.si_pid);
	EXPECT(sigprocmask(SIG_SETMASK, &old, NULL), 0);
	EXPECT(count, 1);
	set(SIGUSR1, SIG_DFL, 0);
	EXPECT_ERRNO(syscall(SYS_rt_sigsuspend, &old, 4), EINVAL);
	EXPECT_ERRNO(syscall(SYS_rt_sigsuspend, KERNEL_ADDRESS, 8), EFAULT);
	EXPECT_ERRNO(syscall(SYS_rt_sigtimedwait, KERNEL_ADDRESS, NULL, NULL, 8), EFAULT);
}

static void spins(void)
{
	for (;;)
		;
}

/* One that does nothing but run can be stopped, continued and ended all the same. */
static void stop_continue(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		spins();
	EXPECT(waitpid(pid, &status, WNOHANG | WUNTRACED | WCONTINUED), 0);
	EXPECT(kill(pid, SIGSTOP), 0);
	EXPECT(waitpid(pid, &status, WUNTRACED), pid);
	EXPECT_TRUE(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
	EXPECT(waitpid(pid, &status, WNOHANG | WUNTRACED), 0);
	EXPECT(kill(pid, SIGCONT), 0);
	EXPECT(waitpid(pid, &status, WCONTINUED), pid);
	EXPECT_TRUE(WIFCONTINUED(status));
	EXPECT(kill(pid, SIGSTOP), 0);
	EXPECT(waitpid(pid, &status, WUNTRACED), pid);
	/* A signal waits until it goes on; SIGKILL does not. */
	EXPECT(kill(pid, SIGUSR2), 0);
	pause_ms(20);
	EXPECT(waitpid(pid, &status, WNOHANG), 0);
	EXPECT(kill(pid, SIGCONT), 0);
	EXPECT(waitpid(pid, &status, 0), pid);
	EXPECT(status, SIGUSR2);
	pid = fork();
	if (pid == 0)
		spins();
	EXPECT(kill(pid, SIGSTOP), 0);
	EXPECT(waitpid(pid, &status, WUNTRACED), pid);
	EXPECT(kill(pid, SIGKILL), 0);
	EXPECT(waitpid(pid, &status, 0), pid);
	EXPECT(status, SIGKILL);
}

/* Killed in the middle of each wait that there is. */
static void wait_read(void) { char c; (void)!read(ends[0], &c, 1); }
static void wait_poll(void) { poll(&(struct pollfd){ ends[0], POLLIN, 0 }, 1, -1); }
static void wait_sleep(void) { pause_ms(999); sleep(5); }
static void wait_pause(void) { pause(); }
static void wait_child(void) { if (fork() == 0) _exit(0); pause(); }
static void wait_vfork(void)
{
	if (syscall(SYS_clone, 0x4100 | SIGCHLD, 0, 0, 0, 0) == 0) {     /* CLONE_VM, CLONE_VFORK */
		sleep(1);
		_exit(0);
	}
}
static void wait_write(void)
{
	static char block[65536];

	for (;;)
		(void)!write(ends[1], block, sizeof(block));
}

static void killed_waiting(void)
{
	static void (*const waits[])(void) = {
		wait_read, wait_poll, wait_sleep, wait_pause, wait_child, wait_vfork, wait_write,
	};

	EXPECT(pipe(ends), 0);
	for (unsigned i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		pid_t pid = fork();
		int status;

		if (pid == 0) {
			waits[i]();
			_exit(1);
		}
		pause_ms(10);
		EXPECT(kill(pid, SIGKILL), 0);
		EXPECT(waitpid(pid, &status, 0), pid);
		if (status != SIGKILL)
			failed(__FILE__, __LINE__, "wait %u: status 0x%x", i, status);
	}
	close(ends[0]);
	close(ends[1]);
}

/* Children of those that want no zombies leave none. */
static void no_zombies(void)
{
	int status;

	set(SIGCHLD, SIG_IGN, 0);
	if (fork() == 0)
		_exit(0);
	EXPECT_ERRNO(wait(&status), ECHILD);
	set(SIGCHLD, counts, SA_NOCLDWAIT | SA_RESTART);
	if (fork() == 0)
		_exit(0);
	EXPECT_ERRNO(wait(&status), ECHILD);
	set(SIGCHLD, SIG_DFL, 0);
	if (fork() == 0)
		_exit(6);
	EXPECT_TRUE(wait(&status) > 0 && status == 6 << 8);
}

static void kill_errors(void)
{
	EXPECT_ERRNO(kill(30000, 0), ESRCH);
	EXPECT_ERRNO(kill(-30000, SIGTERM), ESRCH);
	EXPECT_ERRNO(kill(getpid(), 65), EINVAL);
	EXPECT_ERRNO(kill(getpid(), -1), EINVAL);
	EXPECT(kill(getpid(), 0), 0);
	EXPECT(kill(1, 0), 0);
	EXPECT(kill(1, SIGKILL), 0);            /* process 1 does not mind */
	EXPECT(kill(1, SIGTERM), 0);
	EXPECT_ERRNO(syscall(SYS_tgkill, getpid(), 30000, 0), ESRCH);
	EXPECT_ERRNO(syscall(SYS_tgkill, 30000, getpid(), 0), ESRCH);
	EXPECT_ERRNO(syscall(SYS_tgkill, getpid(), 0, 0), EINVAL);
	EXPECT_ERRNO(syscall(SYS_tkill, -1, SIGTERM), EINVAL);
	EXPECT(syscall(SYS_tgkill, getpid(), getpid(), 0), 0);
}

const struct test signal_tests[] = {
	{ "signal-registers", handler_registers },
	{ "signal-info", handler_info },
	{ "signal-real-time", real_time },
	{ "signal-flags", handler_flags },
	{ "signal-stack", handler_stack },
	{ "signal-faults", fault_handlers },
	{ "signal-bad-frames", bad_frames },
	{ "signal-interrupts", interrupted_calls },
	{ "signal-masks", masks },
	{ "signal-stops", stop_continue },
	{ "signal-kills-waiting", killed_waiting },
	{ "signal-no-zombies", no_zombies },
	{ "signal-kill-errors", kill_errors },
	{ 0 },
};
