/* SPDX-License-Identifier: MIT
 *
 * The handler spins on a lock whose holders wait for one that is held with interrupts on.
 */
#include "nuttx.h"

static spinlock_t tx_lock = SP_UNLOCKED;
static spinlock_t stats_lock = SP_UNLOCKED;
static int sent;

void stats_read(int *out)
{
	sched_lock();
	spin_lock(&stats_lock); // expect: carried-inversion
	*out = sent;
	spin_unlock(&stats_lock);
	sched_unlock();
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
