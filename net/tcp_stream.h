/* SPDX-License-Identifier: MIT
 *
 * tcp_stream.h: TCP connections as streams, and the queue in which accepted ones
 * wait for a thread.
 */
#ifndef NET_TCP_STREAM_H
#define NET_TCP_STREAM_H

#include <kernel/wait.h>
#include "core.h"
#include "stream.h"

#define TCP_ACCEPT_MAX 64u
#define TCP_PORTS_MAX 4u

struct tcp_acceptor;

struct tcp_port {
	struct tcp_acceptor *acceptor;
	int tag;
};

/* Zero before tcp_acceptor_init. */
struct tcp_acceptor {
	struct wait_queue wait;
	struct tcp_port ports[TCP_PORTS_MAX] HF_GUARDED_BY(net_core_lock);
	unsigned port_count HF_GUARDED_BY(net_core_lock);
	struct accepted {
		struct stream *stream;
		int tag;
	} ring[TCP_ACCEPT_MAX] HF_GUARDED_BY(net_core_lock);
	unsigned head, count HF_GUARDED_BY(net_core_lock);
};

void tcp_acceptor_init(struct tcp_acceptor *a);

/* Connections to `port` go into the queue, with the caller's `tag`; while it is full
 * they are refused.  0, -ENOMEM, -EBUSY (the port is taken), -ENOSPC. */
int tcp_acceptor_listen(struct tcp_acceptor *a, uint16_t port,
			int tag) __must_check HF_MAY_BLOCK;

/* The next connection; waits for one. */
struct stream *tcp_acceptor_next(struct tcp_acceptor *a, int *tag) HF_MAY_BLOCK;

/* Is a connection waiting?  A hint. */
bool tcp_acceptor_waiting(const struct tcp_acceptor *a);

#endif
