/* SPDX-License-Identifier: MIT
 *
 * groups.c: process groups, sessions, and what processes are, use and may use.
 */
#include "systest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static void pause_ms(int ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000l }, NULL);
}

static pid_t sleeper(pid_t group)
{
	pid_t pid = fork();

	if (pid == 0) {
		for (;;)
			pause();
	}
	EXPECT(setpgid(pid, group), 0);
	return pid;
}

static int end_of(pid_t pid)
{
	int status = -1;

	EXPECT(waitpid(pid, &status, 0), pid);
	return status;
}

static void groups(void)
{
	pid_t a = sleeper(0), b = sleeper(a), c = sleeper(0);
	int status;

	EXPECT(getpgid(a), a);
	EXPECT(getpgid(b), a);
	EXPECT(getpgid(c), c);
	EXPECT(getsid(a), getsid(0));
	EXPECT_ERRNO(setpgid(a, 30000), EPERM);
	EXPECT_ERRNO(setpgid(1, 0), ESRCH);
	EXPECT_ERRNO(setpgid(a, -1), EINVAL);
	EXPECT_ERRNO(getpgid(30000), ESRCH);
	EXPECT_ERRNO(getsid(30000), ESRCH);
	EXPECT(waitpid(-a, &status, WNOHANG), 0);
	EXPECT(kill(-a, 0), 0);
	EXPECT(kill(-a, SIGUSR1), 0);
	EXPECT(end_of(a), SIGUSR1);
	EXPECT(waitpid(-a, &status, 0), b);
	EXPECT(status, SIGUSR1);
	EXPECT_ERRNO(waitpid(-a, &status, 0), ECHILD);
	EXPECT_ERRNO(kill(-a, SIGUSR1), ESRCH);
	EXPECT(setpgid(c, getpgrp()), 0);
	EXPECT(waitpid(0, &status, WNOHANG), 0);
	EXPECT(kill(c, SIGUSR2), 0);
	EXPECT(waitpid(0, &status, 0), c);
}

static void begins_session(void)
{
	EXPECT(setsid(), getpid());
	EXPECT(getsid(0), getpid());
	EXPECT(getpgrp(), getpid());
	EXPECT_ERRNO(setsid(), EPERM);
	EXPECT_ERRNO(setpgid(0, 0), EPERM);
	EXPECT_TRUE(open("/dev/tty", O_RDWR) < 0 && errno == ENXIO);
}

static void sessions(void)
{
	pid_t pid;

	EXPECT(status_of(begins_session), 0);
	pid = fork();
	if (pid == 0) {
		setsid();
		execve("/bin/systest", (char *[]){ "systest", "wait", NULL }, NULL);
		_exit(1);
	}
	pause_ms(50);
	EXPECT_ERRNO(setpgid(pid, 0), EPERM);
	EXPECT(kill(pid, SIGKILL), 0);
	EXPECT(end_of(pid), SIGKILL);
	pid = fork();
	if (pid == 0) {
		execve("/bin/systest", (char *[]){ "systest", "wait", NULL }, NULL);
		_exit(1);
	}
	pause_ms(50);
	EXPECT_ERRNO(setpgid(pid, 0), EACCES);
	EXPECT(kill(pid, SIGKILL), 0);
	EXPECT(end_of(pid), SIGKILL);
}

/* A stopped group that nobody could continue any more is told, and goes on. */
static int ends[2];
static volatile sig_atomic_t told;
static void says_hup(int signal) { (void)signal; told++; (void)!write(ends[1], "h", 1); }
static void says_cont(int signal) { (void)signal; told++; (void)!write(ends[1], "c", 1); }

