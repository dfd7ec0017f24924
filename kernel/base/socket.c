/* SPDX-License-Identifier: MIT
 *
 * socket.c: sockets as files, and the families that there are.
 *
 * No lock: the list of families is filled at boot and constant afterwards; what a socket
 * shares is its family's business.
 */
#include <kernel/errno.h>
#include <kernel/socket.h>

enum { FAMILIES_MAX = 4 };

static const struct socket_family *families[FAMILIES_MAX];
static unsigned family_count;           /* atomic */

int socket_family_register(const struct socket_family *family)
{
	if (family_count == FAMILIES_MAX)
		return -ENOSPC;
	families[family_count] = family;
	__atomic_store_n(&family_count, family_count + 1, __ATOMIC_RELEASE);
	return 0;
}

static const struct socket_family *family_find(int number)
{
	unsigned count = __atomic_load_n(&family_count, __ATOMIC_ACQUIRE);

	for (unsigned i = 0; i < count; i++) {
		if (families[i]->number == number)
			return families[i];
	}
	return NULL;
}

/* What an open file's O_NONBLOCK means for a call. */
static unsigned flags_of(const struct file *f)
{
	return READ_ONCE(f->flags) & O_NONBLOCK ? ABI_MSG_DONTWAIT : 0;
}

static ssize_t socket_read(struct file *f, void *buf, size_t len, uint64_t offset)
{
	struct socket *s = f->private_data;
	size_t whole;

	(void)offset;
	return s->ops->receive(s, buf, len, flags_of(f), NULL, &whole);
}

static ssize_t socket_write(struct file *f, const void *buf, size_t len, uint64_t offset)
{
	struct socket *s = f->private_data;

	(void)offset;
	return s->ops->send(s, buf, len, flags_of(f), NULL);
}

static unsigned socket_poll(struct file *f, struct poll_table *table)
{
	struct socket *s = f->private_data;

	return s->ops->poll(s, table);
}

static int socket_stat(struct file *f, struct file_stat *out)
{
	(void)f;
	*out = (struct file_stat){ .mode = S_IFSOCK | 0777, .nlink = 1 };
	return 0;
}

static void socket_release(struct file *f)
{
	struct socket *s = f->private_data;

	s->ops->release(s);
}

static const struct file_ops socket_file_ops = {
	.stream = true,
	.kind = "socket",
	.read = socket_read,
	.write = socket_write,
	.poll = socket_poll,
	.stat = socket_stat,
	.release = socket_release,
};

struct socket *socket_of(const struct file *f)
{
	return f->ops == &socket_file_ops ? f->private_data : NULL;
}

int socket_file(struct socket *s, unsigned flags, struct file **out)
{
	return file_create(&socket_file_ops, s, O_RDWR | (flags & O_NONBLOCK), out);
}

int socket_create(int number, int type, int protocol, unsigned flags, struct file **out)
{
	const struct socket_family *family = family_find(number);
	struct socket *s;
	int err;

	if (!family)
		return -EAFNOSUPPORT;
	err = family->create(type, protocol, &s);
	if (err)
		return err;
	err = socket_file(s, flags, out);
	if (err)
		s->ops->release(s);
	return err;
}
