/* SPDX-License-Identifier: MIT
 *
 * vfs_name.c: from a directory to its path: up to the root, looking in each parent for
 * the name under which the directory stands there.
 *
 * vfs_lock is held all the time, so the answer was true at one moment.  And the other way to
 * name a file: as it was spelled when it was opened.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>

#include "vfs.h"

struct name_search {
	uint64_t ino;
	char name[VFS_NAME_MAX + 1];
	size_t len;                     /* 0: not found so far */
};

static bool name_is_it(void *arg, const char *name, size_t len, uint64_t ino, uint32_t mode,
		       uint64_t next_position)
{
	struct name_search *search = arg;

	(void)mode, (void)next_position;
	if (ino != search->ino || (len == 1 && name[0] == '.') ||
	    (len == 2 && name[0] == '.' && name[1] == '.') || len > VFS_NAME_MAX)
		return true;
	memcpy(search->name, name, len);
	search->len = len;
	return false;
}

/* The parent of *at, which becomes *at; its name there is put in front of `start`. */
static int name_up(struct vfs_inode **at, char *buf, char **start, struct name_search *search)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int name_up(struct vfs_inode **at, char *buf, char **start, struct name_search *search)
{
	static const struct vfs_name dots = { "..", 2 };
	struct vfs_inode *dir = *at, *parent;
	uint64_t position = 0, ino;
	int err;

	while (dir->ino == dir->mount->root_ino && dir->mount->covered)
		dir = dir->mount->covered;
	err = dir->mount->ops->lookup(dir, &dots, &ino);
	if (err)
		return err;
	err = vfs_inode_get(dir->mount, ino, &parent);
	if (err)
		return err;
	search->ino = dir->ino;
	search->len = 0;
	err = parent->mount->ops->readdir(parent, &position, name_is_it, search);
	if (!err && !search->len)
		err = -ENOENT;
	if (!err && (size_t)(*start - buf) < search->len + 1)
		err = -ERANGE;
	if (err) {
		vfs_inode_put(parent);
		return err;
	}
	*start -= search->len;
	memcpy(*start, search->name, search->len);
	*--*start = '/';
	vfs_inode_put(*at);
	*at = parent;
	return 0;
}

ssize_t vfs_path_of(struct file *dir, char *buf, size_t cap)
{
	struct vfs_inode *at = vfs_file_inode(dir);
	struct name_search *search;
	char *start = buf + cap - 1;
	size_t len;
	int err = 0;

	if (!at || at->type != S_IFDIR)
		return -ENOTDIR;
	if (cap < 2)
		return -ERANGE;
	search = kmalloc(sizeof(*search));
	if (!search)
		return -ENOMEM;
	*start = 0;
	vfs_lock_acquire();
	vfs_inode_hold(at);
	while (!err && at != vfs_root_inode())
		err = name_up(&at, buf, &start, search);
	vfs_inode_put(at);
	vfs_lock_release();
	kfree(search);
	if (err)
		return err;
	if (!*start)
		*--start = '/';
	len = (size_t)(buf + cap - 1 - start);
	memmove(buf, start, len + 1);
	return (ssize_t)len;
}

/* Appends the names of `path` to what is in buf, which has room for them all. */
static size_t spell_names(char *buf, size_t len, const char *path)
{
	while (*path) {
		size_t n = 0;

		while (*path == '/')
			path++;
		while (path[n] && path[n] != '/')
			n++;
		if (n == 2 && path[0] == '.' && path[1] == '.') {
			while (len && buf[--len] != '/')
				;
		} else if (n && !(n == 1 && path[0] == '.')) {
			buf[len++] = '/';
			memcpy(buf + len, path, n);
			len += n;
		}
		path += n;
	}
	return len;
}

char *vfs_spell(const struct file_at *at)
{
	const char *from = at->dir && at->path[0] != '/' ? at->dir->path : NULL;
	char *text = kmalloc((from ? strlen(from) : 0) + strlen(at->path) + 3);
	size_t len = 0;

	if (!text)
		return NULL;
	if (from)
		len = spell_names(text, 0, from);
	len = spell_names(text, len, at->path);
	if (!len)
		text[len++] = '/';
	text[len] = 0;
	return text;
}
