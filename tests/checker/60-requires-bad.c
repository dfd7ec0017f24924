/* SPDX-License-Identifier: MIT
 *
 * Calls without what the callee requires, through a helper, by another object's lock,
 * through a pointer, and with what it excludes.
 *
 * expect: requires: `grow` requires spinlock `table.lock`, which is not held
 * expect: requires: `grow` requires spinlock `table.lock`, but only another one of them is held
 * expect: requires: `local_count` requires state no_preempt
 * expect: requires: `flush` must be called without mutex `big`, which is held
 * chain: helper: calls grow
 * count: 5
 */
#include "case.h"

struct table {
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	int size;
};
struct ops { void (*grow)(struct table *t); };

static mutex_t big HF_HELD_IN(preemptible);
static int count;

static void grow(struct table *t) HF_REQUIRES(t->lock);
static void grow(struct table *t)
{
	t->size++;
}
static void local_count(void) HF_REQUIRES_STATE(no_preempt);
static void local_count(void) { count++; }
static void flush(void) HF_EXCLUDES(big);
static void flush(void) { count = 0; }

HF_CALLED_IN(in_thread) void unlocked(struct table *t);
HF_CALLED_IN(in_thread) void through_pointer(struct table *t);
HF_CALLED_IN(in_thread) void preemptible(void);

static void helper(struct table *t) { grow(t); }
void unlocked(struct table *t) { helper(t); }

void other(struct table *a, struct table *b)
{
	spin_lock(&a->lock);
	grow(b);
	spin_unlock(&a->lock);
}

static const struct ops ops = { .grow = grow };
void through_pointer(struct table *t) { ops.grow(t); }

void preemptible(void) { local_count(); }

void excluded(void)
{
	mutex_lock(&big);
	flush();
	mutex_unlock(&big);
}
