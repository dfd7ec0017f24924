/* SPDX-License-Identifier: MIT
 *
 * sys_sched.c: system calls on the scheduler.
 *
 * A process has one niceness.  It becomes a priority of the kernel's, of which there are few:
 * steps of five.
 */
#include "group.h"
#include "process.h"
#include "syscall.h"
#include "user_copy.h"

#include "kernel/sched/cpu.h"

#include <kernel/errno.h>
#include <kernel/preempt.h>
#include <kernel/thread.h>

enum { NICE_MIN = -20, NICE_MAX = 19, NICE_STEP = 5 };

long sys_sched_yield(const struct syscall_args *a)
{
	(void)a;
	thread_yield();
	return 0;
}

static unsigned priority_of(int nice)
{
	return nice >= 0 ? THREAD_NORMAL - nice / NICE_STEP :
			   THREAD_NORMAL + (-nice + NICE_STEP - 1) / NICE_STEP - 1;
}

void task_apply_priority_locked(struct process *p, struct task *t)
{
	if (t->thread)
		(void)thread_set_priority(t->thread, priority_of(p->nice));
}

static void set_nice(struct process *p, int nice)
{
	spin_lock(&p->lock);
	p->nice = nice;
	list_for_each(link, &p->tasks)
		task_apply_priority_locked(p, list_entry(link, struct task, link));
	spin_unlock(&p->lock);
}

static int get_nice(struct process *p)
{
	int nice;

	spin_lock(&p->lock);
	nice = p->nice;
	spin_unlock(&p->lock);
	return nice;
}

/* Is p one of those that getpriority and setpriority are asked for? */
static bool is_meant_locked(const struct process *p, uint64_t which, int who)
	HF_REQUIRES(process_table_lock);
static bool is_meant_locked(const struct process *p, uint64_t which, int who)
{
	const struct process *me = process_current();

	if (p->state != PROCESS_RUNNING)
		return false;
	switch (which) {
	case ABI_PRIO_PROCESS:
		return who ? p->pid == who : p == me;
	case ABI_PRIO_PGRP:
		return p->group == (who ? who : me->group);
	default:
		return who == 0;        /* every process is user 0's */
	}
}

/* The lowest niceness of those that are meant, after `set` (NULL: as it is). */
static long priorities(uint64_t which, int who, const int *set)
{
	int least = NICE_MAX + 1;

	if (which > ABI_PRIO_USER)
		return -EINVAL;
	spin_lock(&process_table_lock);
	for (struct process *p = process_next_locked(NULL); p; p = process_next_locked(p)) {
		int nice;

		if (!is_meant_locked(p, which, who))
			continue;
		if (set)
			set_nice(p, *set);
		nice = get_nice(p);
		if (nice < least)
			least = nice;
	}
	spin_unlock(&process_table_lock);
	/* From 1 to 40, so that it can't be taken for an error. */
	return least > NICE_MAX ? -ESRCH : NICE_MAX + 1 - least;
}

long sys_setpriority(const struct syscall_args *a)
{
	int nice = (int)a->arg[2];
	long rc;

	if (nice < NICE_MIN)
		nice = NICE_MIN;
	if (nice > NICE_MAX)
		nice = NICE_MAX;
	rc = priorities(a->arg[0], (int)a->arg[1], &nice);
	return rc < 0 ? rc : 0;
}

long sys_getpriority(const struct syscall_args *a)
{
	return priorities(a->arg[0], (int)a->arg[1], NULL);
}

/* The only policy is the one for everybody. */
long sys_sched_getscheduler(const struct syscall_args *a)
{
	return group_get((int)a->arg[0], false) < 0 ? -ESRCH : ABI_SCHED_OTHER;
}

long sys_sched_setscheduler(const struct syscall_args *a)
{
	int32_t priority;
	int rc = copy_from_user(&priority, a->arg[2], sizeof(priority));

	if (rc)
		return rc;
	if (a->arg[1] != ABI_SCHED_OTHER || priority)
		return -EINVAL;
	return group_get((int)a->arg[0], false) < 0 ? -ESRCH : 0;
}

long sys_sched_getparam(const struct syscall_args *a)
{
	static const int32_t none = 0;

	if (group_get((int)a->arg[0], false) < 0)
		return -ESRCH;
	return copy_to_user(a->arg[1], &none, sizeof(none));
}

/* sched_get_priority_max and _min */
long sys_sched_priority_bound(const struct syscall_args *a)
{
	return a->arg[0] == ABI_SCHED_OTHER ? 0 : -EINVAL;
}

static uint32_t all_cpus(void)
{
	return (1u << cpu_count) - 1;
}

/* For the calling thread only: another one's affinity could not change before it sleeps. */
static bool is_own(uint64_t tid)
{
	return (int)tid == 0 || (int)tid == task_current()->tid;
}

long sys_sched_setaffinity(const struct syscall_args *a)
{
	uint64_t cpus = 0;
	size_t bytes = a->arg[1] < sizeof(cpus) ? a->arg[1] : sizeof(cpus);
	int rc = copy_from_user(&cpus, a->arg[2], bytes);

	if (rc)
		return rc;
	if (!is_own(a->arg[0]))
		return -ESRCH;
	if (!(cpus & all_cpus()))
		return -EINVAL;
	return thread_set_affinity(thread_current(), cpus & all_cpus());
}

long sys_sched_getaffinity(const struct syscall_args *a)
{
	uint64_t cpus;
	int rc;

	if (a->arg[1] < sizeof(cpus) || a->arg[1] % sizeof(cpus))
		return -EINVAL;
	if (!is_own(a->arg[0]))
		return -ESRCH;
	cpus = thread_affinity(thread_current()) & all_cpus();
	rc = copy_to_user(a->arg[2], &cpus, sizeof(cpus));
	return rc ? rc : (long)sizeof(cpus);
}

long sys_getcpu(const struct syscall_args *a)
{
	static const uint32_t node = 0;
	uint32_t cpu;
	int rc = 0;

	preempt_disable();
	cpu = this_cpu()->index;
	preempt_enable();
	if (a->arg[0])
		rc = copy_to_user(a->arg[0], &cpu, sizeof(cpu));
	if (!rc && a->arg[1])
		rc = copy_to_user(a->arg[1], &node, sizeof(node));
	return rc;
}
