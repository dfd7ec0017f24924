/* SPDX-License-Identifier: MIT
 *
 * vblk.h: the virtio block driver.
 */
#ifndef FS_VBLK_H
#define FS_VBLK_H

#include <kernel/base.h>

/* Registers every virtio block device as vda, vdb, ....  Returns how many. */
int vblk_init(void) HF_MAY_BLOCK;

#endif
