/* SPDX-License-Identifier: MIT
 *
 * process.h: processes, as the boot list starts them.
 */
#ifndef KERNEL_PROCESS_H
#define KERNEL_PROCESS_H

#include <kernel/base.h>

/* Registers the terminal: /dev/console and the like.  Before fs_init. */
int tty_devices_register(void) __must_check;

/* Starts /sbin/herd from the root file system as process 1.  Once, after fs_init.
 * 0, or why there is no process 1: -ENOENT, -ENOEXEC, -ENOMEM, .... */
int process_init(void) HF_MAY_BLOCK;

/* ---- for who looks at processes from outside (/proc) ----------------------- */

struct process_info {
	int pid, parent, group, session;
	int terminal_group;             /* of its controlling terminal; -1: it has none */
	char name[16];
	char state;                     /* as ps shows it: R, S, T, Z */
	unsigned threads;
	uint64_t start_ns, run_ns;      /* since boot; used by its threads */
	uint64_t children_run_ns;       /* by children that it waited for */
	size_t pages;                   /* of memory */
};

/* The lowest pid above `pid` that there is; 0: none. */
int process_next_pid(int pid);
/* The caller's; 0: a thread of the kernel's own. */
int process_current_pid(void);
bool process_exists(int pid);
/* 0, -ESRCH. */
int process_info_get(int pid, struct process_info *out) HF_MAY_BLOCK;
/* Its arguments, each with its zero: how many bytes; 0 for one without memory. -ESRCH. */
ssize_t process_arguments(int pid, char *buf, size_t cap) HF_MAY_BLOCK;
/* Calls emit for each range of its memory with the same rights (VM_...: 1 read, 2 write, 4
 * execute), in order, until it returns false.  With the memory's lock held: emit must not
 * sleep. */
typedef bool (*process_range_fn)(void *arg, uint64_t start, uint64_t end,
				 unsigned rights) HF_CALLED_IN(in_thread);
int process_ranges(int pid, process_range_fn emit, void *arg) HF_MAY_BLOCK;
/* The lowest number of an open file from `fd` on; -1: none, -ESRCH is -1, too. */
int process_next_fd(int pid, int fd);
/* What the number stands for, by its path; or the working directory or the program. */
enum { PROCESS_CWD = -1, PROCESS_PROGRAM = -2 };
ssize_t process_file_path(int pid, int fd, char *buf, size_t cap);
/* How many there are and may be. */
void process_counts(unsigned *running, unsigned *all, int *last_pid);

#endif
