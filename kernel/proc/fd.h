/* SPDX-License-Identifier: MIT
 *
 * fd.h: the table of a process's open files, which all its threads share.
 *
 * fd_table.lock guards the numbers only: files are opened and put back outside of it.
 */
#ifndef KERNEL_PROC_FD_H
#define KERNEL_PROC_FD_H

#include <kernel/base.h>
#include <kernel/file.h>
#include <kernel/spinlock.h>

enum { FD_MAX = 64 };

struct fd_table {
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	struct file *file[FD_MAX] HF_GUARDED_BY(lock);  /* one reference each; NULL: free */
	uint64_t close_on_exec HF_GUARDED_BY(lock);     /* a bit for each */
};

void fd_table_init(struct fd_table *t);

/* Puts `f` (the reference becomes the table's) at the lowest free number from
 * `lowest` on.  The number, or -EMFILE, -EINVAL: the reference stays the caller's. */
int fd_install(struct fd_table *t, struct file *f, bool close_on_exec, int lowest);

/* The file, with a reference for the caller; NULL: no such number. */
struct file *fd_get(struct fd_table *t, int fd);

/* The file, for the rest of this system call: another thread may close the number
 * meanwhile, and the file stays.  NULL: no such number.  A call can have
 * FD_BORROW_MAX of them. */
enum { FD_BORROW_MAX = 4 };
struct file *fd_file(struct fd_table *t, int fd);

int fd_close(struct fd_table *t, int fd) HF_MAY_BLOCK;
/* Every number from `first` to `last`. */
void fd_close_range(struct fd_table *t, unsigned first, unsigned last) HF_MAY_BLOCK;
void fd_close_all(struct fd_table *t) HF_MAY_BLOCK;
void fd_close_for_exec(struct fd_table *t) HF_MAY_BLOCK;

/* Fills an empty table, which nobody else knows of, with the same files. */
void fd_copy(struct fd_table *to, struct fd_table *from);
/* Makes `to` the same file as `from`, closing what was there. */
int fd_dup_to(struct fd_table *t, int from, int to, bool close_on_exec) HF_MAY_BLOCK;

/* FD_CLOEXEC of an open number: 0 or 1; -EBADF. */
int fd_close_on_exec(struct fd_table *t, int fd);
int fd_set_close_on_exec(struct fd_table *t, int fd, bool on);

#endif
