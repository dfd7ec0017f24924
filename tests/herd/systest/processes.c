/* SPDX-License-Identifier: MIT
 *
 * processes.c: fork, vfork, exec, exit and wait.  The files under /elf are made by
 * tests/herd/run.
 */
#include "systest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void exit_7(void) { _exit(7); }
static void nothing(void) { }

static void wait_status(void)
{
	int status = 0;
	pid_t pid;

	EXPECT(status_of(exit_7), 7 << 8);
	EXPECT(status_of(nothing), 0);
	EXPECT_ERRNO(wait(&status), ECHILD);
	EXPECT_ERRNO(waitpid(1, &status, 0), ECHILD);
	pid = fork();
	if (pid == 0) {
		nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
		_exit(3);
	}
	EXPECT(waitpid(pid, &status, WNOHANG), 0);
	EXPECT_ERRNO(waitpid(pid, &status, 0x100000), EINVAL);
	EXPECT_ERRNO(waitpid(pid + 1, &status, 0), ECHILD);
	EXPECT(waitpid(-1, &status, 0), pid);
	EXPECT(status, 3 << 8);
	pid = fork();
	if (pid == 0)
		_exit(0);
	EXPECT_ERRNO(waitpid(pid, KERNEL_ADDRESS, 0), EFAULT);
}

static int shared_word = 1;

static void fork_apart(void)
{
	int status;
	pid_t pid = fork(), parent = getppid();

	if (pid == 0) {
		shared_word = 2;
		_exit(getpid() != parent && shared_word == 2 ? 0 : 1);
	}
	EXPECT(waitpid(pid, &status, 0), pid);
	EXPECT(status, 0);
	EXPECT(shared_word, 1);
}

/* Floating-point registers belong to each process, whatever runs in between. */
static void count_in_fp(void)
{
	volatile double step = getpid(), sum = 0;

	for (int i = 0; i < 300000; i++)
		sum += step;
	_exit(sum == 300000.0 * getpid() ? 0 : 1);
}

static void fp_registers(void)
{
	int status, bad = 0;

	for (int i = 0; i < 6; i++) {
		if (fork() == 0)
			count_in_fp();
	}
	for (int i = 0; i < 6; i++)
		bad += wait(&status) < 0 || status != 0;
	EXPECT(bad, 0);
}

static void pipe_to_parent(void)
{
	static unsigned char buf[3000];
	int ends[2], status, wrong = 0;
	size_t total = 0;
	ssize_t n;

	EXPECT(pipe(ends), 0);
	if (fork() == 0) {
		for (unsigned i = 0; i < 50; i++) {
			memset(buf, i, sizeof(buf));
			if (write(ends[1], buf, sizeof(buf)) != sizeof(buf))
				_exit(1);
		}
		_exit(0);
	}
	close(ends[1]);
	while ((n = read(ends[0], buf, 1777)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			wrong += buf[i] != (total + i) / sizeof(buf);
		total += n;
	}
	EXPECT(n, 0);
	EXPECT(total, 50 * sizeof(buf));
	EXPECT(wrong, 0);
	EXPECT_TRUE(wait(&status) > 0 && status == 0);
	close(ends[0]);
}

static int spawn_status(char *const argv[], char *const envp[])
{
	int status;
	pid_t pid;
	int rc = posix_spawn(&pid, argv[0], NULL, NULL, argv, envp);

	if (rc)
		return -rc;
	return waitpid(pid, &status, 0) == pid ? status : -1;
}

static void spawn(void)
{
	char *const good[] = { "/bin/systest", "args", "one word", "", NULL };
	char *const missing[] = { "/bin/nothing", NULL };
	char *const environment[] = { "GIVEN=environment", NULL };
	char *const nothing_given[] = { NULL };

	EXPECT(spawn_status(good, environment), 0);
	EXPECT(spawn_status(good, nothing_given), 1 << 8);
	EXPECT(spawn_status(missing, environment), -ENOENT);
}

static void exec_errors(void)
{
	static char *many[2000];
	static char text[40000];
	char *const argv[] = { "x", NULL };

	memset(text, 'a', sizeof(text) - 1);
	for (unsigned i = 0; i < 1999; i++)
		many[i] = "x";
	EXPECT_ERRNO(execve("/bin", argv, NULL), EACCES);
	EXPECT_ERRNO(execve("/etc/herd/enabled/systest.conf", argv, NULL), EACCES);
	EXPECT_ERRNO(execve("/nowhere", argv, NULL), ENOENT);
	EXPECT_ERRNO(execve(KERNEL_ADDRESS, argv, NULL), EFAULT);
	EXPECT_ERRNO(execve("/bin/hello", KERNEL_ADDRESS, NULL), EFAULT);
	EXPECT_ERRNO(execve("/bin/hello", (char *[]){ KERNEL_ADDRESS, NULL }, NULL), EFAULT);
	EXPECT_ERRNO(execve("/bin/hello", argv, KERNEL_ADDRESS), EFAULT);
	EXPECT_ERRNO(execve("/bin/hello", (char *[]){ NULL }, NULL), EINVAL);
	EXPECT_ERRNO(execve("/bin/hello", many, NULL), E2BIG);
	EXPECT_ERRNO(execve("/bin/hello", (char *[]){ text, text, NULL }, NULL), E2BIG);
}

/* Every file in /elf but "good" is refused, and the caller lives on. */
static void exec_bad_elf(void)
{
	char *const good[] = { "/elf/good", NULL };
	DIR *dir = opendir("/elf");
	struct dirent *entry;
	int count = 0;

	EXPECT_TRUE(dir);
	while (dir && (entry = readdir(dir))) {
		char path[300];

		if (entry->d_name[0] == '.' || strcmp(entry->d_name, "good") == 0)
			continue;
		snprintf(path, sizeof(path), "/elf/%s", entry->d_name);
		errno = 0;
		execve(path, (char *[]){ path, NULL }, NULL);
		if (errno != ENOEXEC)
			failed(__FILE__, __LINE__, "%s: errno %d, not ENOEXEC", path, errno);
		count++;
	}
	if (dir)
		closedir(dir);
	EXPECT_TRUE(count >= 10);
	EXPECT(spawn_status(good, (char *[]){ NULL }), 0);
}

static void exec_closes(void)
{
	int ends[2];
	char c;

	EXPECT(pipe2(ends, O_CLOEXEC), 0);
	if (fork() == 0) {
		execve("/bin/systest", (char *[]){ "systest", "args", NULL }, NULL);
		_exit(9);
	}
	close(ends[1]);
	EXPECT(read(ends[0], &c, 1), 0);
	close(ends[0]);
	EXPECT_TRUE(wait(NULL) > 0);
}

static int change_word(void *arg)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	*(int *)arg = 2;
	return 5;
}

