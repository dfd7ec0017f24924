/* SPDX-License-Identifier: MIT
 *
 * socket_tcp.c: sockets of SOCK_STREAM: TCP connections (tcp_conn.h) and the listeners that
 * they come from.
 *
 *   FRESH -> LISTENING
 *   FRESH -> CONNECTING -> CONNECTED       (back to FRESH when it fails)
 *
 * net_core_lock guards all of it, lwIP's callbacks included.  Whoever waits does so on the
 * connection's queue, without the lock, and may be interrupted.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>
#include <lwip/tcp.h>
#include "socket_inet.h"
#include "tcp_conn.h"

enum { WAITING_MAX = 16 };              /* connections that nobody has accepted yet */

enum tcp_socket_state { TCP_FRESH, TCP_LISTENING, TCP_CONNECTING, TCP_CONNECTED };

struct tcp_socket {
	struct inet_socket inet;
	struct tcp_conn conn;           /* a listener uses its queue only */
	enum tcp_socket_state state HF_GUARDED_BY(net_core_lock);
	struct tcp_pcb *listener HF_GUARDED_BY(net_core_lock);
	struct tcp_socket *waiting[WAITING_MAX] HF_GUARDED_BY(net_core_lock);
	unsigned waiting_first HF_GUARDED_BY(net_core_lock);
	unsigned waiting_count HF_GUARDED_BY(net_core_lock);
	unsigned backlog HF_GUARDED_BY(net_core_lock);
	bool no_more_sent HF_GUARDED_BY(net_core_lock);
	bool no_more_received HF_GUARDED_BY(net_core_lock);
	bool reuse_address HF_GUARDED_BY(net_core_lock);
	ip_addr_t peer_ip HF_GUARDED_BY(net_core_lock);    /* while CONNECTED */
	uint16_t peer_port HF_GUARDED_BY(net_core_lock);
};

static const struct socket_ops tcp_socket_ops;

static struct tcp_socket *tcp_of(struct socket *s)
{
	return container_of(s, struct tcp_socket, inet.base);
}

static struct tcp_socket *socket_new(void)
{
	struct tcp_socket *t = kzalloc(sizeof(*t));

	if (!t)
		return NULL;
	t->inet.base.ops = &tcp_socket_ops;
	t->inet.type = ABI_SOCK_STREAM;
	t->inet.protocol = ABI_IPPROTO_TCP;
	wait_queue_init(&t->conn.wait);
	return t;
}

/* A fresh socket's pcb, which a connection that failed has taken with it. */
static int need_pcb(struct tcp_socket *t) HF_REQUIRES(net_core_lock);
static int need_pcb(struct tcp_socket *t)
{
	struct tcp_pcb *pcb;

	if (t->conn.pcb)
		return 0;
	pcb = tcp_new_ip_type(IPADDR_TYPE_V4);
	if (!pcb)
		return -ENOBUFS;
	if (t->reuse_address)
		ip_set_option(pcb, SOF_REUSEADDR);
	tcp_conn_init(&t->conn, pcb);
	return 0;
}

int tcp_socket_create(struct socket **out)
{
	struct tcp_socket *t = socket_new();
	int err;

	if (!t)
		return -ENOMEM;
	net_lock();
	err = need_pcb(t);
	net_unlock();
	if (err) {
		kfree(t);
		return err;
	}
	*out = &t->inet.base;
	return 0;
}

/* ---- from the socket to a connection ------------------------------------- */

static int tcp_socket_bind(struct socket *s, const struct socket_address *address)
{
	struct tcp_socket *t = tcp_of(s);
	ip_addr_t ip;
	uint16_t port;
	int err = inet_address_get(address, &ip, &port);

	if (err)
		return err;
	net_lock();
	err = t->state == TCP_FRESH ? need_pcb(t) : -EINVAL;
	if (!err && t->conn.pcb->local_port)
		err = -EINVAL;
	if (!err)
		err = inet_error(tcp_bind(t->conn.pcb, &ip, port));
	net_unlock();
	return err;
}

