/* SPDX-License-Identifier: MIT
 *
 * sys_poll.c: ppoll and pselect6.
 *
 * Both gather (file, events wanted) in a list with a reference for each file, look at all of
 * them, and sleep on all their queues until something has changed (poll.h).
 */
#include "process.h"
#include "syscall.h"
#include "sys_time.h"
#include "user_copy.h"

#include <abi/file.h>
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/poll.h>
#include <kernel/string.h>
#include <kernel/time.h>

struct polled {
	struct file *file;                      /* a reference; NULL: no such number */
	unsigned wanted, found;
};

struct poll_list {
	struct polled *items;
	unsigned count;
};

static int list_create(struct poll_list *l, unsigned count)
{
	l->count = 0;
	l->items = kzalloc((count + 1) * sizeof(l->items[0]));
	return l->items ? 0 : -ENOMEM;
}

static void list_free(struct poll_list *l) HF_MAY_BLOCK;
static void list_free(struct poll_list *l)
{
	for (unsigned i = 0; i < l->count; i++) {
		if (l->items[i].file)
			file_put(l->items[i].file);
	}
	kfree(l->items);
}

/* How many have something.  Until one has, the table is put on the queues of all. */
static int look(struct poll_list *l, struct poll_table *table) HF_MAY_BLOCK;
static int look(struct poll_list *l, struct poll_table *table)
{
	int ready = 0;

	for (unsigned i = 0; i < l->count; i++) {
		struct polled *item = &l->items[i];

		item->found = 0;
		if (item->file)
			item->found = file_poll(item->file, ready ? NULL : table) & item->wanted;
		ready += item->found != 0;
	}
	return ready;
}

/* How many have something; 0 at the deadline (0: none); -EINTR, -ENOMEM. */
static int poll_files(struct poll_list *l, bool wait, uint64_t deadline_ns) HF_MAY_BLOCK;
static int poll_files(struct poll_list *l, bool wait, uint64_t deadline_ns)
{
	struct poll_table table;
	int rc, ready;

	if (!wait)
		return look(l, NULL);
	rc = poll_table_init(&table, l->count);
	if (rc)
		return rc;
	do {
		ready = look(l, &table);
		if (ready)
			break;
		rc = poll_table_sleep(&table, deadline_ns);
	} while (!rc);
	poll_table_free(&table);
	if (ready)
		return ready;
	return rc == -ETIMEDOUT ? look(l, NULL) : rc;
}

/* The time limit and the mask that both calls have. */
struct limits {
	bool wait;
	uint64_t deadline_ns;                   /* 0: none */
};

static int limits_begin(const struct syscall_args *a, user_addr_t timeout, user_addr_t mask_at,
			uint64_t mask_bytes, struct limits *out) HF_MAY_BLOCK;
static int limits_begin(const struct syscall_args *a, user_addr_t timeout, user_addr_t mask_at,
			uint64_t mask_bytes, struct limits *out)
{
	struct task *t = task_current();
	uint64_t mask, ns;
	int rc = 0;

	*out = (struct limits){ .wait = true };
	if (timeout) {
		rc = timespec_from_user(timeout, &ns);
		if (rc)
			return rc;
		out->wait = ns != 0;
		out->deadline_ns = a->restarted ? t->restart_deadline_ns : clock_ns() + ns;
	}
	if (mask_at) {
		if (mask_bytes != ABI_SIGSET_BYTES)
			return -EINVAL;
		rc = copy_from_user(&mask, mask_at, sizeof(mask));
		if (!rc)
			signal_set_mask_for_wait(mask);
	}
	return rc;
}

/* A mask that was set for the wait stays until the signal is taken. */
static long limits_end(const struct limits *limits, user_addr_t timeout, long rc) HF_MAY_BLOCK;
static long limits_end(const struct limits *limits, user_addr_t timeout, long rc)
{
	task_current()->restart_deadline_ns = limits->deadline_ns;
	if (rc != -EINTR)
		signal_restore_mask();
	if (timeout && rc != -EINTR) {
		uint64_t now = clock_ns();
		uint64_t left = limits->deadline_ns > now ? limits->deadline_ns - now : 0;
		struct abi_timespec out = { left / NSEC_PER_SEC, left % NSEC_PER_SEC };

		/* As Linux does: what can't be told is left. */
		if (copy_to_user(timeout, &out, sizeof(out)))
			return rc;
	}
	return rc;
}

static int add_pollfd(struct poll_list *l, user_addr_t at) HF_MAY_BLOCK;
static int add_pollfd(struct poll_list *l, user_addr_t at)
{
	struct polled *item = &l->items[l->count];
	struct abi_pollfd p;
	int rc = copy_from_user(&p, at, sizeof(p));

	if (rc)
		return rc;
	item->wanted = (uint16_t)p.events | POLL_ERR | POLL_HUP;
	item->file = p.fd < 0 ? NULL : fd_get(&process_current()->files, p.fd);
	/* A number without a file is an answer, not a mistake. */
	if (p.fd >= 0 && !item->file)
		item->wanted = POLL_NVAL;
	l->count++;
	return 0;
}

static int tell_pollfd(const struct polled *item, user_addr_t at) HF_MAY_BLOCK;
static int tell_pollfd(const struct polled *item, user_addr_t at)
{
	int16_t found = item->found;

	return copy_to_user(at + offsetof(struct abi_pollfd, found), &found, sizeof(found));
}

static unsigned count_invalid(struct poll_list *l)
{
	unsigned invalid = 0;

	for (unsigned i = 0; i < l->count; i++)
		invalid += !l->items[i].file && l->items[i].wanted == POLL_NVAL;
	return invalid;
}

