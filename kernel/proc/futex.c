/* SPDX-License-Identifier: MIT
 *
 * futex.c: words of programs that threads wait at.
 *
 * A word can't be read under futex_lock, since that may sleep.  So a waiter lines up first
 * and reads then: whoever changes the word and wakes after that finds it in line.  If the
 * word had changed before, it leaves, and a wake-up that it got meanwhile goes to the
 * next, whose it would have been.
 *
 * Locks: futex_lock guards all lines.  A waiter is on the stack of a thread that waits: it may return
 * when who woke it has said that it is done with it, or has given back the lock.
 */
#include "futex.h"

#include "pagetable.h"
#include "process.h"
#include "user_copy.h"

#include "kernel/sched/sched.h"

#include <kernel/errno.h>
#include <kernel/thread.h>
#include <kernel/time.h>

enum { LINES = 64 };

enum {
	WAITS,                          /* in line */
	WOKEN,                          /* out of it, but still looked at */
	RELEASED,                       /* the thread's own again */
};

struct futex_waiter {
	struct list link;
	struct futex_key key;
	uint32_t bits;
	struct thread *thread;
	uint32_t state;                 /* atomic; changes under futex_lock */
};

static DEFINE_SPINLOCK(futex_lock, no_preempt);
static struct list lines[LINES] HF_GUARDED_BY(futex_lock);

static struct list *line_locked(const struct futex_key *key) HF_REQUIRES(futex_lock);
static struct list *line_locked(const struct futex_key *key)
{
	uint64_t mix = ((uint64_t)key->space ^ key->at) * 0x9e3779b97f4a7c15ull;
	struct list *line = &lines[mix >> 58];

	if (!line->next)
		list_init(line);
	return line;
}

static bool same(const struct futex_key *a, const struct futex_key *b)
{
	return a->space == b->space && a->at == b->at;
}

int futex_key_of(user_addr_t addr, bool own, struct futex_key *out)
{
	struct vm *vm = process_current()->vm;
	uint64_t shared = 0;

	if (addr % sizeof(uint32_t))
		return -EINVAL;
	if (addr >= VM_TOP)
		return -EFAULT;
	if (!own && vm_shared_at(vm, addr, &shared))
		return -EFAULT;
	*out = shared ? (struct futex_key){ NULL, shared } : (struct futex_key){ vm, addr };
	return 0;
}

static void line_up(struct futex_waiter *w)
{
	spin_lock(&futex_lock);
	list_add_tail(line_locked(&w->key), &w->link);
	spin_unlock(&futex_lock);
}

/* Out of the line.  False: somebody woke it before. */
static bool leave_line(struct futex_waiter *w)
{
	bool waits;

	if (__atomic_load_n(&w->state, __ATOMIC_ACQUIRE) == RELEASED)
		return false;
	spin_lock(&futex_lock);
	waits = w->state == WAITS;
	if (waits)
		list_remove(&w->link);
	spin_unlock(&futex_lock);
	return waits;
}

static int sleep_in_line(const struct futex_waiter *w, uint64_t deadline_ns) HF_MAY_BLOCK;
static int sleep_in_line(const struct futex_waiter *w, uint64_t deadline_ns)
{
	while (READ_ONCE(w->state) == WAITS) {
		if (thread_interrupted(THREAD_SIGNAL | THREAD_KILL))
			return -EINTR;
		if (deadline_ns && clock_ns() >= deadline_ns)
			return -ETIMEDOUT;
		thread_block(deadline_ns);
	}
	return 0;
}

int futex_wait(user_addr_t addr, const struct futex_key *key, uint32_t value, uint32_t bits,
	       uint64_t deadline_ns)
{
	struct futex_waiter w = { .key = *key, .bits = bits, .thread = thread_current() };
	uint32_t now;
	int rc;

	line_up(&w);
	rc = copy_from_user(&now, addr, sizeof(now));
	if (!rc && now != value)
		rc = -EAGAIN;
	if (rc) {
		if (!leave_line(&w))
			(void)futex_wake(key, 1, bits);
		return rc;
	}
	rc = sleep_in_line(&w, deadline_ns);
	return leave_line(&w) ? rc : 0;
}

