/* SPDX-License-Identifier: MIT
 *
 * procfs.h: the file system of /proc: text that is written when it is read.
 */
#ifndef FS_PROCFS_H
#define FS_PROCFS_H

#include <kernel/process.h>

#include "vfs.h"

/* 0, -ENOMEM. */
int procfs_create(struct vfs_mount **out) __must_check;

/* ---- inside procfs ----------------------------------------------------- */

/* Text that grows: what does not fit is only counted, and the writer is called again with more
 * room. */
struct proc_text {
	char *text;
	size_t cap, len;
};

void proc_print(struct proc_text *t, const char *format, ...) __printf(2, 3);
/* As lockdep's dumps want it. */
void proc_add(void *arg, const char *text, size_t len);

/* A file: its writer, without any lock held.  `pid` is the process that it is about, 0: the
 * machine. -ESRCH: gone. */
struct proc_file {
	const char *name;
	int (*write)(struct proc_text *t, int pid) HF_CALLED_IN(in_thread) HF_MAY_BLOCK;
};

struct proc_folder {
	const char *name;
	const struct proc_file *files;
};

/* Tables that end with a NULL name: of the root, the folders of /proc/sys, of /proc/PID. */
extern const struct proc_file proc_root_files[];        /* procfs_system.c */
extern const struct proc_folder proc_sys_folders[];
extern const struct proc_file proc_process_files[];     /* procfs_process.c */

/* procfs_lock.c */
int proc_lockdep(struct proc_text *t, int pid) HF_MAY_BLOCK;
int proc_lockdep_stats(struct proc_text *t, int pid) HF_MAY_BLOCK;
int proc_lock_stat(struct proc_text *t, int pid) HF_MAY_BLOCK;

/* procfs_memory.c */
int proc_meminfo(struct proc_text *t, int pid) HF_MAY_BLOCK;
int proc_slabinfo(struct proc_text *t, int pid) HF_MAY_BLOCK;

#endif
