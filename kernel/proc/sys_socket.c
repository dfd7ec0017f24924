/* SPDX-License-Identifier: MIT
 *
 * sys_socket.c: system calls on sockets, but those that move data (sys_message.c).
 */
#include "sys_socket.h"

#include "process.h"
#include "syscall.h"
#include "user_copy.h"

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>

int user_socket_get(uint64_t fd, struct user_socket *out)
{
	out->file = fd_get(&process_current()->files, (int)fd);
	if (!out->file)
		return -EBADF;
	out->socket = socket_of(out->file);
	if (out->socket)
		return 0;
	file_put(out->file);
	return -ENOTSOCK;
}

void user_socket_put(struct user_socket *s)
{
	file_put(s->file);
}

unsigned user_socket_flags(const struct user_socket *s, unsigned flags)
{
	return flags | (READ_ONCE(s->file->flags) & O_NONBLOCK ? ABI_MSG_DONTWAIT : 0);
}

int address_from_user(user_addr_t from, uint64_t len, struct socket_address *out)
{
	if (len > sizeof(out->bytes))
		return -EINVAL;
	if (len < sizeof(out->family))
		return -EINVAL;
	memset(out, 0, sizeof(*out));
	out->len = len;
	return copy_from_user(out->bytes, from, len);
}

int address_to_user(user_addr_t to, user_addr_t user_len, const struct socket_address *address)
{
	uint32_t room, len = (uint32_t)address->len;
	int rc;

	if (!to)
		return 0;
	rc = copy_from_user(&room, user_len, sizeof(room));
	if (!rc && (int32_t)room < 0)
		rc = -EINVAL;
	if (!rc)
		rc = copy_to_user(to, address->bytes, room < len ? room : len);
	return rc ? rc : copy_to_user(user_len, &len, sizeof(len));
}

/* A socket's number for the program; the reference is consumed. */
static int install(struct file *f, unsigned flags) HF_MAY_BLOCK;
static int install(struct file *f, unsigned flags)
{
	int fd = fd_install(&process_current()->files, f, flags & ABI_SOCK_CLOEXEC, 0);

	if (fd < 0)
		file_put(f);
	return fd;
}

long sys_socket(const struct syscall_args *a)
{
	const unsigned known = ABI_SOCK_TYPE | ABI_SOCK_NONBLOCK | ABI_SOCK_CLOEXEC;
	unsigned type = a->arg[1];
	struct file *f;
	int rc;

	if (type & ~known)
		return -EINVAL;
	rc = socket_create((int)a->arg[0], type & ABI_SOCK_TYPE, (int)a->arg[2],
			   type & ABI_SOCK_NONBLOCK ? O_NONBLOCK : 0, &f);
	return rc ? rc : install(f, type);
}

long sys_bind(const struct syscall_args *a)
{
	struct socket_address address;
	struct user_socket s;
	int rc = user_socket_get(a->arg[0], &s);

	if (rc)
		return rc;
	rc = address_from_user(a->arg[1], a->arg[2], &address);
	if (!rc)
		rc = s.socket->ops->bind ? s.socket->ops->bind(s.socket, &address) : -EOPNOTSUPP;
	user_socket_put(&s);
	return rc;
}

long sys_connect(const struct syscall_args *a)
{
	struct socket_address address;
	struct user_socket s;
	int rc = user_socket_get(a->arg[0], &s);

	if (rc)
		return rc;
	rc = address_from_user(a->arg[1], a->arg[2], &address);
	if (!rc)
		rc = s.socket->ops->connect ?
		     s.socket->ops->connect(s.socket, &address, user_socket_flags(&s, 0)) :
		     -EOPNOTSUPP;
	user_socket_put(&s);
	return rc;
}

long sys_listen(const struct syscall_args *a)
{
	struct user_socket s;
	int rc = user_socket_get(a->arg[0], &s);

	if (rc)
		return rc;
	rc = s.socket->ops->listen ? s.socket->ops->listen(s.socket, (int)a->arg[1]) : -EOPNOTSUPP;
	user_socket_put(&s);
	return rc;
}

/* The new connection as an open file, with its peer's address. */
static int accept_file(const struct user_socket *s, unsigned flags, struct file **out,
		       struct socket_address *peer) HF_MAY_BLOCK;
static int accept_file(const struct user_socket *s, unsigned flags, struct file **out,
		       struct socket_address *peer)
{
	const struct socket_ops *ops = s->socket->ops;
	struct socket *connection;
	int rc;

