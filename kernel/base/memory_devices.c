/* SPDX-License-Identifier: MIT
 *
 * memory_devices.c: the character devices that are made of nothing: null, zero,
 * full, random, urandom; and kmsg, by which a program writes to the log.
 *
 * No locks.  All but kmsg never make anybody wait, so they are read to the last byte that was
 * asked for and are no streams.
 */
#include <kernel/chardev.h>
#include <kernel/errno.h>
#include <kernel/print.h>
#include <kernel/random.h>
#include <kernel/string.h>

/* The longest line of the log that a program can write at once. */
enum { KMSG_BYTES = 200 };

static ssize_t null_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	(void)f, (void)buf, (void)len, (void)offset;
	return 0;
}

static ssize_t null_write(struct file *f, const void *buf, size_t len, uint64_t offset)
{
	(void)f, (void)buf, (void)offset;
	return (ssize_t)len;
}

static ssize_t zero_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	(void)f, (void)offset;
	memset(buf, 0, len);
	return (ssize_t)len;
}

static ssize_t full_write(struct file *f, const void *buf, size_t len, uint64_t offset)
{
	(void)f, (void)buf, (void)offset;
	return len ? -ENOSPC : 0;
}

static ssize_t random_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	(void)f, (void)offset;
	random_bytes(buf, len);
	return (ssize_t)len;
}

static ssize_t kmsg_write(struct file *f, const void *buf, size_t len, uint64_t offset)
{
	const char *text = buf, *end = memchr(buf, '\n', len);
	size_t line = end ? (size_t)(end - text) : len;
	enum log_level level = LOG_INFO;

	(void)f, (void)offset;
	/* "<3>text" says how grave it is. */
	if (line >= 3 && text[0] == '<' && text[1] >= '0' && text[1] <= '7' && text[2] == '>') {
		level = text[1] - '0';
		text += 3;
		line -= 3;
	}
	kprintf(level, "%.*s\n", (int)(line < KMSG_BYTES ? line : KMSG_BYTES), text);
	return (ssize_t)len;
}

static int memory_stat(struct file *f, struct file_stat *out)
{
	char_device_stat(f->private_data, out);
	return 0;
}

static const struct file_ops null_ops = {
	.read = null_read, .write = null_write, .stat = memory_stat };
static const struct file_ops zero_ops = {
	.read = zero_read, .write = null_write, .stat = memory_stat };
static const struct file_ops full_ops = {
	.read = zero_read, .write = full_write, .stat = memory_stat };
static const struct file_ops random_ops = {
	.read = random_read, .write = null_write, .stat = memory_stat };
static const struct file_ops kmsg_ops = {
	.stream = true, .write = kmsg_write, .stat = memory_stat };

enum { MAJOR_MEMORY = 1 };

static const struct char_device memory_devices[] = {
	{ "null", FILE_DEV(MAJOR_MEMORY, 3), 0666, &null_ops, NULL },
	{ "zero", FILE_DEV(MAJOR_MEMORY, 5), 0666, &zero_ops, NULL },
	{ "full", FILE_DEV(MAJOR_MEMORY, 7), 0666, &full_ops, NULL },
	{ "random", FILE_DEV(MAJOR_MEMORY, 8), 0666, &random_ops, NULL },
	{ "urandom", FILE_DEV(MAJOR_MEMORY, 9), 0666, &random_ops, NULL },
	{ "kmsg", FILE_DEV(MAJOR_MEMORY, 11), 0600, &kmsg_ops, NULL },
};

int memory_devices_register(void)
{
	for (unsigned i = 0; i < ARRAY_LEN(memory_devices); i++) {
		int err = char_device_register(&memory_devices[i]);

		if (err)
			return err;
	}
	return 0;
}
