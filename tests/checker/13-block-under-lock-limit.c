/* SPDX-License-Identifier: MIT
 *
 * A false alarm: the callee sleeps only when the caller allows it, and the permission comes out of a
 * table that the checker doesn't evaluate.
 *
 * expect: block-in-atomic: `sleep_ms` may block
 */
#include "case.h"

static spinlock_t map HF_HELD_IN(no_preempt);
static const int may_wait[2] = { 0, 1 };

static void get(int how)
{
	if (may_wait[how])
		sleep_ms(1);
}

void update(void)
{
	spin_lock(&map);
	get(0);
	spin_unlock(&map);
}
