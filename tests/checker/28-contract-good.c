/* SPDX-License-Identifier: MIT
 *
 * The mask that the body lifts after the release is not lifted while the lock is
 * held.
 */
#include "case.h"

struct HF_LOCK_TYPE(spin) ticket { int next, now; };

static struct ticket t HF_HELD_IN(no_preempt);

void ticket_lock(struct ticket *l) HF_ACQUIRES(l);
void ticket_unlock(struct ticket *l) HF_RELEASES(l);

void ticket_lock(struct ticket *l)
{
	preempt_disable();
	while (l->now != l->next)
		;
}

void ticket_unlock(struct ticket *l)
{
	l->now++;
	preempt_enable();
}

void f(void) { ticket_lock(&t); ticket_unlock(&t); }
