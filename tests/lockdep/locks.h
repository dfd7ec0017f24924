/* SPDX-License-Identifier: MIT
 *
 * locks.h: locks that only lockdep sees.  They mask what their kind masks and
 * wait for nobody, so a test may do what would hang a real system.
 */
#ifndef TESTS_LOCKDEP_LOCKS_H
#define TESTS_LOCKDEP_LOCKS_H

#include <lockdep/lockdep.h>
#include <posix.h>

struct lock {
	struct lockdep_map dep;
};

/* DEFINE_LOCK(table, spin, no_preempt); */
#define DEFINE_LOCK(name, kind_, state) DEFINE_LOCK_NAMED(name, #name, kind_, state)
#define DEFINE_LOCK_NAMED(var, name_, kind_, state)                             \
	static struct lockdep_class var##_class =                               \
		LOCKDEP_CLASS_INIT(name_, HF_KIND_##kind_, HF_STATE_##state);   \
	static struct lock var = { .dep.cls = &var##_class }

/* The row that each kind masks; HF_CTX_COUNT: none. */
static inline unsigned lock_masks(const struct lock *l)
{
	if (!l->dep.cls)
		return HF_CTX_COUNT;
	switch (l->dep.cls->kind) {
	case HF_KIND_spin:
		return HF_CTX_preempt;
	case HF_KIND_softirq_spin:
		return HF_CTX_softirq;
	case HF_KIND_irq_spin:
		return HF_CTX_irq;
	default:
		return HF_CTX_COUNT;
	}
}

static __attribute__((noinline, unused)) enum lockdep_rule take(struct lock *l)
{
	if (lock_masks(l) != HF_CTX_COUNT)
		lockdep_posix_mask(lock_masks(l));
	return lockdep_acquire(&l->dep, 0, __builtin_return_address(0));
}

static __attribute__((noinline, unused)) enum lockdep_rule try_take(struct lock *l)
{
	if (lock_masks(l) != HF_CTX_COUNT)
		lockdep_posix_mask(lock_masks(l));
	return lockdep_acquire(&l->dep, LOCKDEP_TRY, __builtin_return_address(0));
}

static __attribute__((noinline, unused)) enum lockdep_rule drop(struct lock *l)
{
	enum lockdep_rule rule = lockdep_release(&l->dep, __builtin_return_address(0));

	if (lock_masks(l) != HF_CTX_COUNT)
		lockdep_posix_unmask(lock_masks(l));
	return rule;
}

#endif
