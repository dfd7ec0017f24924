/* SPDX-License-Identifier: MIT
 *
 * sys_path.h: paths that programs name.
 */
#ifndef KERNEL_PROC_SYS_PATH_H
#define KERNEL_PROC_SYS_PATH_H

#include <kernel/file.h>

#include "vm.h"

/* A path, and a reference to the directory that it starts from. */
struct user_path {
	struct file_at at;
	char *text;                             /* at.path, to be freed */
};

/* Copies a path from the program; a relative one starts at `dirfd`, or at the working
 * directory (ABI_AT_FDCWD).  -EFAULT, -ENOENT (an empty path), -ENAMETOOLONG, -ENOMEM; -EBADF for
 * a relative path whose `dirfd` is not open.  After 0: user_path_put. */
int user_path_get(int dirfd, user_addr_t path, struct user_path *out) HF_MAY_BLOCK;
void user_path_put(struct user_path *p) HF_MAY_BLOCK;

/* As well, where an empty path means the open file `fd` itself: then *file is it, with a
 * reference, and *out is empty. */
int user_path_or_file(int fd, user_addr_t path, bool may_be_empty, struct user_path *out,
		      struct file **file) HF_MAY_BLOCK;

#endif
