/* SPDX-License-Identifier: MIT
 *
 * Bodies that keep their contracts, and a helper that tells by its result.
 */
#include "case.h"

struct q { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); };

static spinlock_t s HF_HELD_IN(no_preempt);
int work(void) HF_TRUST("test: no locks");

void put(struct q *q) HF_RELEASES(q->lock);
void put(struct q *q)
{
	if (work())
		work();
	spin_unlock(&q->lock);
}
void take(struct q *q) HF_ACQUIRES(q->lock);
void take(struct q *q)
{
	if (work())
		work();
	spin_lock(&q->lock);
}
void keep(struct q *q) HF_REQUIRES(q->lock);
void keep(struct q *q)
{
	if (!work())
		return;
	spin_unlock(&q->lock);
	work();
	spin_lock(&q->lock);
}
static bool helps(void)
{
	if (!work())
		return false;
	spin_unlock(&s);
	return true;
}

void puts(struct q *q) { spin_lock(&q->lock); put(q); sleep_ms(1); }
void keeps(struct q *q) { take(q); keep(q); spin_unlock(&q->lock); }
void a(void) { spin_lock(&s); if (!helps()) spin_unlock(&s); }
void b(void) { spin_lock(&s); if (helps()) return; spin_unlock(&s); }
