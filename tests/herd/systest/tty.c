/* SPDX-License-Identifier: MIT
 *
 * tty.c: the terminal, with somebody at the keys.
 *
 *   systest tty
 *
 * Takes the console as its session's terminal.  Before each input it prints `keys: ` and what
 * shall be typed, as printf(1) takes it; tests/herd/run types that.
 */
#include "systest.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static char text[256];

static void ask(const char *keys)
{
	printf("keys: %s\n", keys);
	fflush(stdout);
}

/* What a read gives, with a zero behind it. */
static ssize_t get(size_t len)
{
	ssize_t n = read(0, text, len);

	text[n > 0 ? n : 0] = '\0';
	return n;
}

static void expect_line(const char *keys, const char *line)
{
	ask(keys);
	(void)get(sizeof(text) - 1);
	if (strcmp(text, line) != 0)
		failed(__FILE__, __LINE__, "%s: \"%s\", not \"%s\"", keys, text, line);
}

static void lines(void)
{
	struct pollfd p = { .fd = 0, .events = POLLIN };
	int count;

	expect_line("hello\\r", "hello\n");
	expect_line("abX\\177c\\r", "abc\n");
	expect_line("gone\\025stays\\r", "stays\n");
	expect_line("one two\\027\\027three\\r", "three\n");
	expect_line("\\026\\003x\\r", "\003x\n");
	expect_line("no end\\004", "no end");
	ask("\\004");
	EXPECT(get(10), 0);
	/* A line is there as a whole, and can be read in parts. */
	EXPECT(poll(&p, 1, 0), 0);
	ask("abcdef\\rgh\\r");
	EXPECT(poll(&p, 1, -1), 1);
	EXPECT(get(4), 4);
	EXPECT(ioctl(0, FIONREAD, &count), 0);
	EXPECT_TRUE(count >= 3);
	EXPECT(get(100), 3);
	EXPECT(strcmp(text, "ef\n"), 0);
	EXPECT(get(100), 3);
	EXPECT(strcmp(text, "gh\n"), 0);
}

static void raw(void)
{
	struct termios before, modes;

	EXPECT(tcgetattr(0, &before), 0);
	modes = before;
	cfmakeraw(&modes);
	modes.c_oflag = before.c_oflag;
	EXPECT(tcsetattr(0, TCSAFLUSH, &modes), 0);
	ask("\\003");
	EXPECT(get(10), 1);
	EXPECT(text[0], 3);
	modes.c_cc[VMIN] = 3;
	EXPECT(tcsetattr(0, TCSANOW, &modes), 0);
	ask("x\\ry");
	EXPECT(get(10), 3);
	EXPECT(strcmp(text, "x\ry"), 0);
	modes.c_cc[VMIN] = 0;
	EXPECT(tcsetattr(0, TCSANOW, &modes), 0);
	EXPECT(get(10), 0);
	modes.c_cc[VTIME] = 1;
	EXPECT(tcsetattr(0, TCSANOW, &modes), 0);
	EXPECT(get(10), 0);
	EXPECT(tcsetattr(0, TCSANOW, &before), 0);
	expect_line("cooked\\r", "cooked\n");
}

static volatile sig_atomic_t got;
static void notes(int signal) { got = signal; }

static void on(int signal, void (*fn)(int))
{
	struct sigaction action = { .sa_handler = fn };

	EXPECT(sigaction(signal, &action, NULL), 0);
}

/* Typed at any time from here on, the keys end this wait. */
static void expect_signal(const char *keys, int signal)
{
	struct pollfd p = { .fd = 0, .events = POLLIN };
	sigset_t none;

	sigemptyset(&none);
	got = 0;
	ask(keys);
	EXPECT_ERRNO(ppoll(&p, 1, NULL, &none), EINTR);
	EXPECT(got, signal);
}

static void keys_are_signals(void)
{
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGTSTP);
	EXPECT(sigprocmask(SIG_BLOCK, &set, &before), 0);
	on(SIGINT, notes);
	on(SIGQUIT, notes);
	on(SIGTSTP, notes);
	expect_signal("thrown away\\003", SIGINT);
	expect_signal("\\034", SIGQUIT);
	expect_signal("\\032", SIGTSTP);
	expect_line("kept\\r", "kept\n");
	EXPECT(sigprocmask(SIG_SETMASK, &before, NULL), 0);
	on(SIGINT, SIG_DFL);
	on(SIGQUIT, SIG_DFL);
	on(SIGTSTP, SIG_DFL);
}

/* A child in a group of its own, which may be made the foreground's. */
static pid_t job(void (*fn)(void), bool foreground)
{
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0);
		if (foreground) {
			signal(SIGTTOU, SIG_IGN);
			tcsetpgrp(0, getpid());
			signal(SIGTTOU, SIG_DFL);
		}
		fn();
		_exit(0);
	}
	setpgid(pid, pid);
	return pid;
}

static void spins(void) { ask("\\003"); for (;;) ; }
static void spins_stopped(void) { ask("\\032"); for (;;) ; }
static void reads(void) { _exit(get(100) == 4 ? 5 : 6); }
static void writes(void) { _exit(write(1, "", 1) == 1 ? 5 : 6); }
static void changes(void)
{
	struct termios modes;

	tcgetattr(0, &modes);
	_exit(tcsetattr(0, TCSANOW, &modes) == 0 ? 5 : 6);
}
static void reads_ignoring(void)
{
	signal(SIGTTIN, SIG_IGN);
	_exit(get(10) == -1 && errno == EIO ? 5 : 6);
}

