/* SPDX-License-Identifier: MIT
 *
 * tcp_stream.c: TCP connections as streams (tcp_conn.h) with deadlines, and the queue
 * of accepted ones.  lwIP calls on_accept from the runner, under net_core_lock.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>
#include <kernel/time.h>
#include <lwip/tcp.h>
#include "tcp_conn.h"
#include "tcp_stream.h"

struct tcp_stream {
	struct stream base;
	struct tcp_conn conn;
};

static struct tcp_stream *to_tcp(struct stream *s)
{
	return container_of(s, struct tcp_stream, base);
}

static ssize_t tcp_stream_read(struct stream *s, void *buf, size_t cap)
{
	struct tcp_stream *t = to_tcp(s);
	struct waiter w;
	ssize_t n;

	if (cap == 0)
		return -EINVAL;
	wait_prepare(&t->conn.wait, &w);
	for (;;) {
		/* Before the data: a peer that trickles must not get past it. */
		if (clock_ns() >= s->deadline_ns) {
			n = -ETIMEDOUT;
			break;
		}
		net_lock();
		n = tcp_conn_take(&t->conn, buf, cap, false);
		net_unlock();
		if (n != -EAGAIN)
			break;
		(void)wait_sleep(&t->conn.wait, &w, s->deadline_ns);
		wait_prepare(&t->conn.wait, &w);
	}
	wait_finish(&t->conn.wait, &w);
	return n;
}

static int tcp_stream_write(struct stream *s, const void *buf, size_t len)
{
	struct tcp_stream *t = to_tcp(s);
	const uint8_t *p = buf;
	struct waiter w;
	int err = 0;

	wait_prepare(&t->conn.wait, &w);
	while (len > 0) {
		ssize_t n;

		if (clock_ns() >= s->deadline_ns) {
			err = -ETIMEDOUT;
			break;
		}
		net_lock();
		n = tcp_conn_give(&t->conn, p, len);
		net_unlock();
		if (n == -EAGAIN) {
			(void)wait_sleep(&t->conn.wait, &w, s->deadline_ns);
			wait_prepare(&t->conn.wait, &w);
			continue;
		}
		if (n < 0) {
			err = (int)n;
			break;
		}
		p += n;
		len -= (size_t)n;
	}
	wait_finish(&t->conn.wait, &w);
	return err;
}

static void tcp_stream_finish(struct stream *s)
{
	net_lock();
	tcp_conn_finish(&to_tcp(s)->conn);
	net_unlock();
}

static void tcp_stream_close(struct stream *s)
{
	struct tcp_stream *t = to_tcp(s);

	net_lock();
	tcp_conn_close(&t->conn);
	net_unlock();
	kfree(t);
}

static const struct stream_ops tcp_stream_ops = {
	.read = tcp_stream_read,
	.write = tcp_stream_write,
	.finish = tcp_stream_finish,
	.close = tcp_stream_close,
};

HF_REQUIRES(net_core_lock)
static struct tcp_stream *tcp_stream_new(struct tcp_pcb *pcb)
{
	struct tcp_stream *t = kzalloc(sizeof(*t));

	if (!t)
		return NULL;
	t->base.ops = &tcp_stream_ops;
	tcp_conn_init(&t->conn, pcb);
	t->conn.opened = true;
	/* Whole answers are written at once: a last short segment must not wait. */
	tcp_nagle_disable(pcb);
	return t;
}

HF_REQUIRES(net_core_lock)
static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct tcp_port *port = arg;
	struct tcp_acceptor *a = port->acceptor;
	struct tcp_stream *t;

	if (err != ERR_OK || !pcb)
		return ERR_VAL;
	if (a->count == TCP_ACCEPT_MAX)
		return ERR_MEM;                 /* lwIP resets the connection */
	t = tcp_stream_new(pcb);
	if (!t)
		return ERR_MEM;
	a->ring[(a->head + a->count) % TCP_ACCEPT_MAX] =
		(struct accepted){ .stream = &t->base, .tag = port->tag };
	WRITE_ONCE(a->count, a->count + 1);
	wake_one(&a->wait);
	return ERR_OK;
}

void tcp_acceptor_init(struct tcp_acceptor *a)
{
	wait_queue_init(&a->wait);
}

HF_REQUIRES(net_core_lock)
static int listen_locked(struct tcp_acceptor *a, uint16_t port, int tag)
{
	struct tcp_pcb *pcb, *listening;
	struct tcp_port *slot;

	if (a->port_count == TCP_PORTS_MAX)
		return -ENOSPC;
	pcb = tcp_new_ip_type(IPADDR_TYPE_V4);
	if (!pcb)
		return -ENOMEM;
	if (tcp_bind(pcb, IP4_ADDR_ANY, port) != ERR_OK) {
		tcp_abort(pcb);
		return -EBUSY;
	}
	listening = tcp_listen_with_backlog(pcb, TCP_ACCEPT_MAX);
	if (!listening) {
		tcp_abort(pcb);
		return -ENOMEM;
	}
	slot = &a->ports[a->port_count++];
	*slot = (struct tcp_port){ .acceptor = a, .tag = tag };
	tcp_arg(listening, slot);
	tcp_accept(listening, on_accept);
	return 0;
}

int tcp_acceptor_listen(struct tcp_acceptor *a, uint16_t port, int tag)
{
	int err;

	net_lock();
	err = listen_locked(a, port, tag);
	net_unlock();
	return err;
}

HF_REQUIRES(net_core_lock)
static struct stream *take_accepted(struct tcp_acceptor *a, int *tag)
{
	struct accepted *first = &a->ring[a->head];

	if (a->count == 0)
		return NULL;
	a->head = (a->head + 1) % TCP_ACCEPT_MAX;
	WRITE_ONCE(a->count, a->count - 1);
	/* This thread may have been woken for the next one too, while it was on its
	 * way to this one. */
	if (a->count > 0)
		wake_one(&a->wait);
	*tag = first->tag;
	return first->stream;
}

struct stream *tcp_acceptor_next(struct tcp_acceptor *a, int *tag)
{
	struct stream *s;
	struct waiter w;

	for (;;) {
		wait_prepare(&a->wait, &w);
		net_lock();
		s = take_accepted(a, tag);
		net_unlock();
		if (s)
			break;
		(void)wait_sleep(&a->wait, &w, 0);
	}
	wait_finish(&a->wait, &w);
	return s;
}

bool tcp_acceptor_waiting(const struct tcp_acceptor *a)
{
	return READ_ONCE(a->count) > 0;
}
