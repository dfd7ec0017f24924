/* SPDX-License-Identifier: MIT
 *
 * fs_test.c: `fstest` prints every name of the image with the CRC-32 of what is
 * read from it, for comparison with what was put in, from several threads at
 * once that must all see the same.  `fsbench=PATH` times reading one file twice:
 * from the disk, and then from the cache as far as it holds it.
 */
#include <kernel/errno.h>
#include <kernel/file.h>
#include <kernel/heap.h>
#include <kernel/init.h>
#include <kernel/panic.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <kernel/wait.h>

#include "fs_test.h"

enum { WALKERS = 3, PATH_BYTES = 1024, NAMES_BYTES = 16384, PIECE_BYTES = 65536 };

static uint32_t crc32(uint32_t crc, const uint8_t *p, size_t len)
{
	/* Of each value of four bits; polynomial 0xedb88320. */
	static const uint32_t nibble[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
		0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
		0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};

	crc = ~crc;
	while (len--) {
		crc ^= *p++;
		crc = crc >> 4 ^ nibble[crc & 15];
		crc = crc >> 4 ^ nibble[crc & 15];
	}
	return ~crc;
}

/* One thread's way through the tree. */
struct walker {
	bool prints;
	uint32_t sum;                   /* over every path, length and content */
	unsigned names, errors;
	char path[PATH_BYTES];
	uint8_t *piece;
	bool done;
	struct wait_queue *finished;
};

/* A directory's names, one after the other, each terminated. */
struct name_list {
	char *text;
	size_t len;
	bool overflow;
};

static bool name_take(void *arg, const char *name, size_t len, uint64_t ino, uint32_t mode,
		      uint64_t next)
{
	struct name_list *list = arg;

	(void)ino, (void)mode, (void)next;
	if (list->len + len + 1 > NAMES_BYTES) {
		list->overflow = true;
		return false;
	}
	memcpy(list->text + list->len, name, len);
	list->text[list->len + len] = '\0';
	list->len += len + 1;
	return true;
}

static void walk_report(struct walker *w, uint64_t len, uint32_t crc, int err)
{
	w->names++;
	w->errors += err != 0;
	w->sum = crc32(w->sum, (const uint8_t *)w->path, strlen(w->path));
	w->sum = crc32(w->sum, (const uint8_t *)&crc, sizeof(crc));
	if (w->prints)
		kprintf(LOG_ERR, "fstest: %s %d %llu %08x\n", w->path, -err, (unsigned long long)len, crc);
}

static void walk_file(struct walker *w, struct file *f) HF_MAY_BLOCK;

static void walk_file(struct walker *w, struct file *f)
{
	uint64_t len = 0;
	uint32_t crc = 0;
	ssize_t n;

	while ((n = file_read(f, w->piece, PIECE_BYTES)) > 0) {
		crc = crc32(crc, w->piece, (size_t)n);
		len += (uint64_t)n;
	}
	walk_report(w, len, crc, (int)n);
}

/* Appends a name to w->path, whose first `len` characters name a directory. */
static bool path_append(struct walker *w, size_t len, const char *name)
{
	return snprintf(w->path + len, PATH_BYTES - len, "/%s", name) < (int)(PATH_BYTES - len);
}

/* What w->path names, and all below it. */
static void walk(struct walker *w) HF_MAY_BLOCK;

static void walk(struct walker *w)
{
	struct name_list list = { .text = NULL };
	size_t len = strlen(w->path);
	struct file *f;
	int err = file_open(len ? w->path : "/", O_RDONLY, &f);

	if (err) {
		walk_report(w, 0, 0, err);
		return;
	}
	list.text = kmalloc(NAMES_BYTES);
	err = list.text ? file_readdir(f, name_take, &list) : -ENOMEM;
	if (err == -ENOTDIR)
		walk_file(w, f);
	else
		walk_report(w, 0, 0, list.overflow ? -ENOMEM : err);
	file_put(f);
	for (size_t at = 0; at < list.len; at += strlen(list.text + at) + 1) {
		const char *name = list.text + at;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		if (path_append(w, len, name))
			walk(w);
		w->path[len] = '\0';
	}
	kfree(list.text);
}

static void walker_run(void *arg)
{
	struct walker *w = arg;

	w->piece = kmalloc(PIECE_BYTES);
	if (w->piece)
		walk(w);
	kfree(w->piece);
	WRITE_ONCE(w->done, true);
	wake_all(w->finished);
}

static bool walkers_done(const struct walker *w)
{
	for (unsigned i = 0; i < WALKERS; i++)
		if (!READ_ONCE(w[i].done))
			return false;
	return true;
}

static int test_walk(void) HF_MAY_BLOCK;

static int test_walk(void)
{
	struct walker *w = kzalloc(WALKERS * sizeof(*w));
	static struct wait_queue finished;
	int failed = 0;

	if (!w)
		return 1;
	wait_queue_init(&finished);
	for (unsigned i = 0; i < WALKERS; i++) {
		w[i].prints = i == 0;
		w[i].finished = &finished;
		if (thread_create("fstest", walker_run, &w[i], NULL) != 0)
			panic("fstest: no thread");
	}
	wait_event(&finished, walkers_done(w));
	for (unsigned i = 0; i < WALKERS; i++)
		failed += w[i].errors || !w[i].names || w[i].sum != w[0].sum;
	kprintf(LOG_INFO, "fstest: %u names, %d of %d walkers failed\n", w[0].names, failed, WALKERS);
	kfree(w);
	return failed;
}

/* ---- fsbench ----------------------------------------------------------- */

static int bench_read(const char *what, const char *path, uint8_t *piece) HF_MAY_BLOCK;

static int bench_read(const char *what, const char *path, uint8_t *piece)
{
	uint64_t start = clock_ns(), bytes = 0, ns;
	struct file *f;
	ssize_t n;
	int err = file_open(path, O_RDONLY, &f);

	if (err)
		return err;
	while ((n = file_read(f, piece, PIECE_BYTES)) > 0)
		bytes += (uint64_t)n;
	file_put(f);
	ns = clock_ns() - start;
	kprintf(LOG_INFO, "fsbench: %s: %llu KiB in %llu us, %llu MB/s\n", what,
		(unsigned long long)bytes >> 10, (unsigned long long)ns / 1000,
		(unsigned long long)(bytes * 1000 / (ns ? ns : 1)));
	return (int)n;
}

static int bench(const char *path) HF_MAY_BLOCK;

static int bench(const char *path)
{
	uint8_t *piece = kmalloc(PIECE_BYTES);
	int err = piece ? bench_read("first", path, piece) : -ENOMEM;

	if (!err)
		err = bench_read("again", path, piece);
	if (err)
		kprintf(LOG_ERR, "fsbench: %s: error %d\n", path, -err);
	kfree(piece);
	return err;
}

void fs_test(void)
{
	const char *path = command_line_get("fsbench");

	if (path)
		machine_exit(bench(path) ? 1 : 0);
	if (command_line_get("fstest"))
		machine_exit(test_walk() ? 1 : 0);
}
