/* SPDX-License-Identifier: MIT
 *
 * console_file.h: the console as a file.
 */
#ifndef KERNEL_PROC_CONSOLE_FILE_H
#define KERNEL_PROC_CONSOLE_FILE_H

#include <kernel/file.h>

/* A file whose output goes to the console and whose input is at its end: the
 * console has no input.  0, -ENOMEM. */
int console_file_create(struct file **out);

#endif
