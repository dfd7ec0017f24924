/* SPDX-License-Identifier: MIT
 *
 * selftest.h: lockdep's test of itself, for a host's start: before the first lock is taken, as it
 * empties the tables.
 */
#ifndef LOCKDEP_SELFTEST_H
#define LOCKDEP_SELFTEST_H

#include <lockdep/lockdep.h>

struct lockdep_selftest {
	unsigned cases, failed;
	unsigned family, number;        /* of the first that failed */
};

/* Runs each `stride`-th of all cases, and some of each family; 1: all of them, some millions. */
#if LOCKDEP
void lockdep_selftest(unsigned stride, struct lockdep_selftest *result);
#else
static inline void lockdep_selftest(unsigned stride, struct lockdep_selftest *result)
{
	(void)stride;
	*result = (struct lockdep_selftest){ .cases = 0 };
}
#endif

#endif
