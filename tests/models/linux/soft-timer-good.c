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

struct socket { int state; };
struct stream { struct socket socket; struct hrtimer ack_timer; spinlock_t lock; };
#define stream_of(s) ({ void *inner = (s); (struct stream *)inner; })

static enum hrtimer_restart stream_ack(struct hrtimer *timer)
{
	struct stream *s = container_of(timer, struct stream, ack_timer);

	spin_lock(&s->lock);
	spin_unlock(&s->lock);
	return HRTIMER_NORESTART;
}

void stream_init(struct socket *s)
{
	hrtimer_init(&stream_of(s)->ack_timer, 1, HRTIMER_MODE_REL_SOFT);
	stream_of(s)->ack_timer.function = stream_ack;
}

void stream_close(struct socket *s)
{
	spin_lock_bh(&stream_of(s)->lock);
	spin_unlock_bh(&stream_of(s)->lock);
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