static int status_when(pid_t pid, int options)
{
	int status = -1;

	EXPECT(waitpid(pid, &status, options), pid);
	return status;
}

static void jobs(void)
{
	struct termios modes;
	pid_t pid, group;

	signal(SIGTTOU, SIG_IGN);
	EXPECT(tcgetpgrp(0), getpgrp());
	/* Keys are the foreground's, which is elsewhere now. */
	pid = job(spins, true);
	EXPECT(status_when(pid, 0), SIGINT);
	pid = job(spins_stopped, true);
	EXPECT(status_when(pid, WUNTRACED), SIGTSTP << 8 | 0x7f);
	EXPECT(tcgetpgrp(0), pid);
	EXPECT(kill(pid, SIGKILL), 0);
	EXPECT(status_when(pid, 0), SIGKILL);
	EXPECT(tcsetpgrp(0, getpgrp()), 0);
	/* Who reads in the background stops, and gets what is typed when he is in front. */
	pid = job(reads, false);
	EXPECT(status_when(pid, WUNTRACED), SIGTTIN << 8 | 0x7f);
	EXPECT(tcsetpgrp(0, pid), 0);
	EXPECT(kill(-pid, SIGCONT), 0);
	ask("abc\\r");
	EXPECT(status_when(pid, 0), 5 << 8);
	EXPECT(tcsetpgrp(0, getpgrp()), 0);
	EXPECT(status_when(job(reads_ignoring, false), 0), 5 << 8);
	signal(SIGTTOU, SIG_DFL);
	EXPECT(status_when(job(writes, false), 0), 5 << 8);
	pid = job(changes, false);
	EXPECT(status_when(pid, WUNTRACED), SIGTTOU << 8 | 0x7f);
	EXPECT(kill(pid, SIGKILL), 0);
	EXPECT(status_when(pid, 0), SIGKILL);
	EXPECT(tcgetattr(0, &modes), 0);
	modes.c_lflag |= TOSTOP;
	EXPECT(tcsetattr(0, TCSANOW, &modes), 0);
	pid = job(writes, false);
	EXPECT(status_when(pid, WUNTRACED), SIGTTOU << 8 | 0x7f);
	EXPECT(kill(pid, SIGKILL), 0);
	EXPECT(status_when(pid, 0), SIGKILL);
	modes.c_lflag &= ~(tcflag_t)TOSTOP;
	EXPECT(tcsetattr(0, TCSANOW, &modes), 0);
	group = 30000;
	EXPECT_ERRNO(ioctl(0, TIOCSPGRP, &group), EPERM);
	group = -5;
	EXPECT_ERRNO(ioctl(0, TIOCSPGRP, &group), EINVAL);
}

static void controls(void)
{
	struct winsize size = { .ws_row = 50, .ws_col = 132 }, now;
	int fd;

	on(SIGWINCH, notes);
	EXPECT(ioctl(0, TIOCSWINSZ, &size), 0);
	EXPECT(ioctl(0, TIOCGWINSZ, &now), 0);
	EXPECT(now.ws_col, 132);
	EXPECT(got, SIGWINCH);
	EXPECT(tcgetsid(0), getpid());
	fd = open("/dev/tty", O_RDWR);
	EXPECT_TRUE(fd >= 0);
	EXPECT(tcgetpgrp(fd), getpgrp());
	EXPECT(close(fd), 0);
	EXPECT(ioctl(0, TIOCSCTTY, 0), 0);
	signal(SIGHUP, notes);
	EXPECT(ioctl(0, TIOCNOTTY, 0), 0);
	EXPECT(got, SIGHUP);
	EXPECT_TRUE(open("/dev/tty", O_RDWR) < 0 && errno == ENXIO);
	EXPECT(ioctl(0, TIOCSCTTY, 0), 0);
}

/* The end of the session's leader is told to those in front. */
static void waits_for_hup(void)
{
	signal(SIGHUP, SIG_DFL);
	for (;;)
		pause();
}

static void leader(void)
{
	setsid();
	if (ioctl(0, TIOCSCTTY, 1))
		_exit(1);
	(void)job(waits_for_hup, true);
	nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	_exit(0);
}

static void hangs_up(void)
{
	EXPECT(status_of(leader), 0);
	EXPECT(ioctl(0, TIOCSCTTY, 0), 0);
}

const struct test tty_tests[] = {
	{ "tty-lines", lines },
	{ "tty-raw", raw },
	{ "tty-signals", keys_are_signals },
	{ "tty-jobs", jobs },
	{ "tty-controls", controls },
	{ "tty-hangs-up", hangs_up },
	{ 0 },
};

bool tty_begin(void)
{
	int fd;

	/* Not the leader of a group, so that it can begin a session. */
	if (fork() != 0) {
		wait(NULL);
		_exit(0);
	}
	if (setsid() < 0)
		return false;
	fd = open("/dev/console", O_RDWR);
	for (int i = 0; i < 3; i++) {
		if (fd < 0 || dup2(fd, i) != i)
			return false;
	}
	return fd < 3 || close(fd) == 0;
}
