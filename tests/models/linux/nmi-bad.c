/* SPDX-License-Identifier: MIT
 *
 * An NMI interrupts whatever turned interrupts off.
 */
#include "linux.h"

static DEFINE_RAW_SPINLOCK(sample_lock);
static int samples;

static irqreturn_t sample(int irq, void *dev_id)
{
	raw_spin_lock(&sample_lock);
	samples++;
	raw_spin_unlock(&sample_lock);
	return IRQ_HANDLED;
}

int sample_start(void)
{
	return request_nmi(1, sample, 0, "sample", &samples);
}

int sample_count(void)
{
	unsigned long flags;
	int n;

	raw_spin_lock_irqsave(&sample_lock, flags); // expect: irq-inversion: an NMI
	n = samples;
	raw_spin_unlock_irqrestore(&sample_lock, flags);
	return n;
}
