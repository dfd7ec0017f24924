/* SPDX-License-Identifier: MIT
 *
 * sys_message.c: system calls that move data through sockets.  As in sys_file.c it goes
 * through a buffer of the kernel's.
 */
#include "sys_socket.h"

#include "process.h"
#include "syscall.h"
#include "user_copy.h"

#include <abi/file.h>
#include <kernel/errno.h>
#include <kernel/heap.h>

/* The most that one call moves: more than the longest datagram. */
enum { MESSAGE_BYTES = 65536 };

static const unsigned send_flags = ABI_MSG_DONTWAIT | ABI_MSG_NOSIGNAL;
static const unsigned receive_flags = ABI_MSG_PEEK | ABI_MSG_TRUNC | ABI_MSG_DONTWAIT |
				      ABI_MSG_WAITALL | ABI_MSG_NOSIGNAL;

/* What came of sending; nobody will ever receive it: also a signal, unless it is not wanted. */
static long sent(long rc, unsigned flags)
{
	if (rc == -EPIPE && !(flags & ABI_MSG_NOSIGNAL))
		signal_send_self(ABI_SIGPIPE, &(struct signal_info){ .code = ABI_SI_USER });
	return rc;
}

long sys_sendto(const struct syscall_args *a)
{
	size_t len = a->arg[2] < MESSAGE_BYTES ? a->arg[2] : MESSAGE_BYTES;
	struct socket_address to;
	struct user_socket s;
	void *buffer;
	long rc;

	if (a->arg[3] & ~(uint64_t)send_flags)
		return -EOPNOTSUPP;
	rc = user_socket_get(a->arg[0], &s);
	if (rc)
		return rc;
	if (a->arg[4])
		rc = address_from_user(a->arg[4], a->arg[5], &to);
	buffer = rc ? NULL : kmalloc(len ? len : 1);
	if (!rc && !buffer)
		rc = -ENOMEM;
	if (!rc)
		rc = copy_from_user(buffer, a->arg[1], len);
	if (!rc)
		rc = s.socket->ops->send(s.socket, buffer, len,
					 user_socket_flags(&s, (unsigned)a->arg[3]),
					 a->arg[4] ? &to : NULL);
	kfree(buffer);
	user_socket_put(&s);
	return sent(rc, (unsigned)a->arg[3]);
}

long sys_recvfrom(const struct syscall_args *a)
{
	size_t len = a->arg[2] < MESSAGE_BYTES ? a->arg[2] : MESSAGE_BYTES;
	struct socket_address from = { .len = 0 };
	struct user_socket s;
	size_t whole = 0;
	void *buffer;
	long rc;

	if (a->arg[3] & ~(uint64_t)receive_flags)
		return -EOPNOTSUPP;
	rc = user_socket_get(a->arg[0], &s);
	if (rc)
		return rc;
	buffer = kmalloc(len ? len : 1);
	rc = buffer ? s.socket->ops->receive(s.socket, buffer, len,
					     user_socket_flags(&s, (unsigned)a->arg[3]), &from,
					     &whole) :
		      -ENOMEM;
	user_socket_put(&s);
	if (rc > 0 && copy_to_user(a->arg[1], buffer, (size_t)rc))
		rc = -EFAULT;
	kfree(buffer);
	if (rc >= 0 && address_to_user(a->arg[4], a->arg[5], &from))
		rc = -EFAULT;
	if (rc >= 0 && (a->arg[3] & ABI_MSG_TRUNC))
		rc = (long)whole;
	return rc;
}

/* A message's pieces, as one buffer. */
struct message {
	struct abi_msghdr header;
	char *buffer;
	size_t len;                             /* of all pieces, at most MESSAGE_BYTES */
};

/* Calls copy_from_user or copy_to_user for each piece, until `len` bytes are moved. */
static int move_pieces(struct message *m, size_t len, bool out) HF_MAY_BLOCK;
static int move_pieces(struct message *m, size_t len, bool out)
{
	size_t done = 0;

	for (uint64_t i = 0; i < m->header.iov_count && done < len; i++) {
		struct abi_iovec piece;
		int rc = copy_from_user(&piece, m->header.iov + i * sizeof(piece), sizeof(piece));

		if (rc)
			return rc;
		if (piece.len > len - done)
			piece.len = len - done;
		rc = out ? copy_to_user(piece.base, m->buffer + done, piece.len) :
			   copy_from_user(m->buffer + done, piece.base, piece.len);
		if (rc)
			return rc;
		done += piece.len;
	}
	return 0;
}