static void wake_locked(struct futex_waiter *w) HF_REQUIRES(futex_lock);
static void wake_locked(struct futex_waiter *w)
{
	list_remove(&w->link);
	WRITE_ONCE(w->state, WOKEN);
	sched_wake(w->thread);
	__atomic_store_n(&w->state, RELEASED, __ATOMIC_RELEASE);
}

/* The first that waits by this key with one of these bits; NULL: none. */
static struct futex_waiter *first_locked(const struct futex_key *key, uint32_t bits)
	HF_REQUIRES(futex_lock);
static struct futex_waiter *first_locked(const struct futex_key *key, uint32_t bits)
{
	struct list *line = line_locked(key);

	list_for_each(link, line) {
		struct futex_waiter *w = list_entry(link, struct futex_waiter, link);

		if (same(&w->key, key) && (w->bits & bits))
			return w;
	}
	return NULL;
}

int futex_wake(const struct futex_key *key, unsigned count, uint32_t bits)
{
	struct futex_waiter *w;
	unsigned done = 0;

	spin_lock(&futex_lock);
	while (done < count && (w = first_locked(key, bits))) {
		wake_locked(w);
		done++;
	}
	spin_unlock(&futex_lock);
	return (int)done;
}

int futex_requeue(const struct futex_key *from, const struct futex_key *to, unsigned count,
		  unsigned move)
{
	struct futex_waiter *w;
	unsigned done = 0;

	spin_lock(&futex_lock);
	while (done < count && (w = first_locked(from, UINT32_MAX))) {
		wake_locked(w);
		done++;
	}
	for (unsigned moved = 0; moved < move && !same(from, to); moved++) {
		w = first_locked(from, UINT32_MAX);
		if (!w)
			break;
		list_remove(&w->link);
		w->key = *to;
		list_add_tail(line_locked(to), &w->link);
		done++;
	}
	spin_unlock(&futex_lock);
	return (int)done;
}

/* ---- the end of a thread ---- */

enum { ROBUST_MAX = 2048 };
#define FUTEX_WAITERS    0x80000000u
#define FUTEX_OWNER_DIED 0x40000000u
#define FUTEX_TID_MASK   0x3fffffffu

struct robust_list_head {
	uint64_t first;
	int64_t futex_offset;
	uint64_t pending;
};

static void wake_one_at(user_addr_t addr) HF_MAY_BLOCK;
static void wake_one_at(user_addr_t addr)
{
	struct futex_key key;

	if (futex_key_of(addr, false, &key) == 0)
		(void)futex_wake(&key, 1, UINT32_MAX);
}

/* A lock of the thread's is marked as left behind, and one who waits for it is told. */
static void abandon_lock(struct task *t, user_addr_t addr) HF_MAY_BLOCK;
static void abandon_lock(struct task *t, user_addr_t addr)
{
	uint32_t value;

	if (addr % sizeof(value) || copy_from_user(&value, addr, sizeof(value)))
		return;
	while ((value & FUTEX_TID_MASK) == (uint32_t)t->tid) {
		uint32_t found = value;

		if (vm_exchange(t->process->vm, addr, &found,
				(value & FUTEX_WAITERS) | FUTEX_OWNER_DIED))
			return;
		if (found == value) {
			if (value & FUTEX_WAITERS)
				wake_one_at(addr);
			return;
		}
		value = found;
	}
}

static void abandon_locks(struct task *t) HF_MAY_BLOCK;
static void abandon_locks(struct task *t)
{
	struct robust_list_head head;
	user_addr_t at;

	if (!t->robust_list || copy_from_user(&head, t->robust_list, sizeof(head)))
		return;
	at = head.first;
	for (unsigned i = 0; i < ROBUST_MAX && at && at != t->robust_list; i++) {
		user_addr_t next;

		if (copy_from_user(&next, at, sizeof(next)))
			break;
		if (at != head.pending)
			abandon_lock(t, at + head.futex_offset);
		at = next;
	}
	if (head.pending)
		abandon_lock(t, head.pending + head.futex_offset);
}

void futex_task_ends(struct task *t)
{
	static const uint32_t gone = 0;

	abandon_locks(t);
	if (t->clear_tid && vm_is_used_by_others(t->process) &&
	    copy_to_user(t->clear_tid, &gone, sizeof(gone)) == 0)
		wake_one_at(t->clear_tid);
	t->clear_tid = 0;
	t->robust_list = 0;
}
