/* SPDX-License-Identifier: MIT
 *
 * host_fuzz.c: damaged images.  Each is mounted and walked in a process of its own:
 * whatever stands there, every call returns, within a bound, with one of the
 * errors that it may return.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kernel/errno.h>
#include <kernel/file.h>

#include "host.h"

enum { OPS_MAX = 3000, READ_MAX = 4 << 20, PATIENCE_S = 20 };

static unsigned ops;
static uint64_t bytes_left = READ_MAX;
static uint8_t piece[70000];

static void check_error(const char *what, const char *path, long err)
{
	static const int allowed[] = { EIO, ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, ENXIO };

	if (err >= 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
		if (err == -allowed[i])
			return;
	host_die("%s %s: %ld", what, path, err);
}

static void read_all(const char *path, struct file *f)
{
	struct file_stat st;
	ssize_t n;

	if (file_stat(f, &st) != 0)
		host_die("stat %s", path);
	while (bytes_left && (n = file_read(f, piece, sizeof(piece))) > 0)
		bytes_left -= (uint64_t)n < bytes_left ? (uint64_t)n : bytes_left;
	for (unsigned i = 1; i < 50; i++) {
		n = file_pread(f, piece, 3000, st.size / 50 * i);
		check_error("read", path, n);
	}
}

struct names {
	unsigned count;
	char name[40][256];
};

static bool collect(void *arg, const char *name, size_t len, uint64_t ino, uint32_t mode,
		    uint64_t next)
{
	struct names *names = arg;

	(void)ino, (void)mode, (void)next;
	if (names->count == ARRAY_LEN(names->name))
		return false;
	memcpy(names->name[names->count], name, len);
	names->name[names->count++][len] = 0;
	return true;
}

static void walk(const char *path, unsigned depth)
{
	struct names *names;
	struct file *f;
	int err;

	if (++ops > OPS_MAX)
		return;
	err = file_open(path, O_RDONLY, &f);
	check_error("open", path, err);
	if (err)
		return;
	names = calloc(1, sizeof(*names));
	err = file_readdir(f, collect, names);
	if (err == -ENOTDIR)
		read_all(path, f);
	else
		check_error("readdir", path, err);
	for (unsigned i = 0; i < names->count && depth < 6; i++) {
		char *full = malloc(strlen(path) + 300);

		sprintf(full, "%s/%s", path, names->name[i]);
		walk(full, depth + 1);
		free(full);
	}
	free(names);
	file_put(f);
}

static void damage(uint8_t *image, size_t len, unsigned seed)
{
	static const uint32_t special[] = {
		0, 1, 2, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x00ffffff, 0x41ed, 0xa1ff };
	unsigned count = 1 + (unsigned)rand_r(&seed) % 12;

	for (unsigned i = 0; i < count; i++) {
		/* Half of the hits where the superblock and the tables are. */
		size_t area = i % 2 ? len : len < 65536 ? len : 65536;
		size_t at = (size_t)rand_r(&seed) % (area - 4);
		uint32_t v = special[(unsigned)rand_r(&seed) % ARRAY_LEN(special)];

		if (i % 4 == 3)
			at = 1024 + (size_t)rand_r(&seed) % 104;
		switch (rand_r(&seed) % 4) {
		case 0: image[at] ^= 1u << rand_r(&seed) % 8; break;
		case 1: image[at] = (uint8_t)rand_r(&seed); break;
		case 2: memcpy(image + (at & ~(size_t)3), &v, 4); break;
		default:
			v = (uint32_t)rand_r(&seed) % (uint32_t)(len / 1024);
			memcpy(image + (at & ~(size_t)3), &v, 4);
		}
	}
}

static int one(const uint8_t *pristine, size_t len, unsigned seed)
{
	uint8_t *image = malloc(len);
	struct host_device dev;
	int err;

	memcpy(image, pristine, len);
	damage(image, len, seed);
	host_device_create(&dev, image, len, 0);
	if (!freopen("/dev/null", "w", stderr))
		return 2;
	err = host_mount(&dev, 1 << 20);
	if (err) {
		if (err != -EINVAL && err != -EIO && err != -ENOTDIR)
			return 3;
		return 1;
	}
	walk("/", 0);
	return 0;
}

/* fuzz IMAGE FIRST-SEED COUNT */
int host_fuzz(int argc, char **argv)
{
	unsigned first, count, mounted = 0, refused = 0, failed = 0;
	uint8_t *pristine;
	size_t len;

	if (argc != 3)
		host_die("fuzz IMAGE FIRST-SEED COUNT");
	pristine = host_file_load(argv[0], &len);
	first = (unsigned)strtoul(argv[1], NULL, 0);
	count = (unsigned)strtoul(argv[2], NULL, 0);
	for (unsigned seed = first; seed < first + count; seed++) {
		int status;
		pid_t pid = fork();

		if (pid == 0) {
			alarm(PATIENCE_S);
			_exit(one(pristine, len, seed));
		}
		if (pid < 0 || waitpid(pid, &status, 0) != pid)
			host_die("no process");
		if (WIFEXITED(status) && WEXITSTATUS(status) <= 1) {
			mounted += WEXITSTATUS(status) == 0;
			refused += WEXITSTATUS(status) == 1;
		} else {
			printf("seed %u: %s %d\n", seed, WIFSIGNALED(status) ? "signal" : "exit",
			       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
			failed++;
		}
	}
	printf("%u images: %u mounted, %u refused, %u failed\n", count, mounted, refused, failed);
	return failed ? 1 : 0;
}
