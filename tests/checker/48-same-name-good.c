/* SPDX-License-Identifier: MIT
 *
 * Static locks and functions of one name in two files are two: no cycle.
 *
 * with: 48-same-name-other.c
 */
#include "case.h"

spinlock_t common HF_HELD_IN(no_preempt);
static spinlock_t lock HF_HELD_IN(no_preempt);

static void take(void)
{
	spin_lock(&lock);
	spin_lock(&common);
	spin_unlock(&common);
	spin_unlock(&lock);
}

void first(void) { take(); }
