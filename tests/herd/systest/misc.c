/* SPDX-License-Identifier: MIT
 *
 * misc.c: time, random bytes, signals' actions, names.
 */
#include "systest.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

static long long ns_of(clockid_t clock)
{
	struct timespec t = { 0 };

	EXPECT(clock_gettime(clock, &t), 0);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void clocks(void)
{
	struct timespec nap = { .tv_nsec = 20000000 }, later;
	long long before = ns_of(CLOCK_MONOTONIC), after;

	EXPECT(nanosleep(&nap, NULL), 0);
	after = ns_of(CLOCK_MONOTONIC);
	EXPECT_TRUE(after - before >= 20000000 && after - before < 2000000000);
	after += 20000000;
	later.tv_sec = after / 1000000000;
	later.tv_nsec = after % 1000000000;
	EXPECT(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &later, NULL), 0);
	EXPECT_TRUE(ns_of(CLOCK_MONOTONIC) >= after);
	EXPECT(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &later, NULL), 0);
	EXPECT_TRUE(ns_of(CLOCK_REALTIME) > 1577836800ll * 1000000000);
	EXPECT_ERRNO(syscall(SYS_clock_gettime, 77, &later), EINVAL);
	EXPECT_ERRNO(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, NULL), EFAULT);
	nap.tv_nsec = 1000000000;
	EXPECT_ERRNO(syscall(SYS_nanosleep, &nap, NULL), EINVAL);
	nap.tv_nsec = -1;
	EXPECT_ERRNO(syscall(SYS_nanosleep, &nap, NULL), EINVAL);
	EXPECT_ERRNO(syscall(SYS_nanosleep, KERNEL_ADDRESS, NULL), EFAULT);
}

static void random_data(void)
{
	char a[300] = { 0 }, b[300] = { 0 };

	EXPECT(getrandom(a, sizeof(a), 0), sizeof(a));
	EXPECT(getrandom(b, sizeof(b), GRND_NONBLOCK), sizeof(b));
	EXPECT_TRUE(memcmp(a, b, sizeof(a)) != 0);
	EXPECT_TRUE(memcmp(a, a + 150, 150) != 0);
	EXPECT_ERRNO(getrandom(NULL, 4, 0), EFAULT);
	EXPECT_ERRNO(getrandom(a, 4, 0x80), EINVAL);
}

static void raise_term(void) { raise(SIGTERM); }
static void raise_chld(void) { raise(SIGCHLD); }
static void raise_later(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGTERM);
	if (getpid() > 0)               /* still here */
		sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void signals(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	sigset_t set, before;

	EXPECT(sigaction(SIGTERM, &ignore, &old), 0);
	EXPECT_TRUE(old.sa_handler == SIG_DFL);
	EXPECT(sigaction(SIGTERM, &old, NULL), 0);
	EXPECT(status_of(raise_term), SIGTERM);
	EXPECT(status_of(raise_chld), 0);
	EXPECT(status_of(raise_later), SIGTERM);
	EXPECT(sigaction(SIGTERM, &ignore, NULL), 0);
	EXPECT(sigaction(SIGTERM, NULL, &old), 0);
	EXPECT_TRUE(old.sa_handler == SIG_IGN);
	EXPECT(raise(SIGTERM), 0);
	EXPECT_ERRNO(syscall(SYS_rt_sigaction, SIGKILL, &ignore, NULL, 8), EINVAL);
	EXPECT_ERRNO(syscall(SYS_rt_sigaction, 0, NULL, NULL, 8), EINVAL);
	EXPECT_ERRNO(syscall(SYS_rt_sigaction, 65, NULL, NULL, 8), EINVAL);
	EXPECT_ERRNO(syscall(SYS_rt_sigaction, SIGTERM, KERNEL_ADDRESS, NULL, 8), EFAULT);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	EXPECT(sigprocmask(SIG_BLOCK, &set, &before), 0);
	EXPECT(sigprocmask(SIG_SETMASK, &before, &set), 0);
	EXPECT(sigismember(&set, SIGUSR1), 1);
	EXPECT(sigismember(&before, SIGUSR1), 0);
	EXPECT_ERRNO(syscall(SYS_rt_sigprocmask, 9, &set, NULL, 8), EINVAL);
	EXPECT_ERRNO(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, KERNEL_ADDRESS, 8), EFAULT);
}

static void names(void)
{
	struct utsname system;
	char text[8];

	EXPECT(uname(&system), 0);
	EXPECT(strcmp(system.sysname, "Holdfast"), 0);
	EXPECT(strcmp(system.machine, "aarch64"), 0);
	EXPECT_ERRNO(syscall(SYS_uname, KERNEL_ADDRESS), EFAULT);
	EXPECT_TRUE(getcwd(text, sizeof(text)) && strcmp(text, "/") == 0);
	EXPECT(getuid() | geteuid() | getgid() | getegid(), 0);
	EXPECT(syscall(SYS_gettid), getpid());
	EXPECT(getppid(), 1);
}

const struct test misc_tests[] = {
	{ "misc-clocks", clocks },
	{ "misc-random", random_data },
	{ "misc-signals", signals },
	{ "misc-names", names },
	{ 0 },
};
