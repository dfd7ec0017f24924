/* SPDX-License-Identifier: MIT
 *
 * args: --model sparse --model 75-cond-lock.ini --require-closed
 */
#include "75-cond-lock.h"

void takes(struct pair *p)
{
	if (spin_trylock(&p->first))
		spin_unlock(&p->first);
	wait_ms(1);
}

void waits(struct pair *p)
{
	if (!spin_trylock(&p->first)) {
		wait_ms(1);
		return;
	}
	spin_unlock(&p->first);
	int got = last_and_lock(&p->first.v, &p->second);

	if (got)
		spin_unlock(&p->second);
	else
		wait_ms(1);
}

void takes_both(struct pair *p)
{
	if (both_trylock(&p->first))
		spin_unlock(&p->first);
	wait_ms(0);
}

void sleeps(struct pair *p)
{
	if (!header_try(p)) {
		wait_ms(1);
		return;
	}
	spin_unlock(&p->first);
}
