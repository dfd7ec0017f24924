/* SPDX-License-Identifier: MIT
 *
 * A timer in soft mode against threads without softirqs; one in hard mode of the same body, made through another name.
 */
#include "linux.h"

struct pacer {
	spinlock_t lock, fine;
	struct hrtimer timer, fine_timer;
	int credit;
};

static enum hrtimer_restart pacer_kick(struct hrtimer *timer)
{
	struct pacer *p = container_of(timer, struct pacer, timer);

	spin_lock(&p->lock);
	p->credit++;
	spin_unlock(&p->lock);
	return HRTIMER_NORESTART;
}

static enum hrtimer_restart pacer_fine(struct hrtimer *timer)
{
	struct pacer *p = container_of(timer, struct pacer, fine_timer);

	spin_lock(&p->fine);
	p->credit++;
	spin_unlock(&p->fine);
	return HRTIMER_NORESTART;
}

void pacer_init(struct pacer *p)
{
	struct hrtimer *fine = &p->fine_timer;

	hrtimer_init(&p->timer, 1, HRTIMER_MODE_REL_SOFT);
	hrtimer_init(fine, 1, HRTIMER_MODE_REL);
	p->timer.function = pacer_kick;
	(*fine).function = pacer_fine;
}

int pacer_take(struct pacer *p)
{
	unsigned long flags;
	int credit;

	spin_lock_bh(&p->lock);
	credit = p->credit;
	spin_unlock_bh(&p->lock);
	spin_lock_irqsave(&p->fine, flags);
	credit += p->credit;
	spin_unlock_irqrestore(&p->fine, flags);
	return credit;
}
