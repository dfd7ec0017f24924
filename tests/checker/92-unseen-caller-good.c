/* SPDX-License-Identifier: MIT
 *
 * A library's function that nothing here calls asserts that its caller holds the lock.
 */
#include "case.h"

static spinlock_t table_lock HF_HELD_IN(no_preempt);

void grow(void) HF_REQUIRES(table_lock);
void count(void) HF_REQUIRES_STATE(no_irq);

void add(void)
{
	grow();
	count();
}

static void helper(void)
{
	grow();
}

void add_two(void)
{
	helper();
	helper();
}