HF_REQUIRES(net_core_lock)
static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct tcp_socket *t = arg, *new;

	if (err != ERR_OK || !pcb)
		return ERR_VAL;
	if (t->waiting_count >= t->backlog)
		return ERR_MEM;                 /* lwIP resets the connection */
	new = socket_new();
	if (!new)
		return ERR_MEM;
	tcp_conn_init(&new->conn, pcb);
	new->conn.opened = true;
	new->state = TCP_CONNECTED;
	new->peer_ip = pcb->remote_ip;
	new->peer_port = pcb->remote_port;
	t->waiting[(t->waiting_first + t->waiting_count++) % WAITING_MAX] = new;
	wake_all(&t->conn.wait);
	return ERR_OK;
}

static int listen_locked(struct tcp_socket *t) HF_REQUIRES(net_core_lock);
static int listen_locked(struct tcp_socket *t)
{
	struct tcp_pcb *listener;
	err_t err = ERR_OK;
	int rc = need_pcb(t);

	if (rc)
		return rc;
	/* Without an address it gets a port of the stack's choice. */
	if (!t->conn.pcb->local_port)
		err = tcp_bind(t->conn.pcb, IP4_ADDR_ANY, 0);
	if (err != ERR_OK)
		return inet_error(err);
	listener = tcp_listen_with_backlog_and_err(t->conn.pcb, WAITING_MAX, &err);
	if (!listener)
		return inet_error(err);
	t->conn.pcb = NULL;             /* became the listener */
	t->listener = listener;
	t->state = TCP_LISTENING;
	tcp_arg(listener, t);
	tcp_accept(listener, on_accept);
	return 0;
}

static int tcp_socket_listen(struct socket *s, int backlog)
{
	struct tcp_socket *t = tcp_of(s);
	int err = 0;

	net_lock();
	if (t->state == TCP_FRESH)
		err = listen_locked(t);
	else if (t->state != TCP_LISTENING)
		err = -EINVAL;
	if (!err)
		t->backlog = backlog < 1 ? 1 : backlog > WAITING_MAX ? WAITING_MAX : (unsigned)backlog;
	net_unlock();
	return err;
}

/* The connection that waits longest. */
static int take_waiting(struct tcp_socket *t, struct socket **out) HF_REQUIRES(net_core_lock);
static int take_waiting(struct tcp_socket *t, struct socket **out)
{
	if (t->state != TCP_LISTENING)
		return -EINVAL;
	if (!t->waiting_count)
		return -EAGAIN;
	*out = &t->waiting[t->waiting_first]->inet.base;
	t->waiting_first = (t->waiting_first + 1) % WAITING_MAX;
	t->waiting_count--;
	return 0;
}

static int tcp_socket_accept(struct socket *s, unsigned flags, struct socket **out)
{
	struct tcp_socket *t = tcp_of(s);
	uint64_t deadline_ns = inet_deadline(READ_ONCE(t->inet.receive_ns));
	struct waiter w;
	int err, stop;

	do {
		wait_prepare(&t->conn.wait, &w);
		net_lock();
		err = take_waiting(t, out);
		net_unlock();
		stop = err == -EAGAIN ? inet_wait(&t->conn.wait, &w, flags, deadline_ns) : 1;
		wait_finish(&t->conn.wait, &w);
	} while (!stop);
	return stop < 0 ? stop : err;
}

HF_REQUIRES(net_core_lock)
static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct tcp_socket *t = container_of(arg, struct tcp_socket, conn);

	(void)err;                              /* failures come to on_error */
	t->conn.opened = true;
	t->state = TCP_CONNECTED;
	t->peer_ip = pcb->remote_ip;
	t->peer_port = pcb->remote_port;
	wake_all(&t->conn.wait);
	return ERR_OK;
}

static int connect_begin(struct tcp_socket *t, const ip_addr_t *ip, uint16_t port)
	HF_REQUIRES(net_core_lock);
static int connect_begin(struct tcp_socket *t, const ip_addr_t *ip, uint16_t port)
{
	static const ip_addr_t loopback = IPADDR4_INIT(PP_HTONL(IPADDR_LOOPBACK));
	int err;

	switch (t->state) {
	case TCP_CONNECTING:
		return -EALREADY;
	case TCP_CONNECTED:
	case TCP_LISTENING:
		return -EISCONN;
	case TCP_FRESH:
		break;
	}
	err = need_pcb(t);
	if (err)
		return err;
	/* No address at all means this host. */
	if (ip_addr_isany(ip))
		ip = &loopback;
	err = inet_error(tcp_connect(t->conn.pcb, ip, port, on_connected));
	if (!err)
		t->state = TCP_CONNECTING;
	return err;
}

