/* SPDX-License-Identifier: MIT
 *
 * Not called a recursion: two elements of an array may be the same one. It is a matter of order
 * within the class.
 *
 * expect: lock-order: cells
 * not: lock-recursion
 */
#include "case.h"

static mutex_t cells[4] HF_HELD_IN(preemptible);

void twice(int i, int j)
{
	mutex_lock(&cells[i]);
	mutex_lock(&cells[j]);
	mutex_unlock(&cells[j]);
	mutex_unlock(&cells[i]);
}
