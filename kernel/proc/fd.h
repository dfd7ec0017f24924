/* SPDX-License-Identifier: MIT
 *
 * fd.h: the table of a process's open files.  Only the process's own thread uses
 * it, so it has no lock; the files themselves may be shared.
 */
#ifndef KERNEL_PROC_FD_H
#define KERNEL_PROC_FD_H

#include <kernel/base.h>
#include <kernel/file.h>

enum { FD_MAX = 64 };

struct fd_table {
	struct file *file[FD_MAX];              /* one reference each; NULL: free */
	uint64_t close_on_exec;                 /* a bit for each */
};

/* Puts `f` (the reference becomes the table's) at the lowest free number from
 * `lowest` on.  The number, or -EMFILE: the reference stays the caller's. */
int fd_install(struct fd_table *t, struct file *f, bool close_on_exec, int lowest);
/* The file, without a reference of its own; NULL: no such number. */
struct file *fd_file(struct fd_table *t, int fd);
int fd_close(struct fd_table *t, int fd) HF_MAY_BLOCK;
void fd_close_all(struct fd_table *t) HF_MAY_BLOCK;
void fd_close_for_exec(struct fd_table *t) HF_MAY_BLOCK;
/* Fills an empty table with the same files. */
void fd_copy(struct fd_table *to, const struct fd_table *from);
/* Makes `to` the same file as `from`, closing what was there. */
int fd_dup_to(struct fd_table *t, int from, int to, bool close_on_exec) HF_MAY_BLOCK;

#endif
