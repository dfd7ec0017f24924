/* SPDX-License-Identifier: MIT
 *
 * file_load.c: a small file as a whole.
 */
#include <kernel/errno.h>
#include <kernel/file.h>
#include <kernel/heap.h>
#include "file_load.h"

/* One byte more than max_bytes is asked for, so that a larger file shows. */
static ssize_t read_up_to(struct file *f, char *buf, size_t cap)
{
	size_t have = 0;

	while (have < cap) {
		ssize_t n = file_pread(f, buf + have, cap - have, have);

		if (n < 0)
			return n;
		if (n == 0)
			break;
		have += (size_t)n;
	}
	return (ssize_t)have;
}

int file_load(const char *path, size_t max_bytes, void **out, size_t *len_bytes)
{
	struct file *f;
	char *buf;
	ssize_t n;
	int err = file_open(path, O_RDONLY, &f);

	if (err)
		return err;
	buf = kmalloc(max_bytes + 1);
	n = buf ? read_up_to(f, buf, max_bytes + 1) : -ENOMEM;
	file_put(f);
	if (n > (ssize_t)max_bytes)
		n = -EFBIG;
	if (n < 0) {
		kfree(buf);
		return (int)n;
	}
	buf[n] = '\0';
	*out = buf;
	*len_bytes = (size_t)n;
	return 0;
}
