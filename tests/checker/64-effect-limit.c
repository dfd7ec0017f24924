/* SPDX-License-Identifier: MIT
 *
 * Not found: nobody says that this takes long.
 */
#include "case.h"

static spinlock_t s HF_HELD_IN(no_preempt);
static volatile int status;

void f(void)
{
	spin_lock(&s);
	while (!status)
		;
	spin_unlock(&s);
}
