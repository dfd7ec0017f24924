/* SPDX-License-Identifier: MIT
 *
 * The same, where each section ends first.
 */
#include "case.h"

static spinlock_t list HF_HELD_IN(no_preempt);

static void settle(void) { sleep_ms(1); }

void take_first(void)
{
	spin_lock(&list);
	spin_unlock(&list);
	settle();
}

void take_second(void)
{
	spin_lock(&list);
	spin_unlock(&list);
	settle();
}

void take_last(void)
{
	spin_lock(&list);
	spin_unlock(&list);
	sleep_ms(2);
}