static long poll_all(struct poll_list *l, user_addr_t at, struct limits *limits) HF_MAY_BLOCK;
static long poll_all(struct poll_list *l, user_addr_t at, struct limits *limits)
{
	unsigned invalid = count_invalid(l);
	long rc = poll_files(l, limits->wait && !invalid, limits->deadline_ns);

	if (rc < 0)
		return rc;
	for (unsigned i = 0; i < l->count; i++) {
		struct polled *item = &l->items[i];

		if (!item->file && item->wanted == POLL_NVAL)
			item->found = POLL_NVAL;
		if (tell_pollfd(item, at + i * sizeof(struct abi_pollfd)))
			return -EFAULT;
	}
	return rc + invalid;
}

long sys_ppoll(const struct syscall_args *a)
{
	struct poll_list list;
	struct limits limits;
	long rc;

	if (a->arg[1] > FD_MAX)
		return -EINVAL;
	rc = list_create(&list, a->arg[1]);
	for (unsigned i = 0; i < a->arg[1] && !rc; i++)
		rc = add_pollfd(&list, a->arg[0] + i * sizeof(struct abi_pollfd));
	if (!rc)
		rc = limits_begin(a, a->arg[2], a->arg[3], a->arg[4], &limits);
	if (!rc)
		rc = limits_end(&limits, a->arg[2], poll_all(&list, a->arg[0], &limits));
	if (list.items)
		list_free(&list);
	return rc;
}

/* ---- select: three sets of numbers, a bit for each ---- */

enum { SELECT_SETS = 3 };
static const unsigned select_wanted[SELECT_SETS] = {
	POLL_IN | POLL_RDNORM | POLL_HUP | POLL_ERR,
	POLL_OUT | POLL_WRNORM | POLL_ERR,
	POLL_PRI,
};

_Static_assert(FD_MAX == 64, "a set is one word");

static int add_selected(struct poll_list *l, const uint64_t sets[SELECT_SETS], unsigned count)
{
	for (unsigned fd = 0; fd < count; fd++) {
		struct polled *item = &l->items[fd];

		for (unsigned i = 0; i < SELECT_SETS; i++) {
			if (sets[i] >> fd & 1)
				item->wanted |= select_wanted[i];
		}
		if (item->wanted) {
			item->file = fd_get(&process_current()->files, (int)fd);
			if (!item->file)
				return -EBADF;
		}
		l->count++;
	}
	return 0;
}

static long tell_selected(const struct poll_list *l, uint64_t sets[SELECT_SETS])
{
	long bits = 0;

	for (unsigned i = 0; i < SELECT_SETS; i++) {
		uint64_t found = 0;

		for (unsigned fd = 0; fd < l->count; fd++) {
			if ((sets[i] >> fd & 1) && (l->items[fd].found & select_wanted[i])) {
				found |= 1ull << fd;
				bits++;
			}
		}
		sets[i] = found;
	}
	return bits;
}

static int sets_from_user(const struct syscall_args *a, size_t bytes, uint64_t sets[SELECT_SETS])
	HF_MAY_BLOCK;
static int sets_from_user(const struct syscall_args *a, size_t bytes, uint64_t sets[SELECT_SETS])
{
	int rc = 0;

	for (unsigned i = 0; i < SELECT_SETS && !rc; i++) {
		sets[i] = 0;
		if (a->arg[1 + i])
			rc = copy_from_user(&sets[i], a->arg[1 + i], bytes);
	}
	return rc;
}

static int sets_to_user(const struct syscall_args *a, size_t bytes,
			const uint64_t sets[SELECT_SETS]) HF_MAY_BLOCK;
static int sets_to_user(const struct syscall_args *a, size_t bytes,
			const uint64_t sets[SELECT_SETS])
{
	int rc = 0;

	for (unsigned i = 0; i < SELECT_SETS && !rc; i++) {
		if (a->arg[1 + i])
			rc = copy_to_user(a->arg[1 + i], &sets[i], bytes);
	}
	return rc;
}

static long select_files(const struct syscall_args *a, struct poll_list *l, unsigned count)
	HF_MAY_BLOCK;
static long select_files(const struct syscall_args *a, struct poll_list *l, unsigned count)
{
	struct { uint64_t at, bytes; } mask = { 0 };
	uint64_t sets[SELECT_SETS];
	const size_t bytes = (count + 63) / 64 * 8;
	struct limits limits;
	long rc;

	rc = sets_from_user(a, bytes, sets);
	if (!rc && a->arg[5])
		rc = copy_from_user(&mask, a->arg[5], sizeof(mask));
	if (!rc)
		rc = add_selected(l, sets, count);
	if (!rc)
		rc = limits_begin(a, a->arg[4], mask.at, mask.bytes, &limits);
	if (rc)
		return rc;
	rc = poll_files(l, limits.wait, limits.deadline_ns);
	if (rc >= 0) {
		rc = tell_selected(l, sets);
		if (sets_to_user(a, bytes, sets))
			rc = -EFAULT;
	}
	return limits_end(&limits, a->arg[4], rc);
}

long sys_pselect6(const struct syscall_args *a)
{
	struct poll_list list;
	unsigned count = (int)a->arg[0] < FD_MAX ? (unsigned)a->arg[0] : FD_MAX;
	long rc;

	if ((int)a->arg[0] < 0)
		return -EINVAL;
	rc = list_create(&list, count);
	if (rc)
		return rc;
	rc = select_files(a, &list, count);
	list_free(&list);
	return rc;
}
