/* SPDX-License-Identifier: MIT
 *
 * A timer takes the lock that a thread holds with softirqs on; so does a tasklet, that a table's callback
 * starts.
 */
#include "linux.h"

struct session { spinlock_t lock; struct timer_list timer; int retries; };
struct port { spinlock_t lock; struct tasklet_struct rx; int bytes; };

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
	spin_lock(&session->lock); // expect: irq-inversion
	session->retries = 0;
	spin_unlock(&session->lock);
}

static void port_receive(struct tasklet_struct *t)
{
	struct port *port = from_tasklet(port, t, rx);

	spin_lock(&port->lock);
	port->bytes++;
	spin_unlock(&port->lock);
}

void port_init(struct port *port)
{
	tasklet_setup(&port->rx, port_receive);
}

static ssize_t port_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	struct port *port = file->private_data;
	int bytes;

	spin_lock(&port->lock); // expect: irq-inversion
	bytes = port->bytes;
	spin_unlock(&port->lock);
	return bytes;
}

const struct file_operations port_fops = { .read = port_read };
