/* SPDX-License-Identifier: MIT
 *
 * mounts.h: what is mounted at boot besides the root.
 */
#ifndef FS_MOUNTS_H
#define FS_MOUNTS_H

#include <kernel/base.h>

/* Mounts the processes on /proc and memory on /tmp and /dev, with a node for each character device.  An image
 * without one of the directories does without it, and a log line says so. 0, -ENOMEM. */
int mounts_make(void) HF_MAY_BLOCK __must_check;

#endif
