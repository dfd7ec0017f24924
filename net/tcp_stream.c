/* SPDX-License-Identifier: MIT
 *
 * tcp_stream.c: TCP connections as streams, on lwIP's raw interface.
 *
 * lwIP calls on_... from the runner, or from a stream call of this very
 * file, always under net_core_lock.  They only note what happened and wake the
 * connection's thread, which looks again under the lock: prepare, lock, test,
 * unlock, sleep.  After close no callback knows the stream any more.
 *
 * What was received stays in lwIP's buffers until it is read, and the peer's
 * window stays closed by as much: an unread connection holds at most TCP_WND.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>
#include <kernel/time.h>
#include <lwip/tcp.h>
#include "tcp_stream.h"

/* The largest piece given to lwIP at once: whole segments, below 64 KiB. */
#define WRITE_PIECE_MAX (32u * TCP_MSS)
/* A writer that waits is woken for so much room: half of the buffer is still being
 * sent while it fills the other. */
#define WRITE_ROOM_MIN (TCP_SND_BUF / 2)
/* So many small buffers of one connection are copied into one. */
#define RECEIVED_PIECES_MAX 48u
/* lwIP's poll interval, in units of 500 ms. */
#define POLL_INTERVAL 1u

struct tcp_stream {
	struct stream base;
	struct wait_queue wait;
	struct tcp_pcb *pcb HF_GUARDED_BY(net_core_lock);  /* NULL: lwIP ended it */
	struct pbuf *received HF_GUARDED_BY(net_core_lock);
	bool ended HF_GUARDED_BY(net_core_lock);           /* the peer finished */
};

static struct tcp_stream *to_tcp(struct stream *s)
{
	return container_of(s, struct tcp_stream, base);
}

HF_REQUIRES(net_core_lock)
static void pcb_detach(struct tcp_pcb *pcb)
{
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_poll(pcb, NULL, 0);
	tcp_err(pcb, NULL);
}

HF_REQUIRES(net_core_lock)
static err_t on_received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	struct tcp_stream *t = arg;

	(void)err;
	if (!p) {
		t->ended = true;
		/* Both sides are done.  From TIME-WAIT lwIP forgets a connection without a
		 * word: when its time is over, another one needs the memory, or its peer
		 * comes back.  So nobody here may know it any more. */
		if (pcb->state == CLOSING || pcb->state == TIME_WAIT) {
			pcb_detach(pcb);
			t->pcb = NULL;
		}
	} else if (!t->received) {
		t->received = p;
	} else {
		pbuf_cat(t->received, p);
		/* A peer that sends single bytes must not hold a whole frame
		 * buffer for each. */
		if (pbuf_clen(t->received) > RECEIVED_PIECES_MAX)
			t->received = pbuf_coalesce(t->received, PBUF_RAW);
	}
	wake_all(&t->wait);
	return ERR_OK;
}

HF_REQUIRES(net_core_lock)
static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t len)
{
	struct tcp_stream *t = arg;

	(void)len;
	if (pcb->snd_buf >= WRITE_ROOM_MIN)         /* tcp_sndbuf() ends at 64 KiB */
		wake_all(&t->wait);
	return ERR_OK;
}

/* Twice a second: for a writer that found lwIP's memory full. */
HF_REQUIRES(net_core_lock)
static err_t on_poll(void *arg, struct tcp_pcb *pcb)
{
	struct tcp_stream *t = arg;

	(void)pcb;
	wake_all(&t->wait);
	return ERR_OK;
}

HF_REQUIRES(net_core_lock)
static void on_error(void *arg, err_t err)
{
	struct tcp_stream *t = arg;

	(void)err;
	t->pcb = NULL;
	wake_all(&t->wait);
}

