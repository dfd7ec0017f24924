/* SPDX-License-Identifier: MIT
 *
 * sysfuzz.c: system calls with random numbers and arguments.
 *
 *   sysfuzz SEED SECONDS
 *
 * A child for each round makes up to CALLS calls, chosen by the seed and the round, and is killed
 * with its group after ROUND_MS.  Arguments are mixed from numbers, file descriptors, and
 * addresses: good, bad, at the end of a page, of strings, of structures.  What a round could
 * do to others than itself (signals to strangers, leaving its group) is left out.
 *
 * Before and after, memory and processes are counted: nothing may stay.  Prints `ok` or what
 * is wrong, and exits with 0 or 1.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CALLS = 400, ROUND_MS = 250, NUMBERS = 460, WARM_UP_ROUNDS = 12, PAGE = 4096 };
#define PLAYGROUND "/tmp/fuzz"

static uint64_t state;

static uint64_t rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 0x2545f4914f6cdd1d;
}

static uint64_t below(uint64_t n)
{
	return rnd() % n;
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ull + t.tv_nsec / 1000000;
}

/* ---- what arguments are made of ---- */

static char *writable, *readable, *hole;        /* pages; behind each there is nothing */

static const char *const paths[] = {
	"/", ".", "..", "", "a", "b", "a/b", "/tmp/fuzz/a", "/tmp/fuzz/b", "/tmp/fuzz/c/d", "/bin",
	"/bin/hello", "/dev/null", "/dev/zero", "/nowhere", "/proc/self", "/proc/meminfo",
	"/proc/self/fd/3", "/etc/herd/enabled",
};

static uint64_t number(void)
{
	static const uint64_t some[] = {
		0, 1, 2, 3, 4, 7, 8, 16, 24, 32, 64, 100, 128, 512, 4095, PAGE, 3 * PAGE, 65536,
		1 << 20, INT32_MAX, UINT32_MAX, INT64_MAX, -1ull, -2ull, -100ull, -PAGE,
	};

	return below(4) ? some[below(sizeof(some) / sizeof(some[0]))] :
	       below(2) ? rnd() >> below(64) : 1ull << below(64);
}

/* A structure that some call might like, made up in the writable page. */
static uint64_t structure(void)
{
	uint64_t *at = (uint64_t *)(writable + below(PAGE / 8 - 64) * 8);

	for (unsigned i = 0; i < 16; i++) {
		switch (below(5)) {
		case 0:
			at[i] = (uint64_t)(below(2) ? writable : readable) + below(PAGE);
			break;
		case 1:
			at[i] = below(10);
			break;
		case 2:
			at[i] = number();
			break;
		default:
			at[i] = 0;
			break;
		}
	}
	return (uint64_t)at;
}

static uint64_t address(void)
{
	switch (below(12)) {
	case 0:
		return 0;
	case 1:
		return (uint64_t)hole + below(PAGE);
	case 2:
		return 0xffff000040080000 + number();
	case 3:
		return (uint64_t)writable + PAGE - 1 - below(32);
	case 4:
		return (uint64_t)readable + below(PAGE);
	case 5:
		return number();
	case 6:
		return (uint64_t)writable + below(PAGE) / 8 * 8;
	case 7:
	case 8:
		return (uint64_t)paths[below(sizeof(paths) / sizeof(paths[0]))];
	default:
		return structure();
	}
}

static uint64_t argument(void)
{
	switch (below(8)) {
	case 0:
	case 1:
		return below(20);       /* a file descriptor, perhaps */
	case 2:
	case 3:
		return number();
	case 4:
		return -100ull;         /* AT_FDCWD */
	default:
		return address();
	}
}

/* ---- a round ---- */

/* Calls whose first argument must not be a stranger. */
static bool reaches_out(long n)
{
	return n == SYS_kill || n == SYS_tkill || n == SYS_tgkill || n == SYS_rt_sigqueueinfo ||
	       n == SYS_rt_tgsigqueueinfo || n == SYS_setpriority;
}

static bool left_out(long n, bool grandchild)
{
	if (n == SYS_exit || n == SYS_exit_group || n == SYS_rt_sigreturn)
		return below(10) != 0;
	if (n == SYS_reboot || n == SYS_shutdown)
		return true;
	if (grandchild)
		return n == SYS_setsid || n == SYS_setpgid || n == SYS_clone;
	return n == SYS_clone && below(3) != 0;
}

