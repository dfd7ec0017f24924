/* SPDX-License-Identifier: MIT
 *
 * errno.h: error numbers, with Linux's values (asm-generic/errno.h), because
 * system calls hand them to programs.  A kernel function returns 0 or -E....
 */
#ifndef KERNEL_ERRNO_H
#define KERNEL_ERRNO_H

enum {
	EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, ENXIO = 6,
	E2BIG = 7, ENOEXEC = 8, EBADF = 9, ECHILD = 10, EAGAIN = 11,
	ENOMEM = 12, EACCES = 13, EFAULT = 14, EBUSY = 16, EEXIST = 17,
	ENODEV = 19, ENOTDIR = 20, EISDIR = 21, EINVAL = 22, ENFILE = 23,
	EXDEV = 18,
	EMFILE = 24, ENOTTY = 25, EFBIG = 27, ENOSPC = 28, ESPIPE = 29,
	EROFS = 30, EPIPE = 32, ERANGE = 34, ENAMETOOLONG = 36, ENOSYS = 38,
	ENOTEMPTY = 39, ELOOP = 40, EOVERFLOW = 75, ECONNRESET = 104, ENOTCONN = 107, ETIMEDOUT = 110,
};

#endif
