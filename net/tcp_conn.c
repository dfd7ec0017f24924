/* SPDX-License-Identifier: MIT
 *
 * tcp_conn.c: TCP connections on lwIP's raw interface, without waiting.
 *
 * lwIP calls on_... from the runner, or from a call of this very file, always under
 * net_core_lock.  They only note what happened and wake the connection's queue; who waits there
 * looks again under the lock: prepare, lock, test, unlock, sleep.  After tcp_conn_close
 * no callback knows the connection any more.
 *
 * What was received stays in lwIP's buffers until it is taken, and the peer's
 * window stays closed by as much: an unread connection holds at most TCP_WND.
 */
#include <kernel/errno.h>
#include <kernel/string.h>
#include <lwip/tcp.h>
#include "tcp_conn.h"

/* The largest piece given to lwIP at once: whole segments, below 64 KiB. */
#define WRITE_PIECE_MAX (32u * TCP_MSS)
/* A writer that waits is woken for so much room: half of the buffer is still being
 * sent while it fills the other. */
#define WRITE_ROOM_MIN (TCP_SND_BUF / 2)
/* So many small buffers of one connection are copied into one. */
#define RECEIVED_PIECES_MAX 48u
/* lwIP's poll interval, in units of 500 ms. */
#define POLL_INTERVAL 1u

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
	struct tcp_conn *t = arg;

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
	struct tcp_conn *t = arg;

	(void)len;
	if (pcb->snd_buf >= WRITE_ROOM_MIN)         /* tcp_sndbuf() ends at 64 KiB */
		wake_all(&t->wait);
	return ERR_OK;
}

/* Twice a second: for a writer that found lwIP's memory full. */
HF_REQUIRES(net_core_lock)
static err_t on_poll(void *arg, struct tcp_pcb *pcb)
{
	struct tcp_conn *t = arg;

	(void)pcb;
	wake_all(&t->wait);
	return ERR_OK;
}

HF_REQUIRES(net_core_lock)
static void on_error(void *arg, err_t err)
{
	struct tcp_conn *t = arg;

	t->pcb = NULL;
	/* Refused while it was being opened; or there was no answer. */
	t->error = err == ERR_ABRT ? -ETIMEDOUT :
		   t->opened ? -ECONNRESET : -ECONNREFUSED;
	wake_all(&t->wait);
}

ssize_t tcp_conn_take(struct tcp_conn *t, void *buf, size_t cap, bool keep)
{
	u16_t n;

	if (!t->received) {
		if (t->ended)
			return 0;
		return t->pcb ? -EAGAIN : t->error;
	}
	n = pbuf_copy_partial(t->received, buf, (u16_t)(cap < 0xffff ? cap : 0xffff), 0);
	if (keep)
		return n;
	t->received = pbuf_free_header(t->received, n);
	if (t->pcb)
		tcp_recved(t->pcb, n);
	return n;
}

ssize_t tcp_conn_give(struct tcp_conn *t, const void *buf, size_t len)
{
	size_t n = len < WRITE_PIECE_MAX ? len : WRITE_PIECE_MAX;
	size_t room;

	if (!t->pcb)
		return t->error;
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

void tcp_conn_init(struct tcp_conn *t, struct tcp_pcb *pcb)
{
	wait_queue_init(&t->wait);
	t->pcb = pcb;
	t->error = -ECONNRESET;
	tcp_arg(pcb, t);
	tcp_recv(pcb, on_received);
	tcp_sent(pcb, on_sent);
	tcp_poll(pcb, on_poll, POLL_INTERVAL);
	tcp_err(pcb, on_error);
}

void tcp_conn_finish(struct tcp_conn *t)
{
	if (t->pcb)
		(void)tcp_shutdown(t->pcb, 0, 1);       /* else: close will do it */
}

void tcp_conn_close(struct tcp_conn *t)
{
	if (t->pcb) {
		pcb_detach(t->pcb);
		/* Out of memory for the FIN: end it without one. */
		if (tcp_close(t->pcb) != ERR_OK)
			tcp_abort(t->pcb);
	}
	if (t->received)
		pbuf_free(t->received);
	t->pcb = NULL;
	t->received = NULL;
}

bool tcp_conn_readable(const struct tcp_conn *t)
{
	return t->received || t->ended || !t->pcb;
}

bool tcp_conn_writable(const struct tcp_conn *t)
{
	return !t->pcb || t->pcb->snd_buf >= WRITE_ROOM_MIN;
}
