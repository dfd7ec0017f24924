/* SPDX-License-Identifier: MIT
 *
 * socket_datagram.c: sockets of SOCK_DGRAM (UDP) and SOCK_RAW (ICMP).
 *
 * Datagrams that came stand in a ring of the socket's; what comes while it is full is lost.
 * lwIP's callbacks put them there, under net_core_lock, which guards all of this.  Readers wait on
 * the socket's queue without the lock.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>
#include <lwip/raw.h>
#include <lwip/udp.h>
#include "socket_inet.h"

enum {
	DATAGRAMS_MAX = 32,
	/* A datagram goes out in one frame. */
	UDP_BYTES_MAX = 1500 - 20 - 8, RAW_BYTES_MAX = 1500 - 20,
};

struct datagram {
	struct pbuf *data;
	ip_addr_t ip;
	uint16_t port;
};

struct datagram_socket {
	struct inet_socket inet;
	struct wait_queue wait;
	struct udp_pcb *udp HF_GUARDED_BY(net_core_lock);  /* one of the two */
	struct raw_pcb *raw HF_GUARDED_BY(net_core_lock);
	struct datagram ring[DATAGRAMS_MAX] HF_GUARDED_BY(net_core_lock);
	unsigned first HF_GUARDED_BY(net_core_lock);
	unsigned count HF_GUARDED_BY(net_core_lock);
	bool connected HF_GUARDED_BY(net_core_lock);
	bool no_more_received HF_GUARDED_BY(net_core_lock);
	bool no_more_sent HF_GUARDED_BY(net_core_lock);
};

static struct datagram_socket *datagram_of(struct socket *s)
{
	return container_of(s, struct datagram_socket, inet.base);
}

/* Keeps a datagram; `p` becomes the ring's, or is freed. */
static void ring_add(struct datagram_socket *d, struct pbuf *p, const ip_addr_t *ip, uint16_t port)
	HF_REQUIRES(net_core_lock);
static void ring_add(struct datagram_socket *d, struct pbuf *p, const ip_addr_t *ip, uint16_t port)
{
	if (d->count == DATAGRAMS_MAX || d->no_more_received) {
		pbuf_free(p);
		return;
	}
	d->ring[(d->first + d->count++) % DATAGRAMS_MAX] =
		(struct datagram){ .data = p, .ip = *ip, .port = port };
	wake_all(&d->wait);
}

static void ring_drop(struct datagram_socket *d) HF_REQUIRES(net_core_lock);
static void ring_drop(struct datagram_socket *d)
{
	pbuf_free(d->ring[d->first].data);
	d->first = (d->first + 1) % DATAGRAMS_MAX;
	d->count--;
}

HF_REQUIRES(net_core_lock)
static void on_udp(void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *ip, u16_t port)
{
	(void)pcb;
	ring_add(arg, p, ip, port);
}

/* A copy: lwIP looks at the packet, too. */
HF_REQUIRES(net_core_lock)
static u8_t on_raw(void *arg, struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *ip)
{
	struct pbuf *copy = pbuf_clone(PBUF_RAW, PBUF_RAM, p);

	(void)pcb;
	if (copy)
		ring_add(arg, copy, ip, 0);
	return 0;
}

static bool open_pcb(struct datagram_socket *d) HF_REQUIRES(net_core_lock);
static bool open_pcb(struct datagram_socket *d)
{
	if (d->inet.type == ABI_SOCK_DGRAM) {
		d->udp = udp_new_ip_type(IPADDR_TYPE_V4);
		if (d->udp)
			udp_recv(d->udp, on_udp, d);
		return d->udp;
	}
	d->raw = raw_new_ip_type(IPADDR_TYPE_V4, (u8_t)d->inet.protocol);
	if (d->raw)
		raw_recv(d->raw, on_raw, d);
	return d->raw;
}

static const struct socket_ops datagram_socket_ops;

int datagram_socket_create(int type, int protocol, struct socket **out)
{
	struct datagram_socket *d = kzalloc(sizeof(*d));
	bool open;

	if (!d)
		return -ENOMEM;
	d->inet.base.ops = &datagram_socket_ops;
	d->inet.type = type;
	d->inet.protocol = protocol;
	wait_queue_init(&d->wait);
	net_lock();
	open = open_pcb(d);
	net_unlock();
	if (!open) {
		kfree(d);
		return -ENOBUFS;
	}
	*out = &d->inet.base;
	return 0;
}

