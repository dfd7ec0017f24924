/* SPDX-License-Identifier: MIT
 *
 * Not seen: a function pointer that is copied as bytes; what it is copied to counts as one that nothing is
 * ever stored in, and is listed as that.
 */
#include "case.h"

static spinlock_t s HF_HELD_IN(no_preempt);
static void (*kept)(void);

static void sleeps(void)
{
	sleep_ms(1);
}

void keep(void)
{
	void (*fn)(void) = sleeps;

	__builtin_memcpy(&kept, &fn, sizeof(fn));
}

void call(void)
{
	spin_lock(&s);
	kept();
	spin_unlock(&s);
}
