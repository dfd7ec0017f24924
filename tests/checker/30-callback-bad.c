/* SPDX-License-Identifier: MIT
 *
 * A callback is followed to the one that this caller passes.
 *
 * expect: block-in-atomic: spinlock `list` is held
 * chain: for_each: calls slow through `visit of for_each`
 */
#include "case.h"

static spinlock_t list HF_HELD_IN(no_preempt);

static void slow(int n) { (void)n; sleep_ms(1); }
static void for_each(void (*visit)(int n)) { visit(1); }

void f(void)
{
	spin_lock(&list);
	for_each(slow);
	spin_unlock(&list);
}