static int datagram_bind(struct socket *s, const struct socket_address *address)
{
	struct datagram_socket *d = datagram_of(s);
	ip_addr_t ip;
	uint16_t port;
	int err = inet_address_get(address, &ip, &port);

	if (err)
		return err;
	net_lock();
	if (d->udp)
		err = d->udp->local_port ? -EINVAL : inet_error(udp_bind(d->udp, &ip, port));
	else
		err = inet_error(raw_bind(d->raw, &ip));
	net_unlock();
	return err;
}

static void disconnect(struct datagram_socket *d) HF_REQUIRES(net_core_lock);
static void disconnect(struct datagram_socket *d)
{
	if (d->udp)
		udp_disconnect(d->udp);
	else
		raw_disconnect(d->raw);
	d->connected = false;
}

static int datagram_connect(struct socket *s, const struct socket_address *address, unsigned flags)
{
	struct datagram_socket *d = datagram_of(s);
	ip_addr_t ip;
	uint16_t port;
	int err = 0;

	(void)flags;
	if (address->family != ABI_AF_UNSPEC)
		err = inet_address_get(address, &ip, &port);
	if (err)
		return err;
	net_lock();
	if (address->family == ABI_AF_UNSPEC) {
		disconnect(d);
	} else {
		err = inet_error(d->udp ? udp_connect(d->udp, &ip, port) : raw_connect(d->raw, &ip));
		d->connected = !err;
	}
	net_unlock();
	return err;
}

static ssize_t send_locked(struct datagram_socket *d, const void *buf, size_t len,
			   const ip_addr_t *ip, uint16_t port) HF_REQUIRES(net_core_lock);
static ssize_t send_locked(struct datagram_socket *d, const void *buf, size_t len,
			   const ip_addr_t *ip, uint16_t port)
{
	struct pbuf *p;
	err_t err;

	if (d->no_more_sent)
		return -EPIPE;
	if (!ip && !d->connected)
		return -EDESTADDRREQ;
	p = pbuf_alloc(d->udp ? PBUF_TRANSPORT : PBUF_IP, (u16_t)len, PBUF_RAM);
	if (!p)
		return -ENOBUFS;
	(void)pbuf_take(p, buf, (u16_t)len);    /* it is as long */
	if (d->udp)
		err = ip ? udp_sendto(d->udp, p, ip, port) : udp_send(d->udp, p);
	else
		err = ip ? raw_sendto(d->raw, p, ip) : raw_send(d->raw, p);
	pbuf_free(p);
	return err == ERR_OK ? (ssize_t)len : inet_error(err);
}

static ssize_t datagram_send(struct socket *s, const void *buf, size_t len, unsigned flags,
			     const struct socket_address *to)
{
	struct datagram_socket *d = datagram_of(s);
	uint16_t port = 0;
	ip_addr_t ip;
	ssize_t n;
	int err = to ? inet_address_get(to, &ip, &port) : 0;

	(void)flags;                            /* never waits */
	if (err)
		return err;
	if (len > (d->inet.type == ABI_SOCK_DGRAM ? UDP_BYTES_MAX : RAW_BYTES_MAX))
		return -EMSGSIZE;
	net_lock();
	n = send_locked(d, buf, len, to ? &ip : NULL, port);
	net_unlock();
	return n;
}

static ssize_t take_datagram(struct datagram_socket *d, void *buf, size_t len, unsigned flags,
			     struct socket_address *from, size_t *whole) HF_REQUIRES(net_core_lock);
static ssize_t take_datagram(struct datagram_socket *d, void *buf, size_t len, unsigned flags,
			     struct socket_address *from, size_t *whole)
{
	const struct datagram *first = &d->ring[d->first];
	ssize_t n;

	if (!d->count)
		return d->no_more_received ? 0 : -EAGAIN;
	*whole = first->data->tot_len;
	n = pbuf_copy_partial(first->data, buf, (u16_t)(len < *whole ? len : *whole), 0);
	if (from)
		inet_address_set(from, &first->ip, first->port);
	if (!(flags & ABI_MSG_PEEK))
		ring_drop(d);
	return n;
}

