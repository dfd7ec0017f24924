/* SPDX-License-Identifier: MIT
 *
 * service.c: starting a service, collecting its output, reporting its end.
 *
 * The collector is a process of its own that does nothing but read the pipe and
 * print lines.  So the read may wait as long as it likes, the supervisor never waits for
 * a service's output, and a service that leaves its pipe to a child of its own is
 * still seen to exit.  The exit is reported when the output has ended, at the latest
 * OUTPUT_WAIT_MS after it, so that the last lines come before the report.  A service on the
 * console has no collector.
 */
#include "service.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_WAIT_MS = 1000, RESTART_MIN_MS = 500, RESTART_MAX_MS = 30000 };
enum { LINE_BYTES = 1024 };

extern char **environ;

/* Prints a line with the service's name in front, in one write. */
static void print_line(const char *name, const char *text, size_t len)
{
	dprintf(STDOUT_FILENO, "%s: %.*s\n", name, (int)len, text);
}

/* Prints the whole lines in `buf` and returns how much is left, moved to its front.  What
 * fills the buffer without an end of line is printed as it is. */
static size_t print_lines(const char *name, char *buf, size_t len)
{
	char *end;

	while ((end = memchr(buf, '\n', len))) {
		size_t used = end + 1 - buf;

		print_line(name, buf, end - buf);
		memmove(buf, end + 1, len - used);
		len -= used;
	}
	if (len == LINE_BYTES) {
		print_line(name, buf, len);
		len = 0;
	}
	return len;
}

static _Noreturn void collect(const char *name, int fd)
{
	char buf[LINE_BYTES];
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, buf + len, sizeof(buf) - len)) > 0)
		len = print_lines(name, buf, len + n);
	if (len)
		print_line(name, buf, len);
	_exit(n < 0);
}

/* posix_spawn with standard output and error in `output`.  0 or the error. */
static int spawn(struct service *s, int output)
{
	posix_spawn_file_actions_t actions;
	int rc;

	rc = posix_spawn_file_actions_init(&actions);
	if (rc)
		return rc;
	rc = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
	if (!rc)
		rc = posix_spawn(&s->pid, s->conf.command, &actions, NULL, s->conf.argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

/* The process and its collector, on the two ends of a pipe. */
static int start_on_pipe(struct service *s, const int ends[2])
{
	int rc = spawn(s, ends[1]);

	close(ends[1]);
	if (rc)
		return rc;
	s->collector = fork();
	if (s->collector == 0)
		collect(s->name, ends[0]);
	if (s->collector < 0) {
		dprintf(STDOUT_FILENO, "herd: %s: its output is lost: %s\n", s->name,
			strerror(errno));
		s->collector = 0;
	}
	return 0;
}

/* After an end: again later, or never. */
static void settle(struct service *s, bool failed, long long now_ms)
{
	if (!failed || !s->conf.restart_on_failure) {
		s->state = SERVICE_DONE;
		return;
	}
	s->delay_ms = s->delay_ms ? s->delay_ms * 2 : RESTART_MIN_MS;
	if (s->delay_ms > RESTART_MAX_MS)
		s->delay_ms = RESTART_MAX_MS;
	s->at_ms = now_ms + s->delay_ms;
	s->state = SERVICE_WAITING;
}

/* In the child: the console becomes the terminal of a new session. */
static _Noreturn void run_on_console(const struct service *s)
{
	int fd = setsid() < 0 ? -1 : open("/dev/console", O_RDWR | O_NOCTTY);

	if (fd >= 0 && ioctl(fd, TIOCSCTTY, 0) == 0 && dup2(fd, 0) >= 0 && dup2(fd, 1) >= 0 &&
	    dup2(fd, 2) >= 0) {
		if (fd > 2)
			close(fd);
		execv(s->conf.command, s->conf.argv);
	}
	_exit(127);
}

static int start_on_console(struct service *s)
{
	s->pid = fork();
	if (s->pid == 0)
		run_on_console(s);
	return s->pid < 0 ? errno : 0;
}

static int start_collected(struct service *s)
{
	int ends[2];
	int rc;

	if (pipe2(ends, O_CLOEXEC))
		return errno;
	rc = start_on_pipe(s, ends);
	close(ends[0]);
	return rc;
}

void service_start(struct service *s, long long now_ms)
{
	int rc = s->conf.on_console ? start_on_console(s) : start_collected(s);

	if (rc) {
		dprintf(STDOUT_FILENO, "herd: %s: can't start %s: %s\n", s->name, s->conf.command,
			strerror(rc));
		settle(s, true, now_ms);
		return;
	}
	s->state = SERVICE_RUNNING;
	dprintf(STDOUT_FILENO, "herd: %s: started, pid %d\n", s->name, (int)s->pid);
}

bool service_child_ended(struct service *s, pid_t pid, int status, long long now_ms)
{
	if (pid == s->collector) {
		s->collector = 0;
		return true;
	}
	if (pid != s->pid || s->state != SERVICE_RUNNING)
		return false;
	s->state = SERVICE_EXITED;
	s->status = status;
	s->at_ms = now_ms;
	return true;
}

static void report(const struct service *s)
{
	if (WIFSIGNALED(s->status))
		dprintf(STDOUT_FILENO, "herd: %s: ended by signal %d\n", s->name,
			WTERMSIG(s->status));
	else
		dprintf(STDOUT_FILENO, "herd: %s: exited with status %d\n", s->name,
			WEXITSTATUS(s->status));
}

void service_tick(struct service *s, long long now_ms)
{
	if (s->state == SERVICE_EXITED &&
	    (!s->collector || now_ms - s->at_ms >= OUTPUT_WAIT_MS)) {
		report(s);
		settle(s, s->status != 0, now_ms);
	}
	if (s->state == SERVICE_WAITING && now_ms >= s->at_ms)
		service_start(s, now_ms);
}
