/* SPDX-License-Identifier: MIT
 *
 * Threads mask softirqs for a lock that a timer or a tasklet takes; between softirqs nothing need be masked.
 */
#include "linux.h"

struct session { spinlock_t lock; struct timer_list timer; int retries; };
struct port { spinlock_t lock; struct tasklet_struct rx; struct tasklet_struct tx; int bytes; };

static void session_expire(struct timer_list *t)
{
	struct session *session = from_timer(session, t, timer);

	spin_lock(&session->lock);
	session->retries++;
	spin_unlock(&session->lock);
}

void session_open(struct session *session)
{
	timer_setup(&session->timer, session_expire, 0);
	mod_timer(&session->timer, 100);
}

void session_acknowledge(struct session *session)
{
	spin_lock_bh(&session->lock);
	session->retries = 0;
	spin_unlock_bh(&session->lock);
}

void session_touch(struct session *session)
{
	local_bh_disable();
	spin_lock(&session->lock);
	session->retries = 1;
	spin_unlock(&session->lock);
	local_bh_enable();
}

static void port_receive(struct tasklet_struct *t)
{
	struct port *port = from_tasklet(port, t, rx);

	spin_lock(&port->lock);
	port->bytes++;
	spin_unlock(&port->lock);
}

static void port_send(struct tasklet_struct *t)
{
	struct port *port = from_tasklet(port, t, tx);

	spin_lock(&port->lock);
	port->bytes--;
	spin_unlock(&port->lock);
}

void port_init(struct port *port)
{
	tasklet_setup(&port->rx, port_receive);
	tasklet_setup(&port->tx, port_send);
}

static ssize_t port_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	struct port *port = file->private_data;
	int bytes;

	spin_lock_bh(&port->lock);
	bytes = port->bytes;
	spin_unlock_bh(&port->lock);
	return bytes;
}

const struct file_operations port_fops = { .read = port_read };
