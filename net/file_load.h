/* SPDX-License-Identifier: MIT
 *
 * file_load.h: a small file as a whole.
 */
#ifndef NET_FILE_LOAD_H
#define NET_FILE_LOAD_H

#include <kernel/base.h>

/* Reads all of `path` into memory that the caller frees, with a zero byte after its
 * end.  0, -EFBIG over max_bytes, -ENOMEM, or what the file system says. */
int file_load(const char *path, size_t max_bytes, void **out,
	      size_t *len_bytes) __must_check HF_MAY_BLOCK;

#endif
