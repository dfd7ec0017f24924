/* SPDX-License-Identifier: MIT
 *
 * sys_time.h: times that programs name.
 */
#ifndef KERNEL_PROC_SYS_TIME_H
#define KERNEL_PROC_SYS_TIME_H

#include "vm.h"

/* A time span from a struct timespec, in ns; far times become the farthest.  -EFAULT,
 * -EINVAL. */
int timespec_from_user(user_addr_t from, uint64_t *ns) HF_MAY_BLOCK;
/* The same as a time of clock_ns(); never 0, which means "none" elsewhere. */
int deadline_from_user(user_addr_t from, uint64_t *deadline_ns) HF_MAY_BLOCK;

#endif
