/* SPDX-License-Identifier: MIT
 *
 * sys_time.c: system calls for time, random bytes and the system's name.
 */
#include "process.h"
#include "syscall.h"
#include "sys_time.h"
#include "user_copy.h"

#include <abi/time.h>
#include <kernel/errno.h>
#include <kernel/random.h>
#include <kernel/string.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <kernel/version.h>

/* The clock's time now, in ns; false: no such clock. */
static bool clock_read(uint64_t clock, uint64_t *ns)
{
	switch (clock) {
	case ABI_CLOCK_REALTIME:
	case ABI_CLOCK_REALTIME_COARSE:
		/* The real-time clock counts whole seconds. */
		*ns = clock_unix_s() * NSEC_PER_SEC;
		return true;
	case ABI_CLOCK_MONOTONIC:
	case ABI_CLOCK_MONOTONIC_RAW:
	case ABI_CLOCK_MONOTONIC_COARSE:
	case ABI_CLOCK_BOOTTIME:
		*ns = clock_ns();
		return true;
	default:
		return false;
	}
}

long sys_clock_gettime(const struct syscall_args *a)
{
	struct abi_timespec now;
	uint64_t ns;

	if (!clock_read(a->arg[0], &ns))
		return -EINVAL;
	now.sec = ns / NSEC_PER_SEC;
	now.nsec = ns % NSEC_PER_SEC;
	return copy_to_user(a->arg[1], &now, sizeof(now));
}

int timespec_from_user(user_addr_t from, uint64_t *ns)
{
	struct abi_timespec t;
	int rc = copy_from_user(&t, from, sizeof(t));

	if (rc)
		return rc;
	if (t.sec < 0 || t.nsec < 0 || (uint64_t)t.nsec >= NSEC_PER_SEC)
		return -EINVAL;
	if ((uint64_t)t.sec > INT64_MAX / NSEC_PER_SEC / 2)
		*ns = INT64_MAX / 2;
	else
		*ns = t.sec * NSEC_PER_SEC + t.nsec;
	return 0;
}

int deadline_from_user(user_addr_t from, uint64_t *deadline_ns)
{
	uint64_t ns;
	int rc = timespec_from_user(from, &ns);

	if (!rc)
		*deadline_ns = clock_ns() + ns;
	return rc;
}

/* Sleeps; when a signal comes first, says what is left at `left_at` (0: nowhere). */
static long sleep_until(uint64_t deadline_ns, user_addr_t left_at) HF_MAY_BLOCK;
static long sleep_until(uint64_t deadline_ns, user_addr_t left_at)
{
	struct wait_queue nobody;
	struct waiter waiter;
	struct abi_timespec left;
	uint64_t ns;
	int rc = 0;

	task_current()->restart_deadline_ns = deadline_ns;
	wait_queue_init(&nobody);
	while (!rc && clock_ns() < deadline_ns) {
		wait_prepare(&nobody, &waiter);
		rc = wait_sleep_interruptible(&nobody, &waiter, deadline_ns);
	}
	if (rc != -EINTR || !left_at)
		return rc == -EINTR ? rc : 0;
	ns = clock_ns();
	ns = deadline_ns > ns ? deadline_ns - ns : 0;
	left = (struct abi_timespec){ ns / NSEC_PER_SEC, ns % NSEC_PER_SEC };
	return copy_to_user(left_at, &left, sizeof(left)) ? -EFAULT : rc;
}

long sys_nanosleep(const struct syscall_args *a)
{
	uint64_t deadline_ns;
	int rc = deadline_from_user(a->arg[0], &deadline_ns);

	if (rc)
		return rc;
	if (a->restarted)
		deadline_ns = task_current()->restart_deadline_ns;
	return sleep_until(deadline_ns, a->arg[1]);
}

long sys_clock_nanosleep(const struct syscall_args *a)
{
	bool absolute = a->arg[1] & ABI_TIMER_ABSTIME;
	uint64_t now, ns;
	int rc;

	if (!clock_read(a->arg[0], &now) || (a->arg[1] & ~(uint64_t)ABI_TIMER_ABSTIME))
		return -EINVAL;
	rc = timespec_from_user(a->arg[2], &ns);
	if (rc)
		return rc;
	if (absolute)
		ns = ns > now ? ns - now : 0;
	else if (a->restarted)
		return sleep_until(task_current()->restart_deadline_ns, a->arg[3]);
	return sleep_until(clock_ns() + ns, absolute ? 0 : a->arg[3]);
}

long sys_getrandom(const struct syscall_args *a)
{
	const unsigned known = ABI_GRND_NONBLOCK | ABI_GRND_RANDOM | ABI_GRND_INSECURE;
	uint64_t len = a->arg[1] < INT32_MAX ? a->arg[1] : INT32_MAX;
	uint8_t bytes[256];

	if (a->arg[2] & ~(uint64_t)known)
		return -EINVAL;
	for (uint64_t done = 0; done < len;) {
		size_t step = len - done < sizeof(bytes) ? len - done : sizeof(bytes);
		int rc;

		random_bytes(bytes, step);
		rc = copy_to_user(a->arg[0] + done, bytes, step);
		if (rc)
			return done ? (long)done : rc;
		done += step;
	}
	return len;
}

long sys_uname(const struct syscall_args *a)
{
	static const struct abi_utsname names = {
		.sysname = KERNEL_NAME,
		.nodename = KERNEL_NODE,
		.release = KERNEL_RELEASE,
		.version = "1",
		.machine = "aarch64",
		.domainname = "(none)",
	};

	return copy_to_user(a->arg[0], &names, sizeof(names));
}