/* Reads the header and makes a buffer as long as all pieces. */
static int message_get(user_addr_t from, struct message *m) HF_MAY_BLOCK;
static int message_get(user_addr_t from, struct message *m)
{
	int rc = copy_from_user(&m->header, from, sizeof(m->header));

	if (rc)
		return rc;
	if (m->header.iov_count > ABI_IOV_MAX)
		return -EMSGSIZE;
	m->len = 0;
	for (uint64_t i = 0; i < m->header.iov_count; i++) {
		struct abi_iovec piece;

		rc = copy_from_user(&piece, m->header.iov + i * sizeof(piece), sizeof(piece));
		if (rc)
			return rc;
		if ((int64_t)piece.len < 0)
			return -EINVAL;
		m->len = piece.len > MESSAGE_BYTES - m->len ? MESSAGE_BYTES : m->len + piece.len;
	}
	m->buffer = kmalloc(m->len ? m->len : 1);
	return m->buffer ? 0 : -ENOMEM;
}

static long send_message(const struct user_socket *s, user_addr_t from, unsigned flags)
	HF_MAY_BLOCK;
static long send_message(const struct user_socket *s, user_addr_t from, unsigned flags)
{
	struct message m = { .buffer = NULL };
	struct socket_address to;
	long rc = message_get(from, &m);

	if (!rc && m.header.control_bytes)
		rc = -EINVAL;           /* nothing but data can be sent */
	if (!rc && m.header.name)
		rc = address_from_user(m.header.name, m.header.name_bytes, &to);
	if (!rc)
		rc = move_pieces(&m, m.len, false);
	if (!rc)
		rc = s->socket->ops->send(s->socket, m.buffer, m.len, user_socket_flags(s, flags),
					  m.header.name ? &to : NULL);
	kfree(m.buffer);
	return rc;
}

long sys_sendmsg(const struct syscall_args *a)
{
	struct user_socket s;
	long rc;

	if (a->arg[2] & ~(uint64_t)send_flags)
		return -EOPNOTSUPP;
	rc = user_socket_get(a->arg[0], &s);
	if (rc)
		return rc;
	rc = send_message(&s, a->arg[1], (unsigned)a->arg[2]);
	user_socket_put(&s);
	return sent(rc, (unsigned)a->arg[2]);
}

/* What recvmsg says besides the data: the sender, the flags, no control data. */
static int header_to_user(user_addr_t to, struct message *m, const struct socket_address *from)
	HF_MAY_BLOCK;
static int header_to_user(user_addr_t to, struct message *m, const struct socket_address *from)
{
	uint32_t room = m->header.name_bytes;
	int rc = 0;

	if (m->header.name) {
		rc = copy_to_user(m->header.name, from->bytes,
				  from->len < room ? from->len : room);
		m->header.name_bytes = (uint32_t)from->len;
	}
	m->header.control_bytes = 0;
	return rc ? rc : copy_to_user(to, &m->header, sizeof(m->header));
}

static long receive_message(const struct user_socket *s, user_addr_t to, unsigned flags)
	HF_MAY_BLOCK;
static long receive_message(const struct user_socket *s, user_addr_t to, unsigned flags)
{
	struct socket_address from = { .len = 0 };
	struct message m = { .buffer = NULL };
	size_t whole = 0;
	long rc = message_get(to, &m);

	if (!rc)
		rc = s->socket->ops->receive(s->socket, m.buffer, m.len,
					     user_socket_flags(s, flags), &from, &whole);
	if (rc >= 0) {
		int err;

		m.header.flags = whole > (size_t)rc ? ABI_MSG_TRUNC : 0;
		err = move_pieces(&m, (size_t)rc, true);
		if (!err)
			err = header_to_user(to, &m, &from);
		rc = err ? err : flags & ABI_MSG_TRUNC ? (long)whole : rc;
	}
	kfree(m.buffer);
	return rc;
}

long sys_recvmsg(const struct syscall_args *a)
{
	struct user_socket s;
	long rc;

	if (a->arg[2] & ~(uint64_t)receive_flags)
		return -EOPNOTSUPP;
	rc = user_socket_get(a->arg[0], &s);
	if (rc)
		return rc;
	rc = receive_message(&s, a->arg[1], (unsigned)a->arg[2]);
	user_socket_put(&s);
	return rc;
}
