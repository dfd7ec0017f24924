/* SPDX-License-Identifier: MIT
 *
 * sys_futex.c: the system call futex, and the lists of locks that threads leave behind.
 */
#include "futex.h"
#include "process.h"
#include "syscall.h"
#include "sys_time.h"
#include "user_copy.h"

#include <abi/futex.h>
#include <kernel/errno.h>
#include <kernel/time.h>

/* When a wait ends; 0: never. */
static int deadline_of(const struct syscall_args *a, bool absolute, uint64_t *out) HF_MAY_BLOCK;
static int deadline_of(const struct syscall_args *a, bool absolute, uint64_t *out)
{
	uint64_t ns, base = 0;
	int rc;

	*out = 0;
	if (!a->arg[3])
		return 0;
	rc = timespec_from_user(a->arg[3], &ns);
	if (rc)
		return rc;
	if (a->restarted) {
		*out = task_current()->restart_deadline_ns;
		return 0;
	}
	if (absolute && (a->arg[1] & ABI_FUTEX_CLOCK_REALTIME)) {
		base = clock_unix_s() * NSEC_PER_SEC;
		ns = ns > base ? ns - base : 0;
		absolute = false;
	}
	*out = absolute ? ns : clock_ns() + ns;
	/* 0 would be "never". */
	*out += !*out;
	return 0;
}

static long wait(const struct syscall_args *a, const struct futex_key *key, uint32_t bits,
		 bool absolute) HF_MAY_BLOCK;
static long wait(const struct syscall_args *a, const struct futex_key *key, uint32_t bits,
		 bool absolute)
{
	struct task *t = task_current();
	uint64_t deadline_ns;
	int rc;

	if (!bits)
		return -EINVAL;
	rc = deadline_of(a, absolute, &deadline_ns);
	if (rc)
		return rc;
	/* One with a time limit is not begun again after a handler: that would begin the
	 * time again. */
	if (deadline_ns)
		t->restart = RESTART_NO_HANDLER;
	t->restart_deadline_ns = deadline_ns;
	return futex_wait(a->arg[0], key, a->arg[2], bits, deadline_ns);
}

/* A count that a program names: negative ones are all. */
static unsigned count_of(uint64_t arg)
{
	return (int)arg < 0 ? INT32_MAX : (unsigned)arg;
}

static long requeue(const struct syscall_args *a, const struct futex_key *key, bool compare)
	HF_MAY_BLOCK;
static long requeue(const struct syscall_args *a, const struct futex_key *key, bool compare)
{
	struct futex_key to;
	uint32_t value;
	int rc;

	if ((int)a->arg[2] < 0 || (int)a->arg[3] < 0)
		return -EINVAL;
	rc = futex_key_of(a->arg[4], a->arg[1] & ABI_FUTEX_PRIVATE, &to);
	if (!rc && compare)
		rc = copy_from_user(&value, a->arg[0], sizeof(value));
	if (rc)
		return rc;
	if (compare && value != (uint32_t)a->arg[5])
		return -EAGAIN;
	return futex_requeue(key, &to, a->arg[2], a->arg[3]);
}

long sys_futex(const struct syscall_args *a)
{
	const unsigned flags = a->arg[1], op = flags & ~(unsigned)ABI_FUTEX_FLAGS;
	struct futex_key key;
	int rc;

	if (op > ABI_FUTEX_WAKE_BITSET || !(ABI_FUTEX_KNOWN >> op & 1))
		return -ENOSYS;
	if ((flags & ABI_FUTEX_CLOCK_REALTIME) && op != ABI_FUTEX_WAIT_BITSET)
		return -ENOSYS;
	rc = futex_key_of(a->arg[0], flags & ABI_FUTEX_PRIVATE, &key);
	if (rc)
		return rc;
	switch (op) {
	case ABI_FUTEX_WAIT:
		return wait(a, &key, UINT32_MAX, false);
	case ABI_FUTEX_WAIT_BITSET:
		return wait(a, &key, a->arg[5], true);
	case ABI_FUTEX_WAKE:
		return futex_wake(&key, count_of(a->arg[2]), UINT32_MAX);
	case ABI_FUTEX_WAKE_BITSET:
		return (uint32_t)a->arg[5] ? futex_wake(&key, count_of(a->arg[2]), a->arg[5]) :
					     -EINVAL;
	default:
		return requeue(a, &key, op == ABI_FUTEX_CMP_REQUEUE);
	}
}

enum { ROBUST_HEAD_BYTES = 24 };

long sys_set_robust_list(const struct syscall_args *a)
{
	if (a->arg[1] != ROBUST_HEAD_BYTES)
		return -EINVAL;
	task_current()->robust_list = a->arg[0];
	return 0;
}

/* Of the calling thread only. */
long sys_get_robust_list(const struct syscall_args *a)
{
	const struct task *t = task_current();
	const uint64_t bytes = ROBUST_HEAD_BYTES;
	int rc;

	if ((int)a->arg[0] != 0 && (int)a->arg[0] != t->tid)
		return -EPERM;
	rc = copy_to_user(a->arg[1], &t->robust_list, sizeof(t->robust_list));
	return rc ? rc : copy_to_user(a->arg[2], &bytes, sizeof(bytes));
}
