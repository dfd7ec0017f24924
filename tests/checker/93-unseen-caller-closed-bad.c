/* SPDX-License-Identifier: MIT
 *
 * What is assumed of a caller that nobody sees is not known.
 *
 * args: --require-closed
 * expect: requires: `grow` requires spinlock `table_lock`, which is not held
 * count: 1
 */
#include "case.h"

static spinlock_t table_lock HF_HELD_IN(no_preempt);

static void grow(void) HF_REQUIRES(table_lock);
static void grow(void)
{
}

void add(void)
{
	grow();
}
