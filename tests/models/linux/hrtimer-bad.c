/* SPDX-License-Identifier: MIT
 *
 * A high-resolution timer runs in the interrupt: it must not sleep, and softirqs off don't keep it out.
 */
#include "linux.h"

struct pwm { struct hrtimer timer; spinlock_t lock; struct mutex config; int level; };

static enum hrtimer_restart pwm_edge(struct hrtimer *timer)
{
	struct pwm *pwm = container_of(timer, struct pwm, timer);

	spin_lock(&pwm->lock);
	pwm->level = !pwm->level;
	spin_unlock(&pwm->lock);
	return HRTIMER_RESTART;
}

static enum hrtimer_restart pwm_stop(struct hrtimer *timer)
{
	struct pwm *pwm = container_of(timer, struct pwm, timer);

	mutex_lock(&pwm->config); // expect: block-in-atomic: while in state in_irq
	pwm->level = 0;
	mutex_unlock(&pwm->config);
	return HRTIMER_NORESTART;
}

void pwm_init(struct pwm *pwm, bool once)
{
	if (once) {
		hrtimer_setup(&pwm->timer, pwm_stop, 1, HRTIMER_MODE_REL);
		return;
	}
	hrtimer_init(&pwm->timer, 1, HRTIMER_MODE_REL);
	pwm->timer.function = pwm_edge;
}

void pwm_level(struct pwm *pwm, int level)
{
	spin_lock_bh(&pwm->lock); // expect: irq-inversion
	pwm->level = level;
	spin_unlock_bh(&pwm->lock);
}