/* How far it is: 0: connected; -EAGAIN: not yet; or why it failed. */
static int connect_look(struct tcp_socket *t) HF_REQUIRES(net_core_lock);
static int connect_look(struct tcp_socket *t)
{
	if (t->state != TCP_CONNECTING)
		return t->state == TCP_CONNECTED ? 0 : -ECONNABORTED;
	if (t->conn.pcb)
		return -EAGAIN;
	t->state = TCP_FRESH;
	t->inet.error = t->conn.error;
	return t->conn.error;
}

/* After a wait in connect: its own report is the one. */
static int connect_result(struct tcp_socket *t) HF_REQUIRES(net_core_lock);
static int connect_result(struct tcp_socket *t)
{
	int err = connect_look(t);

	if (err && err != -EAGAIN)
		t->inet.error = 0;
	return err;
}

static int connect_wait(struct tcp_socket *t, unsigned flags) HF_MAY_BLOCK;
static int connect_wait(struct tcp_socket *t, unsigned flags)
{
	uint64_t deadline_ns = inet_deadline(READ_ONCE(t->inet.send_ns));
	struct waiter w;
	int err, stop;

	do {
		wait_prepare(&t->conn.wait, &w);
		net_lock();
		err = connect_result(t);
		net_unlock();
		stop = err == -EAGAIN ? inet_wait(&t->conn.wait, &w, flags, deadline_ns) : 1;
		wait_finish(&t->conn.wait, &w);
	} while (!stop);
	if (stop == -EAGAIN)
		return -EINPROGRESS;
	return stop < 0 ? stop : err;
}

static int tcp_socket_connect(struct socket *s, const struct socket_address *address,
			      unsigned flags)
{
	struct tcp_socket *t = tcp_of(s);
	ip_addr_t ip;
	uint16_t port;
	int err = inet_address_get(address, &ip, &port);

	if (err)
		return err;
	net_lock();
	/* One that was begun before may have failed meanwhile. */
	(void)connect_look(t);
	err = connect_begin(t, &ip, port);
	net_unlock();
	/* A call that is begun again waits for what it began the first time. */
	if (err && (err != -EALREADY || (flags & ABI_MSG_DONTWAIT)))
		return err;
	return connect_wait(t, flags);
}

/* ---- data ------------------------------------------------------------------ */

static ssize_t receive_some(struct tcp_socket *t, void *buf, size_t len, unsigned flags)
	HF_REQUIRES(net_core_lock);
static ssize_t receive_some(struct tcp_socket *t, void *buf, size_t len, unsigned flags)
{
	(void)connect_look(t);
	if (t->state != TCP_CONNECTED)
		return -ENOTCONN;
	if (!len || (t->no_more_received && !t->conn.received))
		return 0;
	return tcp_conn_take(&t->conn, buf, len, flags & ABI_MSG_PEEK);
}

static ssize_t tcp_socket_receive(struct socket *s, void *buf, size_t len, unsigned flags,
				  struct socket_address *from, size_t *whole)
{
	struct tcp_socket *t = tcp_of(s);
	uint64_t deadline_ns = inet_deadline(READ_ONCE(t->inet.receive_ns));
	bool all = (flags & ABI_MSG_WAITALL) && !(flags & ABI_MSG_PEEK);
	struct waiter w;
	size_t done = 0;
	ssize_t n;
	int stop;

	(void)from;
	do {
		wait_prepare(&t->conn.wait, &w);
		net_lock();
		n = receive_some(t, (char *)buf + done, len - done, flags);
		net_unlock();
		stop = n == -EAGAIN ? inet_wait(&t->conn.wait, &w, flags, deadline_ns) : 0;
		wait_finish(&t->conn.wait, &w);
		if (n > 0)
			done += (size_t)n;
	} while (!stop && (n == -EAGAIN || (n > 0 && all && done < len)));
	*whole = done;
	return done ? (ssize_t)done : stop ? stop : n;
}

