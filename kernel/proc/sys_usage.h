/* SPDX-License-Identifier: MIT
 *
 * sys_usage.h: what processes have used, as programs are told.
 */
#ifndef KERNEL_PROC_SYS_USAGE_H
#define KERNEL_PROC_SYS_USAGE_H

#include "vm.h"

/* A struct rusage for so much time. */
int rusage_to_user(user_addr_t to, uint64_t run_ns) HF_MAY_BLOCK;

#endif
