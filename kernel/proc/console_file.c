/* SPDX-License-Identifier: MIT
 *
 * console_file.c: the console as a file: what a program finds as its standard input,
 * output and error.
 *
 * Locks: console_file_lock keeps the writes of two processes apart.  It is a mutex,
 * because console_write masks interrupts: a long text goes out in short pieces.
 */
#include "console_file.h"

#include <kernel/chardev.h>
#include <kernel/process.h>
#include <kernel/mutex.h>
#include <kernel/print.h>

enum { PIECE_BYTES = 256 };

static DEFINE_MUTEX(console_file_lock);

static ssize_t console_file_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	(void)f;
	(void)buf;
	(void)len;
	(void)offset;
	return 0;
}

static ssize_t console_file_write(struct file *f, const void *buf, size_t len, uint64_t offset)
{
	(void)f;
	(void)offset;
	mutex_lock(&console_file_lock);
	for (size_t done = 0; done < len; done += PIECE_BYTES)
		console_write((const char *)buf + done,
			      len - done < PIECE_BYTES ? len - done : PIECE_BYTES);
	mutex_unlock(&console_file_lock);
	return len;
}

static int console_file_stat(struct file *f, struct file_stat *out)
{
	char_device_stat(f->private_data, out);
	return 0;
}

static const struct file_ops console_file_ops = {
	.stream = true,
	.read = console_file_read,
	.write = console_file_write,
	.stat = console_file_stat,
};

static const struct char_device console_device = {
	"console", FILE_DEV(5, 1), 0600, &console_file_ops, NULL };

int console_device_register(void)
{
	return char_device_register(&console_device);
}

int console_file_create(struct file **out)
{
	return file_create(&console_file_ops, (void *)&console_device, O_RDWR, out);
}
