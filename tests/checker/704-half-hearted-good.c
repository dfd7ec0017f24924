/* SPDX-License-Identifier: MIT
 *
 * One whose result says on which path it did.
 */
#include "case.h"

static spinlock_t s HF_HELD_IN(no_preempt);
int work(void) HF_TRUST("test: no locks");

static bool helps(void)
{
	if (!work())
		return false;
	spin_unlock(&s);
	return true;
}
void a(void)
{
	spin_lock(&s);
	if (!helps())
		spin_unlock(&s);
}
