/* SPDX-License-Identifier: MIT
 *
 * sys_ioctl.c: ioctl: what all files know, and what only their own kind does.
 */
#include "process.h"
#include "syscall.h"
#include "user_copy.h"

#include <abi/file.h>
#include <abi/socket.h>
#include <kernel/errno.h>
#include <kernel/socket.h>

static long set_nonblock(struct file *f, user_addr_t from) HF_MAY_BLOCK;
static long set_nonblock(struct file *f, user_addr_t from)
{
	int on, rc = copy_from_user(&on, from, sizeof(on));

	if (rc)
		return rc;
	if (on)
		__atomic_fetch_or(&f->flags, O_NONBLOCK, __ATOMIC_RELAXED);
	else
		__atomic_fetch_and(&f->flags, ~(uint32_t)O_NONBLOCK, __ATOMIC_RELAXED);
	return 0;
}

static long tell_pending(struct socket *s, user_addr_t to) HF_MAY_BLOCK;
static long tell_pending(struct socket *s, user_addr_t to)
{
	int bytes = (int)s->ops->pending(s);

	return copy_to_user(to, &bytes, sizeof(bytes));
}

static long control(int fd, struct file *f, unsigned command, uint64_t arg) HF_MAY_BLOCK;
static long control(int fd, struct file *f, unsigned command, uint64_t arg)
{
	switch (command) {
	case ABI_FIOCLEX:
	case ABI_FIONCLEX:
		return fd_set_close_on_exec(&process_current()->files, fd,
					    command == ABI_FIOCLEX);
	case ABI_FIONBIO:
		return set_nonblock(f, arg);
	default:
		break;
	}
	if (command == ABI_FIONREAD && socket_of(f))
		return tell_pending(socket_of(f), arg);
	return f->ops->ioctl ? f->ops->ioctl(f, command, arg) : -ENOTTY;
}

long sys_ioctl(const struct syscall_args *a)
{
	struct file *f = fd_get(&process_current()->files, (int)a->arg[0]);
	long rc;

	if (!f)
		return -EBADF;
	rc = control((int)a->arg[0], f, (unsigned)a->arg[1], a->arg[2]);
	file_put(f);
	return rc;
}
