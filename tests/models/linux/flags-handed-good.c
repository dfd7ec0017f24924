/* SPDX-License-Identifier: MIT
 *
 * The flags are handed on: by value into an unlock, by pointer out of a lock.
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
	int changed;

	port_lock(port, &flags);
	changed = port->state != state;
	port->state = state;
	port_unlock(port, flags);
	return changed;
}

int port_wait(struct port *port)
{
	unsigned long flags;

	port_lock(port, &flags);
	while (!port->state) {
		port_unlock(port, flags);
		msleep(1);
		port_lock(port, &flags);
	}
	port_unlock(port, flags);
	return 1;
}