static ssize_t datagram_receive(struct socket *s, void *buf, size_t len, unsigned flags,
				struct socket_address *from, size_t *whole)
{
	struct datagram_socket *d = datagram_of(s);
	uint64_t deadline_ns = inet_deadline(READ_ONCE(d->inet.receive_ns));
	struct waiter w;
	ssize_t n;
	int stop;

	do {
		wait_prepare(&d->wait, &w);
		net_lock();
		n = take_datagram(d, buf, len, flags, from, whole);
		net_unlock();
		stop = n == -EAGAIN ? inet_wait(&d->wait, &w, flags, deadline_ns) : 1;
		wait_finish(&d->wait, &w);
	} while (!stop);
	return stop < 0 ? stop : n;
}

static int datagram_name(struct socket *s, bool of_peer, struct socket_address *out)
{
	struct datagram_socket *d = datagram_of(s);
	int err = 0;

	net_lock();
	if (of_peer && !d->connected)
		err = -ENOTCONN;
	else if (d->udp)
		inet_address_set(out, of_peer ? &d->udp->remote_ip : &d->udp->local_ip,
				 of_peer ? d->udp->remote_port : d->udp->local_port);
	else
		inet_address_set(out, of_peer ? &d->raw->remote_ip : &d->raw->local_ip, 0);
	net_unlock();
	return err;
}

static int datagram_set_option(struct socket *s, int level, int option, const void *value,
			       size_t len)
{
	struct datagram_socket *d = datagram_of(s);
	int on, err = inet_set_option(&d->inet, level, option, value, len);

	if (err != -ENOPROTOOPT || level != ABI_SOL_SOCKET || option != ABI_SO_REUSEADDR)
		return err;
	err = inet_option_int(value, len, &on);
	if (err)
		return err;
	net_lock();
	if (d->udp && on)
		ip_set_option(d->udp, SOF_REUSEADDR);
	else if (d->udp)
		ip_reset_option(d->udp, SOF_REUSEADDR);
	net_unlock();
	return 0;
}

static int datagram_get_option(struct socket *s, int level, int option, void *value, size_t *len)
{
	return inet_get_option(&datagram_of(s)->inet, level, option, value, len);
}

static int datagram_shutdown(struct socket *s, int how)
{
	struct datagram_socket *d = datagram_of(s);
	int err = 0;

	net_lock();
	if (!d->connected)
		err = -ENOTCONN;
	if (how != ABI_SHUT_WR)
		d->no_more_received = true;
	if (how != ABI_SHUT_RD)
		d->no_more_sent = true;
	wake_all(&d->wait);
	net_unlock();
	return err;
}

static unsigned datagram_poll(struct socket *s, struct poll_table *table)
{
	struct datagram_socket *d = datagram_of(s);
	unsigned events = POLL_OUT | POLL_WRNORM;

	poll_wait(table, &d->wait);
	net_lock();
	if (d->count || d->no_more_received)
		events |= POLL_IN | POLL_RDNORM;
	net_unlock();
	return events;
}

static size_t datagram_pending(struct socket *s)
{
	struct datagram_socket *d = datagram_of(s);
	size_t n;

	net_lock();
	n = d->count ? d->ring[d->first].data->tot_len : 0;
	net_unlock();
	return n;
}

static void datagram_release(struct socket *s)
{
	struct datagram_socket *d = datagram_of(s);

	net_lock();
	if (d->udp)
		udp_remove(d->udp);
	else
		raw_remove(d->raw);
	while (d->count)
		ring_drop(d);
	net_unlock();
	kfree(d);
}

static const struct socket_ops datagram_socket_ops = {
	.bind = datagram_bind,
	.connect = datagram_connect,
	.send = datagram_send,
	.receive = datagram_receive,
	.name = datagram_name,
	.set_option = datagram_set_option,
	.get_option = datagram_get_option,
	.shutdown = datagram_shutdown,
	.poll = datagram_poll,
	.pending = datagram_pending,
	.release = datagram_release,
};