static void orphaned(void)
{
	char text[2] = { 0 };
	int status;
	pid_t middle;

	EXPECT(pipe(ends), 0);
	middle = fork();
	if (middle == 0) {
		pid_t pid = fork();

		if (pid == 0) {
			setpgid(0, 0);
			signal(SIGHUP, says_hup);
			signal(SIGCONT, says_cont);
			raise(SIGSTOP);
			while (told < 2)
				sched_yield();
			_exit(0);
		}
		setpgid(pid, pid);
		waitpid(pid, NULL, WUNTRACED);
		_exit(0);
	}
	EXPECT(waitpid(middle, &status, 0), middle);
	close(ends[1]);
	while (strlen(text) < 2 && read(ends[0], text + strlen(text), 1) == 1)
		;
	EXPECT_TRUE(memchr(text, 'h', 2) && memchr(text, 'c', 2));
	close(ends[0]);
}

/* Only SIGSTOP stops who is alone with his group. */
static void alone(void)
{
	setsid();
	raise(SIGTSTP);
	raise(SIGTTIN);
	_exit(7);
}

static void stops_alone(void)
{
	EXPECT(status_of(alone), 7 << 8);
}

static volatile sig_atomic_t alarms;
static void counts(int signal) { (void)signal; alarms++; }

static void timers(void)
{
	struct itimerval every = { { 0, 10000 }, { 0, 5000 } }, off = { 0 }, left;

	alarms = 0;
	signal(SIGALRM, counts);
	EXPECT(setitimer(ITIMER_REAL, &every, &left), 0);
	EXPECT(left.it_value.tv_sec | left.it_value.tv_usec, 0);
	while (alarms < 3)
		pause();
	EXPECT(setitimer(ITIMER_REAL, &off, &left), 0);
	EXPECT(left.it_interval.tv_usec, 10000);
	EXPECT(getitimer(ITIMER_REAL, &left), 0);
	EXPECT(left.it_value.tv_sec | left.it_value.tv_usec, 0);
	alarms = 0;
	EXPECT(alarm(100), 0);
	EXPECT_TRUE(alarm(0) >= 99);
	signal(SIGALRM, SIG_DFL);
	EXPECT_ERRNO(setitimer(7, &off, NULL), EINVAL);
	off.it_value.tv_usec = 1000000;
	EXPECT_ERRNO(setitimer(ITIMER_REAL, &off, NULL), EINVAL);
	EXPECT_ERRNO(syscall(SYS_setitimer, ITIMER_REAL, KERNEL_ADDRESS, NULL), EFAULT);
	if (fork() == 0) {
		alarm(1);
		setitimer(ITIMER_REAL, &(struct itimerval){ { 0 }, { 0, 1000 } }, NULL);
		for (;;)
			pause();
	}
	wait((int *)&alarms);
	EXPECT(alarms, SIGALRM);
}

static void waitids(void)
{
	siginfo_t info;
	pid_t pid = fork();

	if (pid == 0)
		_exit(9);
	EXPECT(waitid(P_PID, pid, &info, WEXITED | WNOWAIT), 0);
	EXPECT(info.si_status, 9);
	EXPECT(info.si_code, CLD_EXITED);
	EXPECT(waitid(P_ALL, 0, &info, WEXITED), 0);
	EXPECT(info.si_pid, pid);
	EXPECT_ERRNO(waitid(P_ALL, 0, &info, WEXITED), ECHILD);
	EXPECT_ERRNO(waitid(P_ALL, 0, &info, 0), EINVAL);
	EXPECT_ERRNO(waitid((idtype_t)9, 0, &info, WEXITED), EINVAL);
	pid = sleeper(0);
	EXPECT(kill(pid, SIGSTOP), 0);
	EXPECT(waitid(P_PGID, pid, &info, WSTOPPED), 0);
	EXPECT(info.si_code, CLD_STOPPED);
	EXPECT(info.si_status, SIGSTOP);
	info.si_pid = 5;
	EXPECT(waitid(P_PID, pid, &info, WSTOPPED | WEXITED | WNOHANG), 0);
	EXPECT(info.si_pid, 0);
	EXPECT(kill(pid, SIGKILL), 0);
	EXPECT(waitid(P_PID, pid, &info, WEXITED), 0);
	EXPECT(info.si_code, CLD_KILLED);
	EXPECT(info.si_status, SIGKILL);
}

