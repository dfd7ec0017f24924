/* SPDX-License-Identifier: MIT
 *
 * host_file.c: what is the same for every file: flags, positions, references, streams.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kernel/errno.h>
#include <kernel/file.h>

#include "host.h"

#define EXPECT(condition) \
	do { \
		if (!(condition)) \
			host_die("line %d: not true: %s", __LINE__, #condition); \
	} while (0)

static unsigned released;

static ssize_t echo_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	(void)f;
	memset(buf, 'e', len);
	return offset ? -EIO : (ssize_t)len;
}

static ssize_t echo_write(struct file *f, const void *buf, size_t len, uint64_t offset)
{
	(void)buf;
	/* A stream's read and write run at once: neither holds the position. */
	EXPECT(!f->ops->stream || !f->position_lock.owner);
	return offset && f->ops->stream ? -EIO : (ssize_t)len;
}

static void echo_release(struct file *f)
{
	(void)f;
	released++;
}

static const struct file_ops stream_ops = {
	.stream = true, .read = echo_read, .write = echo_write, .release = echo_release };
static const struct file_ops seekable_ops = { .write = echo_write, .release = echo_release };

static void test_created(void)
{
	struct file *f;
	char buf[8];

	EXPECT(file_create(&stream_ops, NULL, O_RDWR, &f) == 0);
	EXPECT(file_read(f, buf, 8) == 8 && file_read(f, buf, 8) == 8 && buf[7] == 'e');
	EXPECT(file_write(f, buf, 8) == 8 && f->position == 0);
	EXPECT(file_pread(f, buf, 8, 0) == -ESPIPE);
	EXPECT(file_readdir(f, NULL, NULL) == -ENOTDIR);
	EXPECT(file_get(f) == f);
	file_put(f);
	EXPECT(released == 0);
	file_put(f);
	EXPECT(released == 1);

	EXPECT(file_create(&stream_ops, NULL, O_RDONLY, &f) == 0);
	EXPECT(file_write(f, buf, 1) == -EBADF && file_read(f, buf, 1) == 1);
	file_put(f);
	EXPECT(file_create(&stream_ops, NULL, O_WRONLY, &f) == 0);
	EXPECT(file_read(f, buf, 1) == -EBADF && file_write(f, buf, 1) == 1);
	file_put(f);
	EXPECT(file_create(&seekable_ops, NULL, O_RDWR, &f) == 0);
	EXPECT(file_read(f, buf, 1) == -EBADF && file_pread(f, buf, 1, 0) == -EBADF);
	EXPECT(file_write(f, buf, 5) == 5 && file_write(f, buf, 6) == 6 && f->position == 11);
	file_put(f);
}

static void test_opened(const char *path, const uint8_t *expect, size_t len)
{
	struct file_stat st;
	struct file *f;
	uint8_t buf[3000];

	EXPECT(file_open("/", O_RDWR, &f) == -EISDIR && file_open(path, O_RDWR, &f) == -EROFS);
	EXPECT(file_open(path, O_WRONLY, &f) == -EROFS);
	EXPECT(file_open(path, O_DIRECTORY, &f) == -ENOTDIR);
	EXPECT(file_open("/", O_DIRECTORY, &f) == 0);
	EXPECT(file_read(f, buf, 1) == -EISDIR && file_write(f, buf, 1) == -EBADF);
	file_put(f);

	EXPECT(file_open(path, O_RDONLY, &f) == 0 && file_stat(f, &st) == 0 && st.size == len);
	EXPECT(file_read(f, buf, 1000) == 1000 && memcmp(buf, expect, 1000) == 0);
	EXPECT(file_pread(f, buf, 1000, 5000) == 1000 && memcmp(buf, expect + 5000, 1000) == 0);
	EXPECT(file_read(f, buf, 1000) == 1000 && memcmp(buf, expect + 1000, 1000) == 0);
	EXPECT(file_pread(f, buf, 1000, len - 10) == 10);
	EXPECT(file_pread(f, buf, 1000, len) == 0 && file_pread(f, buf, 1000, len + 5) == 0);
	EXPECT(file_pread(f, buf, 10, INT64_MAX) == 0);
	EXPECT(file_pread(f, buf, 10, (uint64_t)INT64_MAX + 1) == -EINVAL);
	EXPECT(file_pread(f, buf, 0, 0) == 0 && file_write(f, buf, 1) == -EBADF);
	EXPECT(file_readdir(f, NULL, NULL) == -ENOTDIR);
	file_put(f);
}

/* file IMAGE PATH COPY */
int host_file(int argc, char **argv)
{
	struct host_device dev;
	struct file_stat st;
	struct file *f;
	uint8_t *data;
	size_t len;

	if (argc != 3)
		host_die("file IMAGE PATH COPY");
	EXPECT(file_open("/", O_RDONLY, &f) == -ENOENT && file_stat_path("/", &st) == -ENOENT);
	data = host_file_load(argv[0], &len);
	host_device_create(&dev, data, len, 0);
	EXPECT(host_mount(&dev, 1 << 20) == 0);
	EXPECT(host_mount(&dev, 1 << 20) == -EBUSY);
	test_created();
	data = host_file_load(argv[2], &len);
	test_opened(argv[1], data, len);
	return 0;
}
