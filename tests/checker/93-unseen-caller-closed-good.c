/* SPDX-License-Identifier: MIT
 *
 * What a function requires of its caller, it says.
 *
 * args: --require-closed
 */
#include "case.h"

static spinlock_t table_lock HF_HELD_IN(no_preempt);

static void grow(void) HF_REQUIRES(table_lock);
static void grow(void)
{
}

void add(void) HF_REQUIRES(table_lock);
void add(void)
{
	grow();
}
