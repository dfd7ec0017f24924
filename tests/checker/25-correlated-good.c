/* SPDX-License-Identifier: MIT
 *
 * Branches on one unchanged condition belong together; so do a result and the state
 * that it was returned with.
 */
#include "case.h"

static spinlock_t t HF_HELD_IN(no_preempt);

void by_flag(bool lock, int mode)
{
	if (lock)
		spin_lock(&t);
	if (lock)
		spin_unlock(&t);
	sleep_ms(1);
	if (mode == 3)
		spin_lock(&t);
	if (mode != 3)
		return;
	spin_unlock(&t);
	sleep_ms(1);
}

static int begin(int n)
{
	spin_lock(&t);
	if (n > 5)
		goto fail;
	return 0;
fail:
	spin_unlock(&t);
	return -22;
}

void by_result(int n)
{
	int error = begin(n);

	if (error) {
		sleep_ms(1);
		return;
	}
	spin_unlock(&t);
}

void by_constant(bool sleep)
{
	if (!sleep)
		spin_lock(&t);
	if (sleep)
		sleep_ms(1);
	if (!sleep)
		spin_unlock(&t);
}

void caller(void)
{
	by_constant(true);
	spin_lock(&t);
	spin_unlock(&t);
}
