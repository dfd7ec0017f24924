/* SPDX-License-Identifier: MIT
 *
 * console_file.c: the console as a file: what a program finds as its standard input,
 * output and error.
 */
#include "console_file.h"

#include <kernel/print.h>

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
	console_write(buf, len);
	return len;
}

static int console_file_stat(struct file *f, struct file_stat *out)
{
	(void)f;
	*out = (struct file_stat){ .mode = S_IFCHR | 0600, .nlink = 1 };
	return 0;
}

static const struct file_ops console_file_ops = {
	.stream = true,
	.read = console_file_read,
	.write = console_file_write,
	.stat = console_file_stat,
};

int console_file_create(struct file **out)
{
	return file_create(&console_file_ops, NULL, O_RDWR, out);
}