static ssize_t send_some(struct tcp_socket *t, const void *buf, size_t len)
	HF_REQUIRES(net_core_lock);
static ssize_t send_some(struct tcp_socket *t, const void *buf, size_t len)
{
	(void)connect_look(t);
	if (t->state == TCP_CONNECTING)
		return -EAGAIN;
	if (t->state != TCP_CONNECTED || t->no_more_sent || (!t->conn.pcb && t->conn.ended))
		return -EPIPE;
	return tcp_conn_give(&t->conn, buf, len);
}

static ssize_t tcp_socket_send(struct socket *s, const void *buf, size_t len, unsigned flags,
			       const struct socket_address *to)
{
	struct tcp_socket *t = tcp_of(s);
	uint64_t deadline_ns = inet_deadline(READ_ONCE(t->inet.send_ns));
	struct waiter w;
	size_t done = 0;
	ssize_t n = 0;
	int stop = 0;

	if (to)
		return -EISCONN;
	while (!stop && done < len) {
		wait_prepare(&t->conn.wait, &w);
		net_lock();
		n = send_some(t, (const char *)buf + done, len - done);
		net_unlock();
		stop = n == -EAGAIN ? inet_wait(&t->conn.wait, &w, flags, deadline_ns) : n < 0;
		wait_finish(&t->conn.wait, &w);
		if (n > 0)
			done += (size_t)n;
	}
	return done ? (ssize_t)done : stop < 0 ? stop : n;
}

static int tcp_socket_shutdown(struct socket *s, int how)
{
	struct tcp_socket *t = tcp_of(s);
	int err = 0;

	net_lock();
	if (t->state != TCP_CONNECTED) {
		err = -ENOTCONN;
	} else {
		if (how != ABI_SHUT_WR)
			t->no_more_received = true;
		if (how != ABI_SHUT_RD && !t->no_more_sent) {
			t->no_more_sent = true;
			tcp_conn_finish(&t->conn);
		}
		wake_all(&t->conn.wait);
	}
	net_unlock();
	return err;
}

static unsigned poll_connected(const struct tcp_socket *t) HF_REQUIRES(net_core_lock);
static unsigned poll_connected(const struct tcp_socket *t)
{
	unsigned events = 0;

	if (tcp_conn_readable(&t->conn) || t->no_more_received)
		events |= POLL_IN | POLL_RDNORM;
	if (tcp_conn_writable(&t->conn) || t->no_more_sent)
		events |= POLL_OUT | POLL_WRNORM;
	if (t->conn.ended || t->no_more_received)
		events |= POLL_RDHUP;
	if (!t->conn.pcb || (t->conn.ended && t->no_more_sent))
		events |= POLL_HUP;
	if (!t->conn.pcb && !t->conn.ended)
		events |= POLL_ERR;
	return events;
}

static unsigned tcp_socket_poll(struct socket *s, struct poll_table *table)
{
	struct tcp_socket *t = tcp_of(s);
	unsigned events = 0;

	poll_wait(table, &t->conn.wait);
	net_lock();
	(void)connect_look(t);
	switch (t->state) {
	case TCP_FRESH:
		events = POLL_OUT | POLL_WRNORM | POLL_HUP | (t->inet.error ? POLL_ERR | POLL_IN : 0);
		break;
	case TCP_LISTENING:
		events = t->waiting_count ? POLL_IN | POLL_RDNORM : 0;
		break;
	case TCP_CONNECTING:
		break;
	case TCP_CONNECTED:
		events = poll_connected(t);
		break;
	}
	net_unlock();
	return events;
}

static size_t tcp_socket_pending(struct socket *s)
{
	struct tcp_socket *t = tcp_of(s);
	size_t n;

	net_lock();
	n = t->conn.received ? t->conn.received->tot_len : 0;
	net_unlock();
	return n;
}

/* ---- the rest ---------------------------------------------------------------- */

static int tcp_socket_name(struct socket *s, bool of_peer, struct socket_address *out)
{
	struct tcp_socket *t = tcp_of(s);
	const struct tcp_pcb *pcb;
	int err = 0;

	net_lock();
	pcb = t->listener ? t->listener : t->conn.pcb;
	if (of_peer && t->state != TCP_CONNECTED)
		err = -ENOTCONN;
	else if (of_peer)
		inet_address_set(out, &t->peer_ip, t->peer_port);
	else if (pcb)
		inet_address_set(out, &pcb->local_ip, pcb->local_port);
	else
		inet_address_set(out, IP4_ADDR_ANY, 0);
	net_unlock();
	return err;
}

