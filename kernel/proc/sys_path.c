/* SPDX-License-Identifier: MIT
 *
 * sys_path.c: paths that programs name, the working directory, and the mask for
 * new files.
 */
#include "sys_path.h"

#include "process.h"
#include "syscall.h"
#include "user_copy.h"

#include <abi/file.h>
#include <kernel/errno.h>
#include <kernel/heap.h>

int user_path_get(int dirfd, user_addr_t path, struct user_path *out)
{
	struct fd_table *t = &process_current()->files;
	char *text = kmalloc(ABI_PATH_MAX);
	struct file *dir = NULL;
	ssize_t len;
	int rc = 0;

	if (!text)
		return -ENOMEM;
	len = strncpy_from_user(text, path, ABI_PATH_MAX);
	if (len < 0)
		rc = (int)len;
	else if (len == 0)
		rc = -ENOENT;
	if (!rc && text[0] != '/') {
		dir = dirfd == ABI_AT_FDCWD ? fd_cwd(t) : fd_get(t, dirfd);
		if (!dir && dirfd != ABI_AT_FDCWD)
			rc = -EBADF;
	}
	if (rc) {
		kfree(text);
		return rc;
	}
	*out = (struct user_path){ .at = { .dir = dir, .path = text }, .text = text };
	return 0;
}

void user_path_put(struct user_path *p)
{
	if (p->at.dir)
		file_put(p->at.dir);
	kfree(p->text);
}

int user_path_or_file(int fd, user_addr_t path, bool may_be_empty, struct user_path *out,
		      struct file **file)
{
	int rc = user_path_get(fd, path, out);

	*file = NULL;
	if (rc != -ENOENT || !may_be_empty)
		return rc;
	*out = (struct user_path){ .text = NULL };
	if (fd == ABI_AT_FDCWD) {
		const struct file_at here = { .dir = fd_cwd(&process_current()->files), .path = "." };

		rc = file_open_at(&here, O_PATH, 0, file);
		if (here.dir)
			file_put(here.dir);
		return rc;
	}
	*file = fd_get(&process_current()->files, fd);
	return *file ? 0 : -EBADF;
}

long sys_getcwd(const struct syscall_args *a)
{
	const struct file_system *fs = file_system_root();
	size_t cap = a->arg[1] < ABI_PATH_MAX ? a->arg[1] : ABI_PATH_MAX;
	struct file *dir = fd_cwd(&process_current()->files);
	char *text = kmalloc(ABI_PATH_MAX);
	long len = 1;

	if (!text) {
		len = -ENOMEM;
	} else if (!dir) {
		text[0] = '/';
		text[1] = 0;
	} else {
		len = fs->path_of(dir, text, ABI_PATH_MAX);
	}
	if (dir)
		file_put(dir);
	if (len >= 0 && (size_t)len + 1 > cap)
		len = -ERANGE;
	if (len >= 0)
		len = copy_to_user(a->arg[0], text, (size_t)len + 1) ? -EFAULT : len + 1;
	kfree(text);
	return len;
}

long sys_chdir(const struct syscall_args *a)
{
	struct user_path path;
	struct file *dir;
	int rc = user_path_get(ABI_AT_FDCWD, a->arg[0], &path);

	if (rc)
		return rc;
	rc = file_open_at(&path.at, O_PATH | O_DIRECTORY, 0, &dir);
	user_path_put(&path);
	if (!rc)
		fd_set_cwd(&process_current()->files, dir);
	return rc;
}

long sys_fchdir(const struct syscall_args *a)
{
	struct fd_table *t = &process_current()->files;
	struct file *dir = fd_get(t, (int)a->arg[0]);
	struct file_stat st;
	int rc;

	if (!dir)
		return -EBADF;
	rc = file_stat(dir, &st);
	if (!rc && (st.mode & S_IFMT) != S_IFDIR)
		rc = -ENOTDIR;
	if (rc)
		file_put(dir);
	else
		fd_set_cwd(t, dir);
	return rc;
}

long sys_umask(const struct syscall_args *a)
{
	return fd_set_umask(&process_current()->files, a->arg[0] & 0777);
}
