/* SPDX-License-Identifier: MIT
 *
 * socket_inet.h: what the sockets of AF_INET have in common.
 */
#ifndef NET_SOCKET_INET_H
#define NET_SOCKET_INET_H

#include <kernel/socket.h>
#include <kernel/wait.h>
#include <lwip/err.h>
#include <lwip/ip_addr.h>
#include "core.h"

struct inet_socket {
	struct socket base;
	int type, protocol;                     /* constant: ABI_SOCK_..., ABI_IPPROTO_... */
	uint64_t receive_ns, send_ns;           /* how long a call waits; 0: as long as it takes.
						 * Each is read and written whole. */
	int error HF_GUARDED_BY(net_core_lock); /* what SO_ERROR tells next: -E..., or 0 */
};

static inline struct inet_socket *inet_of(struct socket *s)
{
	return container_of(s, struct inet_socket, base);
}

/* Registers AF_INET with the kernel. */
int inet_register(void) __must_check;

/* lwIP's error as -E.... */
int inet_error(err_t err);
/* -EINVAL, -EAFNOSUPPORT. */
int inet_address_get(const struct socket_address *address, ip_addr_t *ip, uint16_t *port);
void inet_address_set(struct socket_address *address, const ip_addr_t *ip, uint16_t port);

/* When a wait that begins now ends, as wait_sleep wants it. */
uint64_t inet_deadline(uint64_t timeout_ns);
/* One sleep of a call with these flags, prepared by wait_prepare. 0: look again;
 * -EAGAIN: not to wait, or no longer; -EINTR. */
int inet_wait(struct wait_queue *q, struct waiter *w, unsigned flags,
	      uint64_t deadline_ns) HF_MAY_BLOCK;

/* The options that do not touch the connection. -ENOPROTOOPT: another one. */
int inet_set_option(struct inet_socket *s, int level, int option, const void *value,
		    size_t len) HF_MAY_BLOCK;
int inet_get_option(struct inet_socket *s, int level, int option, void *value,
		    size_t *len) HF_MAY_BLOCK;
/* Reads and writes an int as an option's value. */
int inet_option_int(const void *value, size_t len, int *out);
void inet_option_set_int(int from, void *value, size_t *len);

/* socket_tcp.c, socket_datagram.c */
int tcp_socket_create(struct socket **out) HF_MAY_BLOCK;
int datagram_socket_create(int type, int protocol, struct socket **out) HF_MAY_BLOCK;

#endif
