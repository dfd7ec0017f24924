/* SPDX-License-Identifier: MIT
 *
 * A declared order is contradicted, directly and along a chain of declarations; nobody
 * has to take the locks the right way round for that.
 *
 * expect: lock-order: `outer` is taken while `inner` is held, which is declared to come after it
 * expect: lock-order: `outer` is taken while `inmost` is held, which is declared to come after it
 * chain: backwards: acquires `outer`
 * count: 2
 */
#include "case.h"

static mutex_t outer HF_HELD_IN(preemptible);
static mutex_t inner HF_HELD_IN(preemptible) HF_ACQUIRED_AFTER(outer);
static mutex_t inmost HF_HELD_IN(preemptible) HF_ACQUIRED_AFTER(inner);

void backwards(void)
{
	mutex_lock(&inner);
	mutex_lock(&outer);
	mutex_unlock(&outer);
	mutex_unlock(&inner);
}

void far_backwards(void)
{
	mutex_lock(&inmost);
	mutex_lock(&outer);
	mutex_unlock(&outer);
	mutex_unlock(&inmost);
}

void forwards(void)
{
	mutex_lock(&outer);
	mutex_lock(&inner);
	mutex_unlock(&inner);
	mutex_unlock(&outer);
}
