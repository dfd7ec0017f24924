/* SPDX-License-Identifier: MIT
 *
 * A high-resolution timer runs in the interrupt, unless it was made a soft one.
 */
#include "linux.h"

struct pwm { struct hrtimer timer; spinlock_t lock; struct mutex config; int level; };
struct meter { struct hrtimer timer; spinlock_t lock; int ticks; };

static enum hrtimer_restart pwm_edge(struct hrtimer *timer)
{
	struct pwm *pwm = container_of(timer, struct pwm, timer);

	spin_lock(&pwm->lock);
	pwm->level = !pwm->level;
	spin_unlock(&pwm->lock);
	return HRTIMER_RESTART;
}

void pwm_init(struct pwm *pwm)
{
	hrtimer_init(&pwm->timer, 1, HRTIMER_MODE_REL);
	pwm->timer.function = pwm_edge;
}

void pwm_level(struct pwm *pwm, int level)
{
	unsigned long flags;

	mutex_lock(&pwm->config);
	spin_lock_irqsave(&pwm->lock, flags);
	pwm->level = level;
	spin_unlock_irqrestore(&pwm->lock, flags);
	mutex_unlock(&pwm->config);
}

void pwm_exit(struct pwm *pwm)
{
	hrtimer_cancel(&pwm->timer);
}

static enum hrtimer_restart meter_tick(struct hrtimer *timer)
{
	struct meter *meter = container_of(timer, struct meter, timer);

	spin_lock(&meter->lock);
	meter->ticks++;
	spin_unlock(&meter->lock);
	return HRTIMER_RESTART;
}

void meter_init(struct meter *meter)
{
	hrtimer_setup(&meter->timer, meter_tick, 1, HRTIMER_MODE_REL_SOFT);
}

int meter_read(struct meter *meter)
{
	int ticks;

	spin_lock_bh(&meter->lock);
	ticks = meter->ticks;
	spin_unlock_bh(&meter->lock);
	return ticks;
}
