/* SPDX-License-Identifier: MIT
 *
 * pipe.h: pipes.
 */
#ifndef KERNEL_PROC_PIPE_H
#define KERNEL_PROC_PIPE_H

#include <kernel/file.h>

/* Two files with one reference each: what is written to the second can be read from
 * the first.  0, -ENOMEM. */
int pipe_create(bool nonblock, struct file **read_end, struct file **write_end) HF_MAY_BLOCK;

#endif
