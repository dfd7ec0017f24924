/* SPDX-License-Identifier: MIT
 *
 * A lock's implementation: its contract is its effect, and what else its body does
 * still counts.
 *
 * expect: block-in-atomic: `sleep_ms` may block while in state no_preempt
 * not: preempt-inversion
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
		sleep_ms(1);
}

void ticket_unlock(struct ticket *l)
{
	l->now++;
	preempt_enable();
}

void f(void) { ticket_lock(&t); ticket_unlock(&t); }
