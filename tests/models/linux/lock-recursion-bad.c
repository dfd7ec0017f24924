/* SPDX-License-Identifier: MIT
 *
 * The holder takes its own lock again: through a helper, through a table of operations, and as a reader.
 */
#include "linux.h"

struct port;
struct port_ops { int (*count)(struct port *port); };
struct port { spinlock_t lock; struct mutex config; const struct port_ops *ops; int users; };
static DECLARE_RWSEM(table);

static int port_users(struct port *port)
{
	int n;

	mutex_lock(&port->config); // expect: lock-recursion
	n = port->users;
	mutex_unlock(&port->config);
	return n;
}

void port_close(struct port *port)
{
	mutex_lock(&port->config);
	if (port_users(port))
		port->users--;
	mutex_unlock(&port->config);
}

static int port_count(struct port *port)
{
	int n;

	spin_lock(&port->lock); // expect: lock-recursion
	n = port->users;
	spin_unlock(&port->lock);
	return n;
}

const struct port_ops plain_ops = { .count = port_count };

int port_total(struct port *port)
{
	int n;

	port->ops = &plain_ops;
	spin_lock(&port->lock);
	n = port->ops->count(port);
	spin_unlock(&port->lock);
	return n;
}

void table_refresh(void)
{
	down_write(&table);
	down_read(&table); // expect: lock-recursion
	up_read(&table);
	up_write(&table);
}
