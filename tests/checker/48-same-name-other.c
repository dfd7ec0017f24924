/* SPDX-License-Identifier: MIT
 *
 * The second file of 48-same-name: a static lock and a static function of the same name.
 */
#include "case.h"

extern spinlock_t common;
static spinlock_t lock HF_HELD_IN(no_preempt);

static void take(void)
{
	spin_lock(&common);
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_unlock(&common);
}

void other(void) { take(); }
