/* SPDX-License-Identifier: MIT
 *
 * wait_child.c: how a parent learns of its children: that they ended (their slots are freed
 * then), stopped, or go on.
 *
 * Locks: process_table_lock for a look at all children; the wait is outside of it.
 */
#include "wait_child.h"

#include "process.h"
#include "usage.h"

#include <kernel/errno.h>

/* Which children wait4's pid argument means. */
static bool is_meant_locked(const struct process *child, int pid, int own_group)
	HF_REQUIRES(process_table_lock);
static bool is_meant_locked(const struct process *child, int pid, int own_group)
{
	if (pid == -1)
		return true;
	if (pid > 0)
		return child->pid == pid;
	return child->group == (pid == 0 ? own_group : -pid);
}

static uint64_t run_ns_locked(struct process *p) HF_REQUIRES(process_table_lock);
static uint64_t run_ns_locked(struct process *p)
{
	uint64_t ns;

	spin_lock(&p->lock);
	ns = usage_of_locked(p);
	spin_unlock(&p->lock);
	return ns + p->children_run_ns;
}

/* Has this child something to tell? */
static bool has_news_locked(struct process *child, unsigned options, struct child_news *out)
	HF_REQUIRES(process_table_lock);
static bool has_news_locked(struct process *child, unsigned options, struct child_news *out)
{
	out->pid = child->pid;
	if (child->state == PROCESS_ZOMBIE) {
		if (!(options & ABI_WEXITED))
			return false;
		out->status = child->exit_status;
		out->run_ns = run_ns_locked(child);
		return true;
	}
	if (child->news == NEWS_STOPPED && (options & ABI_WUNTRACED)) {
		out->status = ABI_STATUS_STOPPED(child->news_signal);
		return true;
	}
	if (child->news == NEWS_CONTINUED && (options & ABI_WCONTINUED)) {
		out->status = ABI_STATUS_CONTINUED;
		return true;
	}
	return false;
}

/* A child's news: its pid; 0: none yet. */
static int look_locked(struct process *p, int pid, unsigned options, struct child_news *out)
	HF_REQUIRES(process_table_lock);
static int look_locked(struct process *p, int pid, unsigned options, struct child_news *out)
{
	int rc = -ECHILD;

	for (struct process *c = process_next_locked(NULL); c; c = process_next_locked(c)) {
		if (c->parent != p || c->state == PROCESS_STARTING ||
		    !is_meant_locked(c, pid, p->group))
			continue;
		rc = 0;
		if (!has_news_locked(c, options, out))
			continue;
		if (options & ABI_WNOWAIT)
			return out->pid;
		c->news = NEWS_NONE;
		if (c->state == PROCESS_ZOMBIE) {
			p->children_run_ns += out->run_ns;
			process_free_locked(c);
		}
		return out->pid;
	}
	return rc;
}

int process_wait(int pid, unsigned options, struct child_news *out)
{
	struct process *p = process_current();
	struct waiter waiter;
	int rc;

	for (;;) {
		wait_prepare(&p->child_changed, &waiter);
		*out = (struct child_news){ 0 };
		spin_lock(&process_table_lock);
		rc = look_locked(p, pid, options, out);
		spin_unlock(&process_table_lock);
		if (rc || (options & ABI_WNOHANG))
			break;
		rc = wait_sleep_interruptible(&p->child_changed, &waiter, 0);
		if (rc)
			break;
	}
	wait_finish(&p->child_changed, &waiter);
	return rc;
}

void child_news_to_abi(const struct child_news *news, struct abi_siginfo *out)
{
	const int status = news->status;

	*out = (struct abi_siginfo){ .signo = ABI_SIGCHLD, .pid = news->pid };
	if (status == ABI_STATUS_CONTINUED) {
		out->code = ABI_CLD_CONTINUED;
		out->status = ABI_SIGCONT;
	} else if ((status & 0xff) == 0x7f) {
		out->code = ABI_CLD_STOPPED;
		out->status = status >> 8;
	} else if (status & 0x7f) {
		out->code = ABI_CLD_KILLED;
		out->status = status & 0x7f;
	} else {
		out->code = ABI_CLD_EXITED;
		out->status = status >> 8;
	}
}
