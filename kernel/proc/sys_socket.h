/* SPDX-License-Identifier: MIT
 *
 * sys_socket.h: sockets and addresses, as system calls get them from programs.
 */
#ifndef KERNEL_PROC_SYS_SOCKET_H
#define KERNEL_PROC_SYS_SOCKET_H

#include <kernel/socket.h>

#include "vm.h"

/* A socket that a program named, with a reference to its file. */
struct user_socket {
	struct file *file;
	struct socket *socket;
};

/* 0, -EBADF, -ENOTSOCK. */
int user_socket_get(uint64_t fd, struct user_socket *out) HF_MAY_BLOCK;
void user_socket_put(struct user_socket *s) HF_MAY_BLOCK;
/* The flags of a call on it: with what the file's own mean. */
unsigned user_socket_flags(const struct user_socket *s, unsigned flags);

/* -EINVAL for a length that no address has; -EFAULT. */
int address_from_user(user_addr_t from, uint64_t len, struct socket_address *out) HF_MAY_BLOCK;
/* Fills in as much as the program has room for, and says how long it is; nothing if `to`
 * is 0. */
int address_to_user(user_addr_t to, user_addr_t user_len,
		    const struct socket_address *address) HF_MAY_BLOCK;

#endif
