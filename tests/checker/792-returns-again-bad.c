/* SPDX-License-Identifier: MIT
 *
 * What returns again does so from where it is left, but the first time it returns here: nothing is held yet.  vfork, which
 * returns twice as well, does both with what is held here.
 *
 * expect: lock-imbalance: `first` releases mutex `gate`, which is not held
 * expect: lock-imbalance: `child` returns with mutex `gate` held
 * expect: lock-imbalance: `otherwise` returns with mutex `gate` held
 */
#include "case.h"

struct place { long registers[8]; };
int mark(struct place *at) __attribute__((returns_twice));
int fork_for_exec(void) __attribute__((returns_twice));
void work(struct place *at);

static mutex_t gate HF_HELD_IN(preemptible);

int first(struct place *at)
{
	if (!mark(at)) {
		mutex_unlock(&gate);
		return 0;
	}
	return 1;
}

int child(void)
{
	mutex_lock(&gate);
	if (fork_for_exec())
		return 1;
	mutex_unlock(&gate);
	return 0;
}

int otherwise(struct place *at, int last)
{
	mutex_lock(&gate);
	if (!mark(at))
		work(at);
	else
		return 1;
	if (last)
		return 2;
	mutex_unlock(&gate);
	return 0;
}
