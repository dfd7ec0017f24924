/* SPDX-License-Identifier: MIT
 *
 * One call that sleeps is reached from three sections: that is one finding, which says where each begins.  Another call of the
 * same function is another place.
 *
 * expect: block-in-atomic: `sleep_ms` may block while spinlock `list` is held
 * expect: block-in-atomic: `sleep_ms` may block while spinlock `list` is held
 * chain: take_second: acquires the lock
 * chain: take_third: acquires the lock
 * count: 2
 */
#include "case.h"

static spinlock_t list HF_HELD_IN(no_preempt);

static void settle(void) { sleep_ms(1); }

void take_first(void)
{
	spin_lock(&list);
	settle();
	spin_unlock(&list);
}

void take_second(void)
{
	spin_lock(&list);
	settle();
	spin_unlock(&list);
}

void take_third(void)
{
	spin_lock(&list);
	settle();
	spin_unlock(&list);
}

void take_last(void)
{
	spin_lock(&list);
	sleep_ms(2);
	spin_unlock(&list);
}
