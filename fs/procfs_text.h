/* SPDX-License-Identifier: MIT
 *
 * procfs_text.h: the text of an open file of /proc.
 */
#ifndef FS_PROCFS_TEXT_H
#define FS_PROCFS_TEXT_H

#include "procfs.h"

/* Reads from the text of `file` about `pid`: it is written anew whenever somebody reads from the
 * start, and stays as it was for who reads on.  *own is the open file's, NULL at first. */
ssize_t proc_text_read(void **own, const struct proc_file *file, int pid, void *buf, size_t len,
		       uint64_t offset) HF_MAY_BLOCK;
void proc_text_close(void *own);

#endif
