/* SPDX-License-Identifier: MIT
 *
 * What is taken under the handler's lock is held with interrupts off by everybody.
 */
#include "nuttx.h"

static spinlock_t tx_lock = SP_UNLOCKED;
static spinlock_t stats_lock = SP_UNLOCKED;
static int sent;

void stats_read(int *out)
{
	irqstate_t flags = spin_lock_irqsave(&stats_lock);

	*out = sent;
	spin_unlock_irqrestore(&stats_lock, flags);
}

void send(void)
{
	irqstate_t flags = spin_lock_irqsave(&tx_lock);

	spin_lock(&stats_lock);
	sent++;
	spin_unlock(&stats_lock);
	spin_unlock_irqrestore(&tx_lock, flags);
}

static int tx_done(int irq, void *context, void *arg)
{
	irqstate_t flags = spin_lock_irqsave(&tx_lock);

	spin_unlock_irqrestore(&tx_lock, flags);
	return OK;
}

int tx_attach(void)
{
	return irq_attach(6, tx_done, NULL);
}
