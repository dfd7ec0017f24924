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
	struct lockdep_stats s;

	(void)pid;
	lockdep_stats_get(&s);
	proc_print(t, "classes %u\nedges %u\nchains %u\n", s.classes, s.edges, s.chains);
	proc_print(t, "acquires %llu\nchain hits %llu\nnot checked %llu\n",
		   (unsigned long long)s.acquires, (unsigned long long)s.chain_hits,
		   (unsigned long long)s.nested_unchecked + s.unclassed + s.undecided);
	proc_print(t, "not learned %u\nreports %u\n",
		   s.full_classes + s.full_edges + s.full_chains + s.full_held, s.reports_total);
	return 0;
}

/* Only its head unless the command line says lock_stat. */
int proc_lock_stat(struct proc_text *t, int pid)
{
	(void)pid;
	lockdep_dump_times(proc_add, t);
	return 0;
}
