/* SPDX-License-Identifier: MIT
 *
 * procfs_lock.c: what lockdep knows: /proc/lockdep, lockdep_stats, lock_stat.
 */
#include <kernel/spinlock.h>            /* lockdep.h with it */

#include "procfs.h"

int proc_lockdep(struct proc_text *t, int pid)
{
	(void)pid;
	lockdep_dump(proc_add, t);
	return 0;
}

int proc_lockdep_stats(struct proc_text *t, int pid)
{
	char line[160];

	(void)pid;
	lockdep_summary(line, sizeof(line));
	proc_print(t, "%s\n", line);
	return 0;
}

/* Only its head unless the command line says lock_stat. */
int proc_lock_stat(struct proc_text *t, int pid)
{
	(void)pid;
	lockdep_dump_times(proc_add, t);
	return 0;
}
