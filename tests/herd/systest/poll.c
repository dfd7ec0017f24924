/* SPDX-License-Identifier: MIT
 *
 * poll.c: poll and select on pipes, and reads and writes that shall not wait.
 */
#include "systest.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int ends[2];

static void pause_ms(int ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000l }, NULL);
}

static void poll_states(void)
{
	struct pollfd p[2];
	char c;

	EXPECT(pipe(ends), 0);
	p[0] = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	p[1] = (struct pollfd){ .fd = ends[1], .events = POLLOUT };
	EXPECT(poll(p, 2, -1), 1);
	EXPECT(p[0].revents, 0);
	EXPECT(p[1].revents, POLLOUT);
	EXPECT(poll(p, 1, 0), 0);
	EXPECT(write(ends[1], "x", 1), 1);
	EXPECT(poll(p, 2, 1000), 2);
	EXPECT(p[0].revents, POLLIN);
	EXPECT(read(ends[0], &c, 1), 1);
	EXPECT(close(ends[1]), 0);
	EXPECT(poll(p, 1, -1), 1);
	EXPECT(p[0].revents, POLLHUP);
	EXPECT(poll(p, 2, -1), 2);
	EXPECT(p[1].revents, POLLNVAL);
	p[1].fd = -1;
	EXPECT(poll(p + 1, 1, 0), 0);
	EXPECT(close(ends[0]), 0);
	EXPECT(pipe(ends), 0);
	EXPECT(close(ends[0]), 0);
	p[1] = (struct pollfd){ .fd = ends[1] };
	EXPECT(poll(p + 1, 1, -1), 1);
	EXPECT(p[1].revents, POLLERR);
	EXPECT(close(ends[1]), 0);
	/* A file is always ready. */
	p[0].fd = open("/etc/herd/enabled/systest.conf", O_RDONLY);
	p[0].events = POLLIN | POLLOUT;
	EXPECT(poll(p, 1, -1), 1);
	EXPECT(p[0].revents, POLLIN | POLLOUT);
	EXPECT(close(p[0].fd), 0);
}

/* What happens while somebody polls wakes him, and time does. */
static void poll_waits(void)
{
	struct pollfd p;
	struct timespec before, after;
	int status;

	EXPECT(pipe(ends), 0);
	p = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	for (int i = 0; i < 2; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			close(ends[0]);
			pause_ms(20);
			_exit(i == 0 && write(ends[1], "x", 1) != 1);
		}
		if (i)
			close(ends[1]);
		EXPECT(poll(&p, 1, -1), 1);
		EXPECT(p.revents, i == 0 ? POLLIN : POLLHUP);
		EXPECT(read(ends[0], &status, 1), 1 - i);
		EXPECT(waitpid(pid, &status, 0), pid);
		EXPECT(status, 0);
	}
	close(ends[0]);
	EXPECT(clock_gettime(CLOCK_MONOTONIC, &before), 0);
	EXPECT(poll(NULL, 0, 30), 0);
	EXPECT(clock_gettime(CLOCK_MONOTONIC, &after), 0);
	EXPECT_TRUE((after.tv_sec - before.tv_sec) * 1000000000l + after.tv_nsec -
		    before.tv_nsec >= 30000000);
}

static void selects(void)
{
	struct timeval soon = { .tv_usec = 10000 };
	fd_set in, out;
	char c;

	EXPECT(pipe(ends), 0);
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_SET(ends[0], &in);
	FD_SET(ends[1], &out);
	EXPECT(select(ends[1] + 1, &in, &out, NULL, NULL), 1);
	EXPECT_TRUE(!FD_ISSET(ends[0], &in) && FD_ISSET(ends[1], &out));
	FD_SET(ends[0], &in);
	EXPECT(select(ends[1] + 1, &in, NULL, NULL, &soon), 0);
	EXPECT_TRUE(!FD_ISSET(ends[0], &in));
	EXPECT(write(ends[1], "x", 1), 1);
	FD_SET(ends[0], &in);
	EXPECT(select(ends[1] + 1, &in, &out, NULL, NULL), 2);
	EXPECT_TRUE(FD_ISSET(ends[0], &in));
	EXPECT(read(ends[0], &c, 1), 1);
	close(ends[0]);
	EXPECT_ERRNO(select(ends[1] + 1, &in, NULL, NULL, NULL), EBADF);
	EXPECT_ERRNO(select(-1, &in, NULL, NULL, NULL), EINVAL);
	close(ends[1]);
}

static void no_wait(void)
{
	static char block[65536];
	int waits[2];
	ssize_t total = 0, n;

	EXPECT(pipe2(ends, O_NONBLOCK), 0);
	EXPECT(fcntl(ends[0], F_GETFL), O_RDONLY | O_NONBLOCK);
	EXPECT_ERRNO(read(ends[0], block, 1), EAGAIN);
	while ((n = write(ends[1], block, sizeof(block))) > 0)
		total += n;
	EXPECT_TRUE(errno == EAGAIN && total >= 4096);
	EXPECT(poll(&(struct pollfd){ .fd = ends[1], .events = POLLOUT }, 1, 0), 0);
	while ((n = read(ends[0], block, sizeof(block))) > 0)
		total -= n;
	EXPECT(total, 0);
	close(ends[0]);
	close(ends[1]);
	EXPECT(pipe(waits), 0);
	EXPECT(fcntl(waits[0], F_SETFL, O_NONBLOCK), 0);
	EXPECT_ERRNO(read(waits[0], block, 1), EAGAIN);
	EXPECT(fcntl(waits[0], F_SETFL, 0), 0);
	EXPECT(fcntl(waits[0], F_GETFL), O_RDONLY);
	close(waits[0]);
	close(waits[1]);
}

static void poll_errors(void)
{
	struct pollfd many[100] = { 0 };
	struct timespec wrong = { .tv_nsec = -1 };

	EXPECT_ERRNO(poll(many, 100000, 0), EINVAL);
	EXPECT_ERRNO(poll(KERNEL_ADDRESS, 1, 0), EFAULT);
	EXPECT_ERRNO(syscall(SYS_ppoll, many, 1, KERNEL_ADDRESS, NULL, 0), EFAULT);
	EXPECT_ERRNO(syscall(SYS_ppoll, many, 1, &wrong, NULL, 0), EINVAL);
	EXPECT_ERRNO(syscall(SYS_ppoll, many, 1, NULL, many, 4), EINVAL);
	EXPECT_ERRNO(syscall(SYS_pselect6, 3, KERNEL_ADDRESS, NULL, NULL, NULL, NULL), EFAULT);
}

const struct test poll_tests[] = {
	{ "poll-states", poll_states },
	{ "poll-waits", poll_waits },
	{ "poll-select", selects },
	{ "poll-no-wait", no_wait },
	{ "poll-errors", poll_errors },
	{ 0 },
};
