/* SPDX-License-Identifier: MIT
 *
 * user_copy.h: copies between the kernel and the calling process's memory.  An
 * address that the process can't use itself gives -EFAULT.  They sleep: never under a
 * spinlock.
 */
#ifndef KERNEL_PROC_USER_COPY_H
#define KERNEL_PROC_USER_COPY_H

#include "vm.h"

int copy_from_user(void *to, user_addr_t from, size_t len) HF_MAY_BLOCK __must_check;
int copy_to_user(user_addr_t to, const void *from, size_t len) HF_MAY_BLOCK __must_check;
/* The length without the terminating zero, -EFAULT, or -ENAMETOOLONG. */
ssize_t strncpy_from_user(char *to, user_addr_t from, size_t cap) HF_MAY_BLOCK __must_check;

#endif
