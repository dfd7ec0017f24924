/* SPDX-License-Identifier: MIT
 *
 * Nobody can be asked to hold what a function takes itself, too late, and nobody else
 * calls a static function.
 *
 * expect: requires: `grow` requires spinlock `table_lock`, which is not held
 * chain: add: calls grow
 * chain: add_quietly: calls grow
 * count: 2
 */
#include "case.h"

static spinlock_t table_lock HF_HELD_IN(no_preempt);

void grow(void) HF_REQUIRES(table_lock);

void add(void)
{
	grow();
	spin_lock(&table_lock);
	spin_unlock(&table_lock);
}

__attribute__((used)) static void add_quietly(void)
{
	grow();
}
