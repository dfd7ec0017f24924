/* SPDX-License-Identifier: MIT
 *
 * process.h: processes, as the boot list starts them.
 */
#ifndef KERNEL_PROCESS_H
#define KERNEL_PROCESS_H

#include <kernel/base.h>

/* Registers the terminal: /dev/console and the like.  Before fs_init. */
int tty_devices_register(void) __must_check;

/* Starts /sbin/herd from the root file system as process 1.  Once, after fs_init.
 * 0, or why there is no process 1: -ENOENT, -ENOEXEC, -ENOMEM, .... */
int process_init(void) HF_MAY_BLOCK;

#endif
