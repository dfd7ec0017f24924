/* SPDX-License-Identifier: MIT
 *
 * fd.h: what a process has of the file layer: the numbers of its open files, its
 * working directory and its mask for new files.
 *
 * The process's own threads change it, and others (/proc) look into it: fd_table.lock guards all
 * of it and is held for some instructions.  A file that was looked up has a reference of the
 * caller's own, so that closing the number elsewhere does not take it away.
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
	struct file *cwd HF_GUARDED_BY(lock);           /* a reference; NULL: the root */
	struct file *program HF_GUARDED_BY(lock);       /* a reference; NULL: none yet */
	uint32_t umask HF_GUARDED_BY(lock);
};

/* An empty table: nothing open, in the root, with the usual mask. */
void fd_table_init(struct fd_table *t);

/* Puts `f` (the reference becomes the table's) at the lowest free number from
 * `lowest` on.  The number, or -EMFILE: the reference stays the caller's. */
int fd_install(struct fd_table *t, struct file *f, bool close_on_exec, int lowest);
/* The file, with a new reference; NULL: no such number. */
struct file *fd_get(struct fd_table *t, int fd);
int fd_close(struct fd_table *t, int fd) HF_MAY_BLOCK;
/* Every number from `first` to `last`. */
void fd_close_range(struct fd_table *t, unsigned first, unsigned last) HF_MAY_BLOCK;
/* Closes everything and leaves the directory: the end of a process. */
void fd_close_all(struct fd_table *t) HF_MAY_BLOCK;
void fd_close_for_exec(struct fd_table *t) HF_MAY_BLOCK;
/* Fills an empty table with the same files. */
void fd_copy(struct fd_table *to, struct fd_table *from);
/* Makes `to` the same file as `from`, closing what was there. */
int fd_dup_to(struct fd_table *t, int from, int to, bool close_on_exec) HF_MAY_BLOCK;
/* Whether exec closes it: 0 or 1, or -EBADF. */
int fd_close_on_exec(struct fd_table *t, int fd);
int fd_set_close_on_exec(struct fd_table *t, int fd, bool close_on_exec);

/* The working directory, with a new reference; NULL: the root. */
struct file *fd_cwd(struct fd_table *t);
/* The reference becomes the table's. */
void fd_set_cwd(struct fd_table *t, struct file *dir) HF_MAY_BLOCK;
/* The file of the program that runs; the reference becomes the table's. */
void fd_set_program(struct fd_table *t, struct file *program) HF_MAY_BLOCK;
uint32_t fd_umask(struct fd_table *t);
uint32_t fd_set_umask(struct fd_table *t, uint32_t umask);


/* For others that look in: what the file of a number is, or the directory or the program
 * (FD_...), by its path or kind.  The length; -ENOENT: there is none. */
enum { FD_CWD = -1, FD_PROGRAM = -2 };
ssize_t fd_describe(struct fd_table *t, int fd, char *buf, size_t cap);
/* The lowest number from `fd` on that is open; -1: none. */
int fd_next(struct fd_table *t, int fd);

#endif
