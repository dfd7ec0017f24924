/* SPDX-License-Identifier: MIT
 *
 * nests.h: taking locks inside others, in any mode, and on another thread.
 */
#ifndef TESTS_LOCKDEP_NESTS_H
#define TESTS_LOCKDEP_NESTS_H

#include "cases.h"
#include "locks.h"

#include <pthread.h>

#define HERE __builtin_return_address(0)
#define READ LOCKDEP_READ
#define REREAD LOCKDEP_READ_RECURSIVE
#define ORDER LOCKDEP_RULE_LOCK_ORDER
#define NONE LOCKDEP_RULE_NONE

static __attribute__((noinline, unused)) enum lockdep_rule get(struct lock *l, unsigned flags)
{
	if (lock_masks(l) != HF_CTX_COUNT)
		lockdep_posix_mask(lock_masks(l));
	return lockdep_acquire(&l->dep, flags, HERE);
}

/* What taking the second inside the first says, in these modes. */
static inline enum lockdep_rule nest(struct lock *first, unsigned first_flags, struct lock *second,
			      unsigned second_flags)
{
	enum lockdep_rule rule;

	get(first, first_flags);
	rule = get(second, second_flags);
	drop(second);
	drop(first);
	return rule;
}

static inline void *in_thread(void *arg)
{
	enum lockdep_rule (**run)(void) = arg;
	static enum lockdep_rule rule;

	rule = (*run)();
	return &rule;
}

static inline enum lockdep_rule run_in_thread(enum lockdep_rule (*run)(void))
{
	pthread_t thread;
	void *rule;

	if (pthread_create(&thread, NULL, in_thread, &run) || pthread_join(thread, &rule))
		return LOCKDEP_RULE_COUNT;
	return *(enum lockdep_rule *)rule;
}

#endif