	if (!ops->accept)
		return -EOPNOTSUPP;
	rc = ops->accept(s->socket, user_socket_flags(s, 0), &connection);
	if (rc)
		return rc;
	/* It may have ended already: then there is no peer. */
	if (connection->ops->name(connection, true, peer))
		peer->len = 0;
	rc = socket_file(connection, flags & ABI_SOCK_NONBLOCK ? O_NONBLOCK : 0, out);
	if (rc)
		connection->ops->release(connection);
	return rc;
}

static long accept_with(const struct syscall_args *a, unsigned flags) HF_MAY_BLOCK;
static long accept_with(const struct syscall_args *a, unsigned flags)
{
	struct socket_address peer;
	struct user_socket s;
	struct file *f;
	int rc;

	if (flags & ~(unsigned)(ABI_SOCK_NONBLOCK | ABI_SOCK_CLOEXEC))
		return -EINVAL;
	rc = user_socket_get(a->arg[0], &s);
	if (rc)
		return rc;
	rc = accept_file(&s, flags, &f, &peer);
	user_socket_put(&s);
	if (rc)
		return rc;
	rc = address_to_user(a->arg[1], a->arg[2], &peer);
	if (rc) {
		file_put(f);
		return rc;
	}
	return install(f, flags);
}

long sys_accept(const struct syscall_args *a)
{
	return accept_with(a, 0);
}

long sys_accept4(const struct syscall_args *a)
{
	return accept_with(a, (unsigned)a->arg[3]);
}

static long name_to_user(const struct syscall_args *a, bool of_peer) HF_MAY_BLOCK;
static long name_to_user(const struct syscall_args *a, bool of_peer)
{
	struct socket_address address;
	struct user_socket s;
	int rc = user_socket_get(a->arg[0], &s);

	if (rc)
		return rc;
	rc = s.socket->ops->name(s.socket, of_peer, &address);
	user_socket_put(&s);
	if (rc)
		return rc;
	return a->arg[1] ? address_to_user(a->arg[1], a->arg[2], &address) : -EFAULT;
}

long sys_getsockname(const struct syscall_args *a)
{
	return name_to_user(a, false);
}

long sys_getpeername(const struct syscall_args *a)
{
	return name_to_user(a, true);
}

long sys_setsockopt(const struct syscall_args *a)
{
	uint64_t value[SOCKET_OPTION_BYTES / sizeof(uint64_t)];
	size_t len = a->arg[4] < sizeof(value) ? a->arg[4] : sizeof(value);
	struct user_socket s;
	int rc = user_socket_get(a->arg[0], &s);

	if (rc)
		return rc;
	rc = (int32_t)a->arg[4] < 0 ? -EINVAL : copy_from_user(value, a->arg[3], len);
	if (!rc)
		rc = s.socket->ops->set_option(s.socket, (int)a->arg[1], (int)a->arg[2], value, len);
	user_socket_put(&s);
	return rc;
}

long sys_getsockopt(const struct syscall_args *a)
{
	uint64_t value[SOCKET_OPTION_BYTES / sizeof(uint64_t)] = { 0 };
	struct user_socket s;
	uint32_t room;
	size_t len;
	int rc = copy_from_user(&room, a->arg[4], sizeof(room));

	if (rc)
		return rc;
	if ((int32_t)room < 0)
		return -EINVAL;
	len = room < sizeof(value) ? room : sizeof(value);
	rc = user_socket_get(a->arg[0], &s);
	if (rc)
		return rc;
	rc = s.socket->ops->get_option(s.socket, (int)a->arg[1], (int)a->arg[2], value, &len);
	user_socket_put(&s);
	room = (uint32_t)len;
	if (!rc)
		rc = copy_to_user(a->arg[3], value, len);
	return rc ? rc : copy_to_user(a->arg[4], &room, sizeof(room));
}

long sys_shutdown(const struct syscall_args *a)
{
	struct user_socket s;
	int rc;

	if ((int)a->arg[1] < ABI_SHUT_RD || (int)a->arg[1] > ABI_SHUT_RDWR)
		return -EINVAL;
	rc = user_socket_get(a->arg[0], &s);
	if (rc)
		return rc;
	rc = s.socket->ops->shutdown ? s.socket->ops->shutdown(s.socket, (int)a->arg[1]) :
				       -EOPNOTSUPP;
	user_socket_put(&s);
	return rc;
}
