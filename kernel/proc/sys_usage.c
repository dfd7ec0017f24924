/* SPDX-License-Identifier: MIT
 *
 * sys_usage.c: what processes use and may use.  Limits are fixed: they say what the kernel's
 * tables hold, and can be set to nothing else.  All time on a CPU counts as the program's.
 */
#include "sys_usage.h"

#include "process.h"
#include "syscall.h"
#include "usage.h"
#include "user_copy.h"

#include <kernel/errno.h>
#include <kernel/time.h>

enum { TICKS_PER_SEC = 100 };           /* AT_CLKTCK */

int rusage_to_user(user_addr_t to, uint64_t run_ns)
{
	const struct abi_rusage usage = {
		.user = { run_ns / NSEC_PER_SEC, run_ns % NSEC_PER_SEC / NSEC_PER_USEC },
	};

	return copy_to_user(to, &usage, sizeof(usage));
}

long sys_getrusage(const struct syscall_args *a)
{
	switch ((int)a->arg[0]) {
	case ABI_RUSAGE_SELF:
		return rusage_to_user(a->arg[1], usage_process_ns());
	case ABI_RUSAGE_CHILDREN:
		return rusage_to_user(a->arg[1], usage_children_ns());
	case ABI_RUSAGE_THREAD:
		return rusage_to_user(a->arg[1], usage_thread_ns());
	default:
		return -EINVAL;
	}
}

long sys_times(const struct syscall_args *a)
{
	const uint64_t tick_ns = NSEC_PER_SEC / TICKS_PER_SEC;
	const int64_t times[4] = { usage_process_ns() / tick_ns, 0,
				   usage_children_ns() / tick_ns, 0 };
	int rc = a->arg[0] ? copy_to_user(a->arg[0], times, sizeof(times)) : 0;

	return rc ? rc : (long)(clock_ns() / tick_ns);
}

#define UNLIMITED UINT64_MAX
static const uint64_t limits[ABI_RLIMIT_COUNT] = {
	[ABI_RLIMIT_CPU] = UNLIMITED,
	[ABI_RLIMIT_FSIZE] = UNLIMITED,
	[ABI_RLIMIT_DATA] = UNLIMITED,
	[ABI_RLIMIT_STACK] = VM_STACK_BYTES,
	[ABI_RLIMIT_CORE] = 0,
	[ABI_RLIMIT_RSS] = UNLIMITED,
	[ABI_RLIMIT_NPROC] = PROCESS_MAX,
	[ABI_RLIMIT_NOFILE] = FD_MAX,
	[ABI_RLIMIT_MEMLOCK] = UNLIMITED,
	[ABI_RLIMIT_AS] = UNLIMITED,
	[ABI_RLIMIT_LOCKS] = UNLIMITED,
	[ABI_RLIMIT_SIGPENDING] = ABI_SIGNAL_COUNT,
	[ABI_RLIMIT_MSGQUEUE] = 0,
	[ABI_RLIMIT_NICE] = 0,
	[ABI_RLIMIT_RTPRIO] = 0,
	[ABI_RLIMIT_RTTIME] = UNLIMITED,
};

static long limit(uint64_t which, user_addr_t next_at, user_addr_t before_at) HF_MAY_BLOCK;
static long limit(uint64_t which, user_addr_t next_at, user_addr_t before_at)
{
	struct abi_rlimit now, next;
	int rc;

	if (which >= ABI_RLIMIT_COUNT)
		return -EINVAL;
	now = (struct abi_rlimit){ limits[which], limits[which] };
	if (next_at) {
		rc = copy_from_user(&next, next_at, sizeof(next));
		if (rc)
			return rc;
		if (next.now > next.most)
			return -EINVAL;
		if (next.now != now.now || next.most != now.most)
			return -EPERM;
	}
	return before_at ? copy_to_user(before_at, &now, sizeof(now)) : 0;
}

long sys_getrlimit(const struct syscall_args *a)
{
	return limit(a->arg[0], 0, a->arg[1]);
}

long sys_setrlimit(const struct syscall_args *a)
{
	return a->arg[1] ? limit(a->arg[0], a->arg[1], 0) : -EFAULT;
}

long sys_prlimit64(const struct syscall_args *a)
{
	struct process *p;

	spin_lock(&process_table_lock);
	p = a->arg[0] ? process_find_locked((int)a->arg[0]) : process_current();
	spin_unlock(&process_table_lock);
	return p ? limit(a->arg[1], a->arg[2], a->arg[3]) : -ESRCH;
}
