/* SPDX-License-Identifier: MIT
 *
 * Static locks of one name in two files are two, and each has its own order: `common` is
 * taken both before and behind this file's, not behind the other's.
 *
 * with: 48-same-name-other.c
 * expect: lock-order: common -> lock -> common
 * chain: second: acquires `lock`
 * count: 1
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

void second(void)
{
	spin_lock(&common);
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_unlock(&common);
}
