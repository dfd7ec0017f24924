/* SPDX-License-Identifier: MIT
 *
 * A helper that expects the lock, another object's lock in the same order always, and `current` named twice.
 */
#include "linux.h"

struct port;
struct port_ops { int (*count)(struct port *port); };
struct port { spinlock_t lock; struct mutex config; const struct port_ops *ops; int users; };
static DECLARE_RWSEM(table);

static int port_users(struct port *port)
{
	lockdep_assert_held(&port->config);
	return port->users;
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

	spin_lock(&port->lock);
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
	n = port->users;
	spin_unlock(&port->lock);
	return n + port->ops->count(port);
}

void table_refresh(void)
{
	down_write(&table);
	downgrade_write(&table);
	up_read(&table);
}

void trace_me(void)
{
	task_lock(current);
	current->ptrace = 1;
	task_unlock(current);
	task_lock(current);
	current->ptrace = 0;
	task_unlock(current);
}
