/* SPDX-License-Identifier: MIT
 *
 * tcp_conn.h: a TCP connection: what streams and sockets share.  Nothing here waits:
 * -EAGAIN means to wait on the connection's queue and to try again.
 */
#ifndef NET_TCP_CONN_H
#define NET_TCP_CONN_H

#include <kernel/wait.h>
#include "core.h"

struct tcp_pcb;
struct pbuf;

struct tcp_conn {
	struct wait_queue wait;         /* woken whenever something here changes */
	struct tcp_pcb *pcb HF_GUARDED_BY(net_core_lock);  /* NULL: lwIP ended it */
	struct pbuf *received HF_GUARDED_BY(net_core_lock);
	bool ended HF_GUARDED_BY(net_core_lock);           /* the peer finished */
	bool opened HF_GUARDED_BY(net_core_lock);          /* it was established once */
	int error HF_GUARDED_BY(net_core_lock);            /* why lwIP ended it: -E... */
};

/* Zero before; takes over the pcb. */
void tcp_conn_init(struct tcp_conn *t, struct tcp_pcb *pcb) HF_REQUIRES(net_core_lock);
/* Copies out what came; with `keep` it stays.  0: the peer finished; -EAGAIN: nothing yet;
 * -ECONNRESET, .... */
ssize_t tcp_conn_take(struct tcp_conn *t, void *buf, size_t cap,
		      bool keep) HF_REQUIRES(net_core_lock);
/* Queues a part of it.  -EAGAIN: no room, or not enough to be worth it. */
ssize_t tcp_conn_give(struct tcp_conn *t, const void *buf,
		      size_t len) HF_REQUIRES(net_core_lock);
bool tcp_conn_readable(const struct tcp_conn *t) HF_REQUIRES(net_core_lock);
bool tcp_conn_writable(const struct tcp_conn *t) HF_REQUIRES(net_core_lock);
/* Nothing more will be given. */
void tcp_conn_finish(struct tcp_conn *t) HF_REQUIRES(net_core_lock);
/* Ends it: lwIP forgets it. */
void tcp_conn_close(struct tcp_conn *t) HF_REQUIRES(net_core_lock);

#endif
