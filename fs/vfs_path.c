/* SPDX-License-Identifier: MIT
 *
 * vfs_path.c: from an absolute path to an inode (POSIX.1-2017, Base Definitions,
 * 4.13 Pathname Resolution).
 *
 * The walk keeps the part of the path that is still to be resolved at the end of
 * a work buffer.  A symbolic link's target is put in front of it, so links need
 * no recursion, and the number of links bounds the work.
 *
 * vfs_lock is held by the caller.
 */
#include <kernel/errno.h>
#include <kernel/string.h>

#include "vfs.h"

struct vfs_walk {
	struct vfs_mount *root;
	struct vfs_inode *at;           /* a reference */
	char *work;
	char *rest;                     /* in work: still to be resolved; terminated */
	unsigned links;
};

static int walk_move(struct vfs_walk *w, uint64_t ino) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;

static int walk_move(struct vfs_walk *w, uint64_t ino)
{
	struct vfs_inode *next;
	int err = vfs_inode_get(w->root, ino, &next);

	if (err)
		return err;
	vfs_inode_put(w->at);
	w->at = next;
	return 0;
}

/* Puts the link's target in front of the rest. */
static int walk_expand(struct vfs_walk *w, struct vfs_inode *link)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;

static int walk_expand(struct vfs_walk *w, struct vfs_inode *link)
{
	size_t cap = (size_t)(w->rest - w->work), len;
	int err;

	if (++w->links > VFS_SYMLINK_MAX)
		return -ELOOP;
	err = link->mount->ops->readlink(link, w->work, cap, &len);
	if (err)
		return err;
	if (len == 0)
		return -ENOENT;
	/* The rest is empty or starts with '/', so the two can be joined. */
	w->rest -= len;
	memmove(w->rest, w->work, len);
	if (w->rest[0] == '/')
		return walk_move(w, w->root->root_ino);
	return 0;
}

/* One component: `len` characters at `name`, with w->rest already behind it. */
static int walk_step(struct vfs_walk *w, const char *name, size_t len)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;

static int walk_step(struct vfs_walk *w, const char *name, size_t len)
{
	struct vfs_inode *next;
	uint64_t ino;
	int err;

	if ((w->at->mode & S_IFMT) != S_IFDIR)
		return -ENOTDIR;
	if (len > VFS_NAME_MAX)
		return -ENAMETOOLONG;
	if (len == 1 && name[0] == '.')
		return 0;
	if (len == 2 && name[0] == '.' && name[1] == '.' && w->at->ino == w->root->root_ino)
		return 0;
	err = w->at->mount->ops->lookup(w->at, name, len, &ino);
	if (err)
		return err;
	err = vfs_inode_get(w->root, ino, &next);
	if (err)
		return err;
	if ((next->mode & S_IFMT) == S_IFLNK) {
		err = walk_expand(w, next);
		vfs_inode_put(next);
		return err;
	}
	vfs_inode_put(w->at);
	w->at = next;
	return 0;
}

static int walk_start(struct vfs_walk *w, const char *path) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;

static int walk_start(struct vfs_walk *w, const char *path)
{
	size_t len = strnlen(path, VFS_PATH_MAX);

	if (len == 0)
		return -ENOENT;
	if (len == VFS_PATH_MAX)
		return -ENAMETOOLONG;
	if (path[0] != '/')
		return -EINVAL;
	w->rest = w->work + VFS_PATH_MAX - len - 1;
	memcpy(w->rest, path, len + 1);
	return vfs_inode_get(w->root, w->root->root_ino, &w->at);
}

int vfs_path_walk(struct vfs_mount *root, const char *path, char *work,
		  struct vfs_inode **out)
{
	struct vfs_walk w = { .root = root, .work = work };
	bool directory = false;
	int err = walk_start(&w, path);

	if (err)
		return err;
	for (;;) {
		const char *name;
		size_t len = 0;

		while (*w.rest == '/') {
			directory = true;       /* "name/" is "name/." */
			w.rest++;
		}
		if (!*w.rest)
			break;
		directory = false;
		name = w.rest;
		while (name[len] && name[len] != '/')
			len++;
		w.rest += len;
		err = walk_step(&w, name, len);
		if (err)
			goto fail;
	}
	err = -ENOTDIR;
	if (directory && (w.at->mode & S_IFMT) != S_IFDIR)
		goto fail;
	*out = w.at;
	return 0;
fail:
	vfs_inode_put(w.at);
	return err;
}