static void usage(void)
{
	struct rusage before, after;
	struct timespec cpu;
	struct rlimit files;
	struct tms ticks;

	EXPECT(getrusage(RUSAGE_SELF, &before), 0);
	for (volatile int i = 0; i < 3000000; i++)
		;
	EXPECT(getrusage(RUSAGE_SELF, &after), 0);
	EXPECT_TRUE(after.ru_utime.tv_sec * 1000000l + after.ru_utime.tv_usec >
		    before.ru_utime.tv_sec * 1000000l + before.ru_utime.tv_usec);
	EXPECT(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu), 0);
	EXPECT_TRUE(cpu.tv_sec * 1000000l + cpu.tv_nsec / 1000 >=
		    after.ru_utime.tv_sec * 1000000l + after.ru_utime.tv_usec);
	EXPECT(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu), 0);
	EXPECT(getrusage(RUSAGE_CHILDREN, &after), 0);
	EXPECT_ERRNO(getrusage(7, &after), EINVAL);
	EXPECT_ERRNO(syscall(SYS_getrusage, RUSAGE_SELF, KERNEL_ADDRESS), EFAULT);
	EXPECT_TRUE(times(&ticks) > 0);
	EXPECT(getrlimit(RLIMIT_NOFILE, &files), 0);
	EXPECT(files.rlim_cur, 64);
	EXPECT(setrlimit(RLIMIT_NOFILE, &files), 0);
	files.rlim_cur = 3;
	EXPECT_ERRNO(setrlimit(RLIMIT_NOFILE, &files), EPERM);
	files.rlim_cur = 65;
	EXPECT_ERRNO(setrlimit(RLIMIT_NOFILE, &files), EINVAL);
	EXPECT_ERRNO(getrlimit(77, &files), EINVAL);
	EXPECT_ERRNO(syscall(SYS_prlimit64, 30000, RLIMIT_CORE, NULL, NULL), ESRCH);
}

static void identity(void)
{
	gid_t list[4];
	uid_t r, e, s;
	char name[16];
	struct utsname system;

	EXPECT(getgroups(4, list), 0);
	EXPECT(setuid(0) | setgid(0) | setreuid(0, -1) | setresgid(-1, 0, -1) | setgroups(0, NULL), 0);
	EXPECT_ERRNO(setuid(5), EPERM);
	EXPECT_ERRNO(setresuid(0, 0, 5), EPERM);
	EXPECT_ERRNO(setgroups(1, list), EPERM);
	EXPECT(getresuid(&r, &e, &s), 0);
	EXPECT(r | e | s, 0);
	EXPECT(prctl(PR_SET_NAME, "a name that is too long"), 0);
	EXPECT(prctl(PR_GET_NAME, name), 0);
	EXPECT(strcmp(name, "a name that is "), 0);
	EXPECT(prctl(PR_SET_NAME, "systest"), 0);
	EXPECT_ERRNO(prctl(9999), EINVAL);
	EXPECT_ERRNO(prctl(PR_SET_NAME, KERNEL_ADDRESS), EFAULT);
	EXPECT(sethostname("elsewhere", 9), 0);
	EXPECT(uname(&system), 0);
	EXPECT(strcmp(system.nodename, "elsewhere"), 0);
	EXPECT(sethostname("holdfast", 8), 0);
	EXPECT_ERRNO(sethostname("x", 65), EINVAL);
	EXPECT_ERRNO(syscall(SYS_sethostname, KERNEL_ADDRESS, 4), EFAULT);
}

