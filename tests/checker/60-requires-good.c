/* SPDX-License-Identifier: MIT
 *
 * The same calls with what they require; a function that requires a lock begins
 * with it, whoever calls it; a lock that requires more than a state gives it.
 */
#include "case.h"

struct table {
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	int size;
};
struct group { struct table *first; };
struct ops { void (*grow)(struct table *t); };

static mutex_t big HF_HELD_IN(preemptible);
static int count;

static void grow(struct table *t) HF_REQUIRES(t->lock);
static void grow(struct table *t)
{
	spin_unlock(&t->lock);
	spin_lock(&t->lock);
}
static void local_count(void) HF_REQUIRES_STATE(no_preempt);
static void local_count(void) { count++; }
static void flush(void) HF_EXCLUDES(big);
static void flush(void) { mutex_lock(&big); mutex_unlock(&big); }

static void helper(struct table *t) { grow(t); }

void locked(struct table *a, struct group *g)
{
	spin_lock(&a->lock);
	helper(a);
	local_count();
	spin_unlock(&a->lock);
	spin_lock(&g->first->lock);
	grow(g->first);
	spin_unlock(&g->first->lock);
}

/* Nothing here calls it: its own contract is what it begins with. */
void api(struct table *t) HF_REQUIRES(t->lock) HF_REQUIRES_STATE(no_irq);
void api(struct table *t) { helper(t); local_count(); }

static const struct ops ops = { .grow = grow };
void through_pointer(struct table *t)
{
	spin_lock(&t->lock);
	ops.grow(t);
	spin_unlock(&t->lock);
}

void conditional(struct table *t, bool lock)
{
	if (lock)
		spin_lock(&t->lock);
	if (lock)
		grow(t);
	if (lock)
		spin_unlock(&t->lock);
	preempt_disable();
	local_count();
	preempt_enable();
	flush();
}
