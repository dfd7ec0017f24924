/* SPDX-License-Identifier: MIT
 *
 * The second time it returns from a place where the lock is held: the handler gives it back.
 */
#include "case.h"

struct place { long registers[8]; };
int mark(struct place *at) __attribute__((returns_twice));
int fork_for_exec(void) __attribute__((returns_twice));
void work(struct place *at);

static mutex_t gate HF_HELD_IN(preemptible);

static void clean(mutex_t *l)
{
	mutex_unlock(l);
}

int first(struct place *at)
{
	if (mark(at)) {
		clean(&gate);
		return 1;
	}
	mutex_lock(&gate);
	work(at);
	mutex_unlock(&gate);
	return 0;
}

int child(void)
{
	mutex_lock(&gate);
	if (fork_for_exec()) {
		mutex_unlock(&gate);
		return 1;
	}
	mutex_unlock(&gate);
	return 0;
}