/* Copies out what is there.  -EAGAIN: nothing yet. */
HF_REQUIRES(net_core_lock)
static ssize_t take_received(struct tcp_stream *t, void *buf, size_t cap)
{
	u16_t n;

	if (!t->received) {
		if (t->ended)
			return 0;
		return t->pcb ? -EAGAIN : -ECONNRESET;
	}
	n = pbuf_copy_partial(t->received, buf, (u16_t)(cap < 0xffff ? cap : 0xffff), 0);
	t->received = pbuf_free_header(t->received, n);
	if (t->pcb)
		tcp_recved(t->pcb, n);
	return n;
}

static ssize_t tcp_stream_read(struct stream *s, void *buf, size_t cap)
{
	struct tcp_stream *t = to_tcp(s);
	struct waiter w;
	ssize_t n;

	if (cap == 0)
		return -EINVAL;
	wait_prepare(&t->wait, &w);
	for (;;) {
		/* Before the data: a peer that trickles must not get past it. */
		if (clock_ns() >= s->deadline_ns) {
			n = -ETIMEDOUT;
			break;
		}
		net_lock();
		n = take_received(t, buf, cap);
		net_unlock();
		if (n != -EAGAIN)
			break;
		(void)wait_sleep(&t->wait, &w, s->deadline_ns);
		wait_prepare(&t->wait, &w);
	}
	wait_finish(&t->wait, &w);
	return n;
}

/* Queues a part of it.  -EAGAIN: no room, or not enough to be worth it. */
HF_REQUIRES(net_core_lock)
static ssize_t give_to_send(struct tcp_stream *t, const void *buf, size_t len)
{
	size_t n = len < WRITE_PIECE_MAX ? len : WRITE_PIECE_MAX;
	size_t room;

	if (!t->pcb)
		return -ECONNRESET;
	room = t->pcb->snd_buf;
	if (room < n && room < WRITE_ROOM_MIN)
		return -EAGAIN;
	if (n > room)
		n = room;
	/* Short of memory lwIP takes nothing: try less before waiting. */
	for (; n > 0; n /= 2) {
		err_t err = tcp_write(t->pcb, buf, (u16_t)n, TCP_WRITE_FLAG_COPY);

		if (err == ERR_OK)
			break;
		if (err != ERR_MEM)
			return -ECONNRESET;
	}
	/* An error here is a full device queue; lwIP tries again by itself. */
	(void)tcp_output(t->pcb);
	return n ? (ssize_t)n : -EAGAIN;
}

static int tcp_stream_write(struct stream *s, const void *buf, size_t len)
{
	struct tcp_stream *t = to_tcp(s);
	const uint8_t *p = buf;
	struct waiter w;
	int err = 0;

	wait_prepare(&t->wait, &w);
	while (len > 0) {
		ssize_t n;

		if (clock_ns() >= s->deadline_ns) {
			err = -ETIMEDOUT;
			break;
		}
		net_lock();
		n = give_to_send(t, p, len);
		net_unlock();
		if (n == -EAGAIN) {
			(void)wait_sleep(&t->wait, &w, s->deadline_ns);
			wait_prepare(&t->wait, &w);
			continue;
		}
		if (n < 0) {
			err = (int)n;
			break;
		}
		p += n;
		len -= (size_t)n;
	}
	wait_finish(&t->wait, &w);
	return err;
}

static void tcp_stream_finish(struct stream *s)
{
	struct tcp_stream *t = to_tcp(s);

	net_lock();
	if (t->pcb)
		(void)tcp_shutdown(t->pcb, 0, 1);       /* else: close will do it */
	net_unlock();
}

static void tcp_stream_close(struct stream *s)
{
	struct tcp_stream *t = to_tcp(s);

	net_lock();
	if (t->pcb) {
		pcb_detach(t->pcb);
		/* Out of memory for the FIN: end it without one. */
		if (tcp_close(t->pcb) != ERR_OK)
			tcp_abort(t->pcb);
	}
	if (t->received)
		pbuf_free(t->received);
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
	wait_queue_init(&t->wait);
	t->pcb = pcb;
	tcp_arg(pcb, t);
	tcp_recv(pcb, on_received);
	tcp_sent(pcb, on_sent);
	tcp_poll(pcb, on_poll, POLL_INTERVAL);
	tcp_err(pcb, on_error);
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