static void one_call(bool grandchild)
{
	long n = below(50) ? (long)below(NUMBERS) : (long)number();
	uint64_t a[6];

	for (unsigned i = 0; i < 6; i++)
		a[i] = argument();
	if (left_out(n, grandchild))
		return;
	if (reaches_out(n)) {
		a[0] = below(3) ? (uint64_t)getpid() : 30000;
		if (n == SYS_tgkill)
			a[1] = a[0];
		else if (below(4))
			a[1] = below(8) ? 17 : below(65);
	}
	syscall(n, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void *page_with_hole(int prot)
{
	char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		_exit(2);
	for (unsigned i = 0; i < PAGE / 8; i++)
		((uint64_t *)p)[i] = rnd();
	mprotect(p, PAGE, prot);
	munmap(p + PAGE, PAGE);
	return p;
}

static void some_files(void)
{
	int ends[2];

	for (int fd = 0; fd < 64; fd++)
		close(fd);
	open("/dev/null", O_RDWR);
	open("/dev/null", O_RDWR);
	open("/dev/null", O_RDWR);
	(void)!pipe(ends);
	(void)!pipe2(ends, O_NONBLOCK);
	open("/bin/hello", O_RDONLY);
	open(PLAYGROUND, O_RDONLY | O_DIRECTORY);
	open(PLAYGROUND "/a", O_RDWR | O_CREAT, 0644);
	open("/dev/zero", O_RDONLY);
	open("/dev/console", O_RDONLY | O_NONBLOCK | O_NOCTTY);
}

static void round_of_calls(void)
{
	pid_t self;

	setsid();
	self = getpid();
	(void)!chdir(PLAYGROUND);
	writable = page_with_hole(PROT_READ | PROT_WRITE);
	readable = page_with_hole(PROT_READ);
	hole = page_with_hole(PROT_NONE);
	some_files();
	for (unsigned i = 0; i < CALLS; i++) {
		one_call(getpid() != self);
		if (getpid() != self && below(20) == 0)
			break;
	}
	_exit(0);
}

/* Waits for the child, ROUND_MS at most. */
static void run_round(uint64_t seed)
{
	const struct timespec limit = { .tv_nsec = ROUND_MS * 1000000l };
	sigset_t child;
	pid_t pid;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	pid = fork();
	if (pid == 0) {
		sigprocmask(SIG_UNBLOCK, &child, NULL);
		state = seed * 0x9e3779b97f4a7c15 + 1;
		round_of_calls();
	}
	if (pid < 0)
		return;
	while (waitpid(pid, NULL, WNOHANG) != pid) {
		if (sigtimedwait(&child, NULL, &limit) < 0 && errno == EAGAIN) {
			kill(-pid, SIGKILL);
			kill(pid, SIGKILL);
			waitpid(pid, NULL, 0);
			break;
		}
	}
	/* Who was left behind in its group. */
	kill(-pid, SIGKILL);
}

/* ---- before and after ---- */

static void clear(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char name[600];

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		chmod(name, 0700);
		if (unlink(name) && (errno == EISDIR || errno == EPERM)) {
			clear(name);
			rmdir(name);
		}
	}
	if (dir)
		closedir(dir);
}

/* Reads everything on the root file system, of which the kernel keeps what it has read. */
static void read_all(const char *path, dev_t device)
{
	static char block[65536];
	struct stat st;
	DIR *dir;
	int fd;

	if (lstat(path, &st) || st.st_dev != device)
		return;
	if (S_ISREG(st.st_mode)) {
		fd = open(path, O_RDONLY);
		while (read(fd, block, sizeof(block)) > 0)
			;
		close(fd);
	}
	dir = S_ISDIR(st.st_mode) ? opendir(path) : NULL;
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		char name[600];

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof(name), "%s/%s", strcmp(path, "/") ? path : "", entry->d_name);
		read_all(name, device);
	}
	if (dir)
		closedir(dir);
}

struct count {
	unsigned long free_kb, processes;
};

/* When what ended a moment ago has been given back. */
static struct count settled(void)
{
	struct count last = { 0 };
	int same = 0;

	/* A round can leave its directory, upwards; everything else is read-only. */
	clear("/tmp");
	mkdir(PLAYGROUND, 0755);
	for (int i = 0; i < 100 && same < 3; i++) {
		struct sysinfo info;

		nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
		sysinfo(&info);
		unsigned long kb = info.freeram * (unsigned long long)info.mem_unit / 1024;

		same = kb == last.free_kb && info.procs == last.processes ? same + 1 : 0;
		last = (struct count){ kb, info.procs };
	}
	return last;
}

/* For what others of the kernel have in hand at the moment. */
enum { SLACK_KB = 32 };

int main(int argc, char **argv)
{
	uint64_t seed, end, rounds = 0;
	struct count before, after;
	struct stat root;
	sigset_t child;

	if (argc != 3)
		return 2;
	seed = strtoull(argv[1], NULL, 0);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	if (stat("/", &root) == 0)
		read_all("/", root.st_dev);
	mkdir(PLAYGROUND, 0755);
	for (int i = 0; i < WARM_UP_ROUNDS; i++)
		run_round(i);
	before = settled();
	end = now_ms() + strtoul(argv[2], NULL, 0) * 1000;
	while (now_ms() < end)
		run_round(seed * 1000003 + rounds++);
	after = settled();
	printf("sysfuzz: seed %llu, %llu rounds: free %lu KiB before, %lu after; %lu processes, %lu\n",
	       (unsigned long long)seed, (unsigned long long)rounds, before.free_kb, after.free_kb,
	       before.processes, after.processes);
	if (after.free_kb + SLACK_KB < before.free_kb || after.processes > before.processes) {
		printf("sysfuzz: something has stayed\n");
		return 1;
	}
	printf("sysfuzz: ok\n");
	return 0;
}
