/* SPDX-License-Identifier: MIT
 *
 * group.c: process groups and sessions.  Both are numbers in the processes: a group
 * exists while a process has its number.
 *
 * Locks: process_table_lock.
 */
#include "group.h"

#include "process.h"
#include "tty.h"

#include <kernel/errno.h>

bool group_is_orphaned_locked(int group, int session, const struct process *without)
{
	for (struct process *p = process_next_locked(NULL); p; p = process_next_locked(p)) {
		const struct process *parent = p->parent;

		if (p->group != group || p == without || p->state == PROCESS_ZOMBIE)
			continue;
		if (parent && parent->pid != 1 && parent->group != group &&
		    parent->session == session)
			return false;
	}
	return true;
}

bool group_has_stopped_locked(int group)
{
	bool found = false;

	for (struct process *p = process_next_locked(NULL); p && !found;
	     p = process_next_locked(p)) {
		if (p->group != group)
			continue;
		spin_lock(&p->lock);
		found = p->stopped;
		spin_unlock(&p->lock);
	}
	return found;
}

bool group_is_in_session_locked(int group, int session)
{
	for (struct process *p = process_next_locked(NULL); p; p = process_next_locked(p)) {
		if (p->group == group && p->session == session)
			return true;
	}
	return false;
}

static int set_group_locked(struct process *me, int pid, int group)
	HF_REQUIRES(process_table_lock);
static int set_group_locked(struct process *me, int pid, int group)
{
	struct process *p = process_find_locked(pid);

	if (!p || (p != me && p->parent != me))
		return -ESRCH;
	if (p != me && p->session != me->session)
		return -EPERM;
	if (p != me && p->has_run_exec)
		return -EACCES;
	if (p->session == p->pid)
		return -EPERM;
	if (group != pid && !group_is_in_session_locked(group, me->session))
		return -EPERM;
	p->group = group;
	return 0;
}

int group_set(int pid, int group)
{
	struct process *me = process_current();
	int rc;

	if (group < 0)
		return -EINVAL;
	if (pid == 0)
		pid = me->pid;
	if (group == 0)
		group = pid;
	spin_lock(&process_table_lock);
	rc = set_group_locked(me, pid, group);
	spin_unlock(&process_table_lock);
	return rc;
}

int group_get(int pid, bool session)
{
	struct process *p;
	int rc = -ESRCH;

	spin_lock(&process_table_lock);
	p = pid ? process_find_locked(pid) : process_current();
	if (p)
		rc = session ? p->session : p->group;
	spin_unlock(&process_table_lock);
	return rc;
}

int session_begin(void)
{
	struct process *me = process_current();
	int rc = me->pid;

	spin_lock(&process_table_lock);
	for (struct process *p = process_next_locked(NULL); p; p = process_next_locked(p)) {
		if (p->group == me->pid)
			rc = -EPERM;
	}
	if (rc > 0) {
		me->group = me->pid;
		me->session = me->pid;
	}
	spin_unlock(&process_table_lock);
	return rc;
}
