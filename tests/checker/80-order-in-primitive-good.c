/* SPDX-License-Identifier: MIT
 *
 * What a lock's implementation does behind the mask that it has lifted comes after the
 * release: it isn't under the lock.
 */
#include "case.h"

struct HF_LOCK_TYPE(spin) ticket { int next, now; };

static struct ticket a HF_HELD_IN(no_preempt);
static raw_spinlock_t queue_lock HF_HELD_IN(no_preempt);

void ticket_lock(struct ticket *l) HF_ACQUIRES(l);
void ticket_unlock(struct ticket *l) HF_RELEASES(l);
static void run_others(void);

void ticket_lock(struct ticket *l)
{
	preempt_disable();
	(void)l;
}

void ticket_unlock(struct ticket *l)
{
	(void)l;
	preempt_enable();
	run_others();
}

static void run_others(void)
{
	preempt_disable();
	raw_spin_lock(&queue_lock);
	raw_spin_unlock(&queue_lock);
	preempt_enable();
}

void f(void) { ticket_lock(&a); ticket_unlock(&a); }

void g(void)
{
	preempt_disable();
	raw_spin_lock(&queue_lock);
	ticket_lock(&a);
	raw_spin_unlock(&queue_lock);
	preempt_enable();
	ticket_unlock(&a);
}
