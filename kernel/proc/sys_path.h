/* SPDX-License-Identifier: MIT
 *
 * sys_path.h: paths that programs name.
 */
#ifndef KERNEL_PROC_SYS_PATH_H
#define KERNEL_PROC_SYS_PATH_H

#include "vm.h"

/* Copies a path from the program and makes it absolute.  The working directory of
 * every process is "/".  On success the caller frees *out.  -EFAULT, -ENOENT (an
 * empty path), -ENAMETOOLONG, -ENOMEM; -EBADF or -ENOTDIR for a relative path whose
 * `dirfd` is no directory, -ENOSYS where it is one. */
int path_from_user(int dirfd, user_addr_t path, char **out) HF_MAY_BLOCK;

#endif
