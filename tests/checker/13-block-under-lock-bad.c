/* SPDX-License-Identifier: MIT
 *
 * Sleeps two calls below a spinlock.
 *
 * expect: block-in-atomic: `sleep_ms` may block while spinlock `map` is held
 * chain: update: acquires the lock
 */
#include "case.h"

static spinlock_t map HF_HELD_IN(no_preempt);

static void settle(void) { sleep_ms(1); }
static void write_out(void) { settle(); }

void update(void)
{
	spin_lock(&map);
	write_out();
	spin_unlock(&map);
}
