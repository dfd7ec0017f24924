/* SPDX-License-Identifier: MIT
 *
 * A declared order is kept; a lock may be left out, or taken alone.
 */
#include "case.h"

static mutex_t outer HF_HELD_IN(preemptible);
static mutex_t other HF_HELD_IN(preemptible);
static mutex_t inner HF_HELD_IN(preemptible) HF_ACQUIRED_AFTER(outer, other);
static mutex_t inmost HF_HELD_IN(preemptible) HF_ACQUIRED_AFTER(inner);

void forwards(void)
{
	mutex_lock(&outer);
	mutex_lock(&inner);
	mutex_lock(&inmost);
	mutex_unlock(&inmost);
	mutex_unlock(&inner);
	mutex_lock(&inmost);
	mutex_unlock(&inmost);
	mutex_unlock(&outer);
	mutex_lock(&inner);
	mutex_unlock(&inner);
	mutex_lock(&other);
	mutex_lock(&inner);
	mutex_unlock(&inner);
	mutex_unlock(&other);
}
