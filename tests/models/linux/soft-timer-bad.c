/* SPDX-License-Identifier: MIT
 *
 * A high-resolution timer runs in the interrupt where it is made so: its lock needs interrupts off.  And one in soft mode runs
 * in a softirq, so the lock of a thread needs those off.
 */
#include "linux.h"

struct pacer {
	spinlock_t lock;
	struct hrtimer timer;
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

void pacer_init(struct pacer *p)
{
	hrtimer_init(&p->timer, 1, HRTIMER_MODE_REL);
	p->timer.function = pacer_kick;
}

int pacer_take(struct pacer *p)
{
	int credit;

	spin_lock_bh(&p->lock); // expect: irq-inversion: `pacer.lock` is held while an interrupt handler can interrupt
	credit = p->credit;
	spin_unlock_bh(&p->lock);
	return credit;
}

struct shaper {
	spinlock_t lock;
	struct hrtimer timer;
	int credit;
};

static enum hrtimer_restart shaper_kick(struct hrtimer *timer)
{
	struct shaper *s = container_of(timer, struct shaper, timer);

	spin_lock(&s->lock);
	s->credit++;
	spin_unlock(&s->lock);
	return HRTIMER_NORESTART;
}

void shaper_init(struct shaper *s)
{
	hrtimer_init(&s->timer, 1, HRTIMER_MODE_REL_SOFT);
	s->timer.function = shaper_kick;
}

int shaper_take(struct shaper *s)
{
	int credit;

	spin_lock(&s->lock); // expect: irq-inversion: `shaper.lock` is held while deferred work can interrupt
	credit = s->credit;
	spin_unlock(&s->lock);
	return credit;
}