/* What posix_spawn does: the child has the parent's memory, and the parent waits. */
static void vfork_waits(void)
{
	static char stack[16384] __attribute__((aligned(16)));
	int status, word = 1;
	pid_t pid = clone(change_word, stack + sizeof(stack), CLONE_VM | CLONE_VFORK | SIGCHLD, &word);

	EXPECT_TRUE(pid > 0);
	EXPECT(word, 2);
	EXPECT(waitpid(pid, &status, 0), pid);
	EXPECT(status, 5 << 8);
}

static void clone_kinds(void)
{
	/* A thread shares everything. */
	EXPECT_ERRNO(syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0), EINVAL);
	EXPECT_ERRNO(syscall(SYS_clone, CLONE_THREAD | CLONE_SIGHAND, 0, 0, 0, 0), EINVAL);
	EXPECT_ERRNO(syscall(SYS_clone, SIGCHLD | 0x100, 0, 0, 0, 0), EINVAL);
	EXPECT_ERRNO(syscall(SYS_clone, 0, 0, 0, 0, 0), EINVAL);
}

/* A child whose parent ends becomes process 1's. */
static void orphan(void)
{
	int ends[2];
	pid_t parent = 0;

	EXPECT(pipe(ends), 0);
	if (fork() == 0) {
		pid_t before = getpid();

		if (fork() == 0) {
			while (getppid() == before)
				sched_yield();
			parent = getppid();
			(void)!write(ends[1], &parent, sizeof(parent));
		}
		_exit(0);
	}
	EXPECT_TRUE(wait(NULL) > 0);
	EXPECT(read(ends[0], &parent, sizeof(parent)), sizeof(parent));
	EXPECT(parent, 1);
	close(ends[0]);
	close(ends[1]);
}

/* The table of processes fills up, and empties again. */
static void too_many(void)
{
	int ends[2], count = 0, reaped = 0;
	char c;

	EXPECT(pipe(ends), 0);
	for (;;) {
		pid_t pid = fork();

		if (pid == 0) {
			close(ends[1]);
			_exit(read(ends[0], &c, 1) != 0);
		}
		if (pid < 0)
			break;
		count++;
	}
	EXPECT_TRUE(errno == EAGAIN || errno == ENOMEM);
	EXPECT_TRUE(count > 10);
	close(ends[1]);
	close(ends[0]);
	while (wait(NULL) > 0)
		reaped++;
	EXPECT(reaped, count);
	EXPECT(status_of(exit_7), 7 << 8);
}

const struct test process_tests[] = {
	{ "process-wait", wait_status },
	{ "process-fork", fork_apart },
	{ "process-fp", fp_registers },
	{ "process-pipe", pipe_to_parent },
	{ "process-spawn", spawn },
	{ "process-exec-errors", exec_errors },
	{ "process-exec-bad-elf", exec_bad_elf },
	{ "process-exec-closes", exec_closes },
	{ "process-vfork", vfork_waits },
	{ "process-clone", clone_kinds },
	{ "process-orphan", orphan },
	{ "process-table-full", too_many },
	{ 0 },
};
