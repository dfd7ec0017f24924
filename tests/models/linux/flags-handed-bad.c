/* SPDX-License-Identifier: MIT
 *
 * The flags are handed on: by value into an unlock, by pointer out of a lock.  One of two callers forgets it.
 */
#include "linux.h"

struct port { spinlock_t lock; int state; };

static void port_lock(struct port *port, unsigned long *flags)
{
	spin_lock_irqsave(&port->lock, *flags);
}

static void port_unlock(struct port *port, unsigned long flags)
{
	spin_unlock_irqrestore(&port->lock, flags);
}

int port_set(struct port *port, int state)
{
	unsigned long flags;

	port_lock(port, &flags);
	if (port->state == state)
		return 0; // expect: lock-imbalance: `port_set` returns with; context-imbalance: `port_set` returns
	port->state = state;
	port_unlock(port, flags);
	return 1;
}

int port_wait(struct port *port)
{
	unsigned long flags;

	port_lock(port, &flags);
	while (!port->state)
		msleep(1); // expect: block-in-atomic
	port_unlock(port, flags);
	return 1;
}