/* An option with the value 0 or 1, of the connection. -ENOPROTOOPT: another one. */
static int set_switch(struct tcp_socket *t, int level, int option, bool on)
	HF_REQUIRES(net_core_lock);
static int set_switch(struct tcp_socket *t, int level, int option, bool on)
{
	struct tcp_pcb *pcb = t->conn.pcb;
	u8_t flag = option == ABI_SO_REUSEADDR ? SOF_REUSEADDR : SOF_KEEPALIVE;

	if (level == ABI_IPPROTO_TCP && option == ABI_TCP_NODELAY) {
		if (pcb && on)
			tcp_nagle_disable(pcb);
		else if (pcb)
			tcp_nagle_enable(pcb);
		return 0;
	}
	if (level != ABI_SOL_SOCKET || (option != ABI_SO_REUSEADDR && option != ABI_SO_KEEPALIVE))
		return -ENOPROTOOPT;
	if (option == ABI_SO_REUSEADDR)
		t->reuse_address = on;
	if (pcb && on)
		ip_set_option(pcb, flag);
	else if (pcb)
		ip_reset_option(pcb, flag);
	return 0;
}

static int tcp_socket_set_option(struct socket *s, int level, int option, const void *value,
				 size_t len)
{
	struct tcp_socket *t = tcp_of(s);
	int on, err = inet_set_option(&t->inet, level, option, value, len);

	if (err != -ENOPROTOOPT)
		return err;
	err = inet_option_int(value, len, &on);
	if (err)
		return err;
	net_lock();
	err = set_switch(t, level, option, on);
	net_unlock();
	return err;
}

static int tcp_socket_get_option(struct socket *s, int level, int option, void *value, size_t *len)
{
	struct tcp_socket *t = tcp_of(s);
	int on = 0, err = 0;

	net_lock();
	(void)connect_look(t);
	if (level == ABI_IPPROTO_TCP && option == ABI_TCP_NODELAY)
		on = t->conn.pcb && tcp_nagle_disabled(t->conn.pcb);
	else if (level == ABI_SOL_SOCKET && option == ABI_SO_REUSEADDR)
		on = t->reuse_address;
	else if (level == ABI_SOL_SOCKET && option == ABI_SO_KEEPALIVE)
		on = t->conn.pcb && ip_get_option(t->conn.pcb, SOF_KEEPALIVE) != 0;
	else if (level == ABI_SOL_SOCKET && option == ABI_SO_ACCEPTCONN)
		on = t->state == TCP_LISTENING;
	else
		err = -ENOPROTOOPT;
	net_unlock();
	if (err)
		return inet_get_option(&t->inet, level, option, value, len);
	inet_option_set_int(on, value, len);
	return 0;
}

static void tcp_socket_release(struct socket *s)
{
	struct tcp_socket *t = tcp_of(s);
	struct socket *waiting;

	net_lock();
	while (take_waiting(t, &waiting) == 0) {
		tcp_conn_close(&tcp_of(waiting)->conn);
		kfree(tcp_of(waiting));
	}
	if (t->listener) {
		tcp_arg(t->listener, NULL);
		tcp_accept(t->listener, NULL);
		(void)tcp_close(t->listener);   /* a listener's never fails */
	}
	tcp_conn_close(&t->conn);
	net_unlock();
	kfree(t);
}

static const struct socket_ops tcp_socket_ops = {
	.bind = tcp_socket_bind,
	.listen = tcp_socket_listen,
	.accept = tcp_socket_accept,
	.connect = tcp_socket_connect,
	.send = tcp_socket_send,
	.receive = tcp_socket_receive,
	.name = tcp_socket_name,
	.set_option = tcp_socket_set_option,
	.get_option = tcp_socket_get_option,
	.shutdown = tcp_socket_shutdown,
	.poll = tcp_socket_poll,
	.pending = tcp_socket_pending,
	.release = tcp_socket_release,
};
