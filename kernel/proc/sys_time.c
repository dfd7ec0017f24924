/* SPDX-License-Identifier: MIT
 *
 * sys_time.c: system calls for time and random bytes.
 */
#include "process.h"
#include "syscall.h"
#include "alarm.h"
#include "sys_time.h"
#include "usage.h"
#include "user_copy.h"

#include <abi/time.h>
#include <kernel/errno.h>
#include <kernel/random.h>
#include <kernel/string.h>
#include <kernel/thread.h>
#include <kernel/time.h>

/* The clock's time now, in ns; false: no such clock. */
static bool clock_read(uint64_t clock, uint64_t *ns)
{
	switch (clock) {
	case ABI_CLOCK_REALTIME:
	case ABI_CLOCK_REALTIME_COARSE:
		*ns = clock_unix_ns();
		return true;
	case ABI_CLOCK_MONOTONIC:
	case ABI_CLOCK_MONOTONIC_RAW:
	case ABI_CLOCK_MONOTONIC_COARSE:
	case ABI_CLOCK_BOOTTIME:
		*ns = clock_ns();
		return true;
	case ABI_CLOCK_PROCESS_CPUTIME:
		*ns = usage_process_ns();
		return true;
	case ABI_CLOCK_THREAD_CPUTIME:
		*ns = usage_thread_ns();
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

long sys_clock_getres(const struct syscall_args *a)
{
	static const struct abi_timespec finest = { 0, 1 };
	uint64_t now;

	if (!clock_read(a->arg[0], &now))
		return -EINVAL;
	return a->arg[1] ? copy_to_user(a->arg[1], &finest, sizeof(finest)) : 0;
}

long sys_gettimeofday(const struct syscall_args *a)
{
	static const int32_t zone[2];
	const uint64_t ns = clock_unix_ns();
	const struct abi_timeval now = { ns / NSEC_PER_SEC, ns % NSEC_PER_SEC / NSEC_PER_USEC };
	int rc = a->arg[0] ? copy_to_user(a->arg[0], &now, sizeof(now)) : 0;

	return !rc && a->arg[1] ? copy_to_user(a->arg[1], zone, sizeof(zone)) : rc;
}

static struct abi_timeval timeval_of(uint64_t ns)
{
	/* What is left is never shown as nothing. */
	ns += NSEC_PER_USEC - 1;
	return (struct abi_timeval){ ns / NSEC_PER_SEC, ns % NSEC_PER_SEC / NSEC_PER_USEC };
}

static bool timeval_ns(const struct abi_timeval *t, uint64_t *ns)
{
	if (t->sec < 0 || t->usec < 0 || t->usec >= 1000000)
		return false;
	*ns = (uint64_t)t->sec > INT64_MAX / NSEC_PER_SEC / 2 ? INT64_MAX / 2 :
	      t->sec * NSEC_PER_SEC + t->usec * NSEC_PER_USEC;
	return true;
}

static long timer_to_user(user_addr_t to, uint64_t left_ns, uint64_t every_ns) HF_MAY_BLOCK;
static long timer_to_user(user_addr_t to, uint64_t left_ns, uint64_t every_ns)
{
	const struct abi_itimerval out = { every_ns ? timeval_of(every_ns) :
					   (struct abi_timeval){ 0 },
					   left_ns ? timeval_of(left_ns) :
					   (struct abi_timeval){ 0 } };

	return copy_to_user(to, &out, sizeof(out));
}

/* Only the timer of real time is offered. */
long sys_setitimer(const struct syscall_args *a)
{
	struct abi_itimerval next = { 0 };
	uint64_t first_ns, every_ns, left_ns, before_ns;
	int rc = 0;

	if (a->arg[0] != ABI_ITIMER_REAL)
		return -EINVAL;
	if (a->arg[1])
		rc = copy_from_user(&next, a->arg[1], sizeof(next));
	if (rc)
		return rc;
	if (!timeval_ns(&next.first, &first_ns) || !timeval_ns(&next.every, &every_ns))
		return -EINVAL;
	alarm_set(first_ns, every_ns, &left_ns, &before_ns);
	return a->arg[2] ? timer_to_user(a->arg[2], left_ns, before_ns) : 0;
}

long sys_getitimer(const struct syscall_args *a)
{
	uint64_t left_ns, every_ns;

	if (a->arg[0] != ABI_ITIMER_REAL)
		return -EINVAL;
	alarm_get(&left_ns, &every_ns);
	return timer_to_user(a->arg[1], left_ns, every_ns);
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
