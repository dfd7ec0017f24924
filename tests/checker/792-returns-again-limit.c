/* SPDX-License-Identifier: MIT
 *
 * Nobody takes the lock that is given back, and the one that is taken isn't; but the second time it isn't known what is
 * held, so the balance is not judged there.  The report counts the function.
 *
 * args: --require-closed
 * expect: unresolved: not every state around `first` was followed
 */
#include "case.h"

struct place { long registers[8]; };
int mark(struct place *at) __attribute__((returns_twice));
void work(struct place *at);

static mutex_t gate HF_HELD_IN(preemptible), other HF_HELD_IN(preemptible);

int first(struct place *at)
{
	if (mark(at)) {
		mutex_unlock(&gate);
		return 1;
	}
	mutex_lock(&other);
	work(at);
	mutex_unlock(&other);
	return 0;
}
