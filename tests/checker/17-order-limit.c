/* SPDX-License-Identifier: MIT
 *
 * A false alarm: the two orders are never used in one run; which, is decided once.
 *
 * expect: lock-order: cycle
 * count: 1
 */
#include "case.h"

static mutex_t a HF_HELD_IN(preemptible), b HF_HELD_IN(preemptible);
extern const int reversed;

void pair(void)
{
	if (reversed) {
		mutex_lock(&b);
		mutex_lock(&a);
	} else {
		mutex_lock(&a);
		mutex_lock(&b);
	}
	mutex_unlock(&a);
	mutex_unlock(&b);
}
