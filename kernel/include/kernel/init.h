/* SPDX-License-Identifier: MIT
 *
 * init.h: what kernel/init.c calls, in its order, of the subsystems that live
 * outside kernel/.  All run in the first thread, preemptible, and may sleep.
 */
#ifndef KERNEL_INIT_H
#define KERNEL_INIT_H

#include <kernel/base.h>

int fs_init(void) HF_MAY_BLOCK;         /* block driver, cache, VFS, root mounted */
int net_init(void) HF_MAY_BLOCK;        /* network driver, TCP/IP stack, servers started */

/* The value of `name=value` on the kernel command line, or NULL; "" for a bare
 * `name`.  Constant after boot. */
const char *command_line_get(const char *name);
/* The names from 0 on, each with its value; NULL: no more. */
const char *command_line_option(unsigned number, const char **value);

#endif
