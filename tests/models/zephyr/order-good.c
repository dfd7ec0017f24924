/* SPDX-License-Identifier: MIT
 *
 * Two spinlocks and two mutexes, each in one order.
 */
#include "kernel.h"

struct port { struct k_spinlock lock; unsigned int sent; };
static struct k_spinlock ports_lock;
K_MUTEX_DEFINE(routes);
K_MUTEX_DEFINE(names);
static unsigned int total;

void port_send(struct port *port)
{
	k_spinlock_key_t key = k_spin_lock(&port->lock);
	k_spinlock_key_t inner = k_spin_lock(&ports_lock);

	total++;
	port->sent++;
	k_spin_unlock(&ports_lock, inner);
	k_spin_unlock(&port->lock, key);
}

void port_reset(struct port *port)
{
	k_spinlock_key_t key = k_spin_lock(&port->lock);
	k_spinlock_key_t inner = k_spin_lock(&ports_lock);

	port->sent = 0;
	k_spin_unlock(&ports_lock, inner);
	k_spin_unlock(&port->lock, key);
}

void route_add(void)
{
	k_mutex_lock(&routes, K_FOREVER);
	k_mutex_lock(&names, K_FOREVER);
	total++;
	k_mutex_unlock(&names);
	k_mutex_unlock(&routes);
}

void name_drop(void)
{
	k_mutex_lock(&routes, K_FOREVER);
	k_mutex_lock(&names, K_FOREVER);
	total--;
	k_mutex_unlock(&names);
	k_mutex_unlock(&routes);
}
