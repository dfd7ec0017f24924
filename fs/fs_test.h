/* SPDX-License-Identifier: MIT
 *
 * fs_test.h: the file system's test and measurement in the guest, by `fstest` and
 * `fsbench=PATH` on the command line.
 */
#ifndef FS_FS_TEST_H
#define FS_FS_TEST_H

#include <kernel/base.h>

/* Does what the command line asks for, if it does, and ends the machine: status 0
 * if nothing failed. */
void fs_test(void) HF_MAY_BLOCK;

#endif
