/* SPDX-License-Identifier: MIT
 *
 * socket.h: sockets, as system calls use them and as a network offers them.  The
 * kernel knows no network: a family of addresses registers itself here.
 *
 * Addresses, levels, options and flags are bytes and numbers of the program's; only
 * the family knows what they mean.
 */
#ifndef KERNEL_SOCKET_H
#define KERNEL_SOCKET_H

#include <abi/socket.h>
#include <kernel/file.h>
#include <kernel/poll.h>

struct socket_address {
	size_t len;                     /* used of bytes; 0: none */
	union {
		uint16_t family;        /* of every address */
		uint8_t bytes[128];
	};
};

struct socket;

/* All are called from a thread, preemptible, and may sleep: until there is something to do,
 * unless `flags` have ABI_MSG_DONTWAIT (then: -EAGAIN), or until the thread is interrupted
 * (-EINTR). An operation that is missing is -EOPNOTSUPP. */
struct socket_ops {
	int (*bind)(struct socket *s, const struct socket_address *address) HF_MAY_BLOCK;
	int (*listen)(struct socket *s, int backlog) HF_MAY_BLOCK;
	/* The next connection, as a socket of its own. */
	int (*accept)(struct socket *s, unsigned flags, struct socket **out) HF_MAY_BLOCK;
	/* With ABI_MSG_DONTWAIT: -EINPROGRESS, and poll says when it is done. */
	int (*connect)(struct socket *s, const struct socket_address *address,
		       unsigned flags) HF_MAY_BLOCK;
	/* `to` is NULL for the peer. */
	ssize_t (*send)(struct socket *s, const void *buf, size_t len, unsigned flags,
			const struct socket_address *to) HF_MAY_BLOCK;
	/* *whole: the length of what was received, more than the result if it was cut. */
	ssize_t (*receive)(struct socket *s, void *buf, size_t len, unsigned flags,
			   struct socket_address *from, size_t *whole) HF_MAY_BLOCK;
	int (*name)(struct socket *s, bool of_peer, struct socket_address *out) HF_MAY_BLOCK;
	int (*set_option)(struct socket *s, int level, int option, const void *value,
			  size_t len) HF_MAY_BLOCK;
	/* *len: the room; then what was filled in. */
	int (*get_option)(struct socket *s, int level, int option, void *value,
			  size_t *len) HF_MAY_BLOCK;
	int (*shutdown)(struct socket *s, int how) HF_MAY_BLOCK;
	unsigned (*poll)(struct socket *s, struct poll_table *table) HF_MAY_BLOCK;
	/* The bytes that can be received at once. */
	size_t (*pending)(struct socket *s) HF_MAY_BLOCK;
	/* Ends the socket and frees it. */
	void (*release)(struct socket *s) HF_MAY_BLOCK;
};

/* A family's own record of a socket starts with this. */
struct socket {
	const struct socket_ops *ops;
};

struct socket_family {
	int number;                     /* ABI_AF_... */
	/* -EPROTONOSUPPORT, -ESOCKTNOSUPPORT, -ENOMEM, .... */
	int (*create)(int type, int protocol, struct socket **out) HF_MAY_BLOCK;
};

enum { SOCKET_OPTION_BYTES = 64 };      /* the longest value of an option */

/* At boot, before there is a program; `family` stays.  0, -ENOSPC. */
int socket_family_register(const struct socket_family *family) __must_check;

/* A new socket as a file with one reference.  -EAFNOSUPPORT, and the family's. */
int socket_create(int family, int type, int protocol, unsigned flags,
		  struct file **out) HF_MAY_BLOCK;
/* The same for one that exists, which the file owns on success. */
int socket_file(struct socket *s, unsigned flags, struct file **out) HF_MAY_BLOCK;
/* The socket of a file; NULL: it is none. */
struct socket *socket_of(const struct file *f);

#endif
