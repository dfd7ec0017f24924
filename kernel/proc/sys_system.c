/* SPDX-License-Identifier: MIT
 *
 * sys_system.c: system calls about the machine as a whole: its load and memory, and its log.
 *
 * No lock: where the log was cleared is one word.
 */
#include "process.h"
#include "syscall.h"
#include "user_copy.h"

#include <abi/system.h>
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/load.h>
#include <kernel/print.h>
#include <kernel/time.h>

long sys_sysinfo(const struct syscall_args *a)
{
	struct abi_sysinfo info = {
		.uptime_s = (int64_t)(clock_ns() / NSEC_PER_SEC),
		.ram = page_count_all(),
		.unit_bytes = PAGE_SIZE,
	};
	uint32_t averages[3];
	unsigned running, all;
	int last_pid;

	/* What is only kept for the next one counts as free. */
	memory_trim();
	info.ram_free = page_count_free();
	load_averages(averages);
	for (unsigned i = 0; i < 3; i++)
		info.loads[i] = (uint64_t)averages[i] * ABI_SYSINFO_LOAD_ONE / LOAD_ONE;
	process_counts(&running, &all, &last_pid);
	info.processes = (uint16_t)all;
	return copy_to_user(a->arg[0], &info, sizeof(info));
}

static uint64_t log_cleared;                    /* atomic: what READ_ALL leaves out */
static uint64_t log_reader;                     /* atomic: how far READ has come */

/* Copies from *cursor on, as far as there is room. */
static long log_to_user(uint64_t *cursor, user_addr_t to, size_t len) HF_MAY_BLOCK;
static long log_to_user(uint64_t *cursor, user_addr_t to, size_t len)
{
	char *piece = kmalloc(PAGE_SIZE);
	size_t done = 0, n;
	long rc = 0;

	if (!piece)
		return -ENOMEM;
	while (!rc && done < len &&
	       (n = log_read(cursor, piece, len - done < PAGE_SIZE ? len - done : PAGE_SIZE)) > 0) {
		rc = copy_to_user(to + done, piece, n);
		done += n;
	}
	kfree(piece);
	return rc ? rc : (long)done;
}

/* The end of the log, as much as there is room for. */
static long log_tail_to_user(user_addr_t to, size_t len) HF_MAY_BLOCK;
static long log_tail_to_user(user_addr_t to, size_t len)
{
	uint64_t cursor = __atomic_load_n(&log_cleared, __ATOMIC_RELAXED);
	uint64_t end = log_end();

	if (end - cursor > len)
		cursor = end - len;
	return log_to_user(&cursor, to, len);
}

/* What nobody has read yet. */
static long log_next_to_user(user_addr_t to, size_t len) HF_MAY_BLOCK;
static long log_next_to_user(user_addr_t to, size_t len)
{
	uint64_t cursor = __atomic_load_n(&log_reader, __ATOMIC_RELAXED);
	long n = log_to_user(&cursor, to, len);

	if (n > 0)
		__atomic_store_n(&log_reader, cursor, __ATOMIC_RELAXED);
	return n;
}

long sys_syslog(const struct syscall_args *a)
{
	int len = (int)a->arg[2];

	switch ((int)a->arg[0]) {
	case ABI_SYSLOG_CLOSE:
	case ABI_SYSLOG_OPEN:
		return 0;
	case ABI_SYSLOG_READ:
		return len < 0 ? -EINVAL : log_next_to_user(a->arg[1], (size_t)len);
	case ABI_SYSLOG_READ_ALL:
		return len < 0 ? -EINVAL : log_tail_to_user(a->arg[1], (size_t)len);
	case ABI_SYSLOG_CLEAR:
		__atomic_store_n(&log_cleared, log_end(), __ATOMIC_RELAXED);
		return 0;
	case ABI_SYSLOG_SIZE_UNREAD:
		return (long)(log_end() - __atomic_load_n(&log_reader, __ATOMIC_RELAXED));
	case ABI_SYSLOG_SIZE_BUFFER:
		return LOG_BYTES;
	default:
		return -EINVAL;
	}
}