/* On how many CPUs a child may run. */
static int cpus_of_child(void)
{
	cpu_set_t cpus;
	int status, child = fork();

	if (!child) {
		CPU_ZERO(&cpus);
		_exit(sched_getaffinity(0, sizeof(cpus), &cpus) ? 99 : CPU_COUNT(&cpus));
	}
	EXPECT(waitpid(child, &status, 0), child);
	return WEXITSTATUS(status);
}

static void scheduling(void)
{
	cpu_set_t one, before;
	struct sched_param param = { 0 };

	EXPECT(getpriority(PRIO_PROCESS, 0), 0);
	EXPECT(setpriority(PRIO_PROCESS, 0, 10), 0);
	EXPECT(getpriority(PRIO_PROCESS, getpid()), 10);
	EXPECT(setpriority(PRIO_PROCESS, 0, -30), 0);
	EXPECT(getpriority(PRIO_PROCESS, 0), -20);
	EXPECT(setpriority(PRIO_PROCESS, 0, 0), 0);
	EXPECT_ERRNO(getpriority(PRIO_PROCESS, 30000), ESRCH);
	EXPECT_ERRNO(getpriority(9, 0), EINVAL);
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	EXPECT(sched_getaffinity(0, sizeof(before), &before), 0);
	EXPECT(sched_setaffinity(0, sizeof(one), &one), 0);
	EXPECT(sched_getcpu(), 0);
	EXPECT(sched_getaffinity(0, sizeof(one), &one), 0);
	EXPECT(CPU_COUNT(&one), 1);
	EXPECT(cpus_of_child(), 1);
	CPU_ZERO(&one);
	EXPECT_ERRNO(sched_setaffinity(0, sizeof(one), &one), EINVAL);
	EXPECT_ERRNO(syscall(SYS_sched_setaffinity, 0, 8, KERNEL_ADDRESS), EFAULT);
	EXPECT_ERRNO(syscall(SYS_sched_getaffinity, 0, 1, &one), EINVAL);
	EXPECT(sched_setaffinity(0, sizeof(before), &before), 0);
	EXPECT(cpus_of_child(), CPU_COUNT(&before));
	EXPECT(syscall(SYS_sched_getscheduler, 0), SCHED_OTHER);
	EXPECT(syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, &param), 0);
	EXPECT_ERRNO(syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &param), EINVAL);
	EXPECT(sched_yield(), 0);
}

/* Standard input is the terminal, of which nobody here is in charge. */
static void terminal(void)
{
	struct winsize size;
	struct termios modes;
	int fd, group = getpgrp();

	EXPECT(isatty(0), 1);
	EXPECT(ioctl(0, TIOCGWINSZ, &size), 0);
	EXPECT(size.ws_row, 24);
	EXPECT(tcgetattr(0, &modes), 0);
	EXPECT_TRUE(modes.c_lflag & ICANON);
	EXPECT_ERRNO(ioctl(0, TIOCGPGRP, &group), ENOTTY);
	EXPECT_ERRNO(ioctl(0, TIOCSPGRP, &group), ENOTTY);
	EXPECT_ERRNO(ioctl(0, TIOCSCTTY, 0), EPERM);
	EXPECT_ERRNO(ioctl(0, 0x5499, 0), ENOTTY);
	EXPECT_ERRNO(ioctl(0, TCGETS, KERNEL_ADDRESS), EFAULT);
	EXPECT_ERRNO(ioctl(0, TCSETS, KERNEL_ADDRESS), EFAULT);
	fd = open("/etc/herd/enabled/systest.conf", O_RDONLY);
	EXPECT(isatty(fd), 0);
	EXPECT(close(fd), 0);
}

const struct test group_tests[] = {
	{ "group-kill-wait", groups },
	{ "group-sessions", sessions },
	{ "group-orphaned", orphaned },
	{ "group-stops-alone", stops_alone },
	{ "group-terminal", terminal },
	{ "process-timers", timers },
	{ "process-waitid", waitids },
	{ "process-usage", usage },
	{ "process-identity", identity },
	{ "process-scheduling", scheduling },
	{ 0 },
};
