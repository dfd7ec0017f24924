/* SPDX-License-Identifier: MIT
 *
 * vfs_path.c: from a path to an inode (POSIX.1-2017, Base Definitions, 4.13
 * Pathname Resolution).
 *
 * The walk keeps the part of the path that is still to be resolved at the end of
 * a work buffer.  A symbolic link's target is put in front of it, so links need
 * no recursion, and the number of links bounds the work.
 *
 * vfs_lock is held by the caller.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>

#include "vfs.h"

struct vfs_walk {
	struct vfs_inode *at;           /* a reference */
	char *work;
	char *rest;                     /* in work: still to be resolved; terminated */
	unsigned links;
};

static void walk_move(struct vfs_walk *w, struct vfs_inode *to) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static void walk_move(struct vfs_walk *w, struct vfs_inode *to)
{
	vfs_inode_hold(to);
	vfs_inode_put(w->at);
	w->at = to;
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
		walk_move(w, vfs_root_inode());
	return 0;
}

static bool is_dots(const struct vfs_name *name, size_t dots)
{
	return name->len == dots && name->text[0] == '.' && name->text[dots - 1] == '.';
}

/* The parent directory, across mounts. */
static int walk_up(struct vfs_walk *w) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int walk_up(struct vfs_walk *w)
{
	static const struct vfs_name dots = { "..", 2 };
	struct vfs_inode *at = w->at, *next;
	uint64_t ino;
	int err;

	if (at == vfs_root_inode())
		return 0;
	while (at->ino == at->mount->root_ino && at->mount->covered)
		at = at->mount->covered;
	err = at->mount->ops->lookup(at, &dots, &ino);
	if (err)
		return err;
	err = vfs_inode_get(at->mount, ino, &next);
	if (err)
		return err;
	walk_move(w, vfs_mount_top(next));
	vfs_inode_put(next);
	return 0;
}

/* A reference to what `name` in the present directory is. */
static int walk_look(struct vfs_walk *w, const struct vfs_name *name, struct vfs_inode **out)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int walk_look(struct vfs_walk *w, const struct vfs_name *name, struct vfs_inode **out)
{
	struct vfs_inode *next, *top;
	uint64_t ino;
	int err = w->at->mount->ops->lookup(w->at, name, &ino);

	if (err)
		return err;
	err = vfs_inode_get(w->at->mount, ino, &next);
	if (err)
		return err;
	top = vfs_mount_top(next);
	if (top != next) {
		vfs_inode_hold(top);
		vfs_inode_put(next);
	}
	*out = top;
	return 0;
}

static int walk_start(struct vfs_walk *w, struct vfs_inode *start, const char *path)
	HF_REQUIRES(vfs_lock);
static int walk_start(struct vfs_walk *w, struct vfs_inode *start, const char *path)
{
	size_t len = strnlen(path, VFS_PATH_MAX);

	if (len == 0)
		return -ENOENT;
	if (len == VFS_PATH_MAX)
		return -ENAMETOOLONG;
	w->rest = w->work + VFS_PATH_MAX - len - 1;
	memcpy(w->rest, path, len + 1);
	w->at = path[0] == '/' || !start ? vfs_root_inode() : start;
	vfs_inode_hold(w->at);
	return 0;
}

/* The next name, with w->rest behind it and its slashes.  False: there is none. */
static bool walk_name(struct vfs_walk *w, struct vfs_name *name, bool *slash)
{
	while (*w->rest == '/')
		w->rest++;
	name->text = w->rest;
	name->len = 0;
	while (*w->rest && *w->rest != '/') {
		w->rest++;
		name->len++;
	}
	*slash = *w->rest == '/';
	return name->len != 0;
}

/* Is there no name in the rest? */
static bool walk_is_last(const struct vfs_walk *w)
{
	const char *p = w->rest;

	while (*p == '/')
		p++;
	return !*p;
}

/* Ends the walk at `name` in w->at; the inode is `inode`, or missing. */
static int walk_end(struct vfs_walk *w, const struct vfs_name *name, struct vfs_inode *inode,
		    bool slash, struct vfs_found *out) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int walk_end(struct vfs_walk *w, const struct vfs_name *name, struct vfs_inode *inode,
		    bool slash, struct vfs_found *out)
{
	if (inode && slash && inode->type != S_IFDIR) {
		vfs_inode_put(inode);
		return -ENOTDIR;
	}
	*out = (struct vfs_found){ .dir = w->at, .inode = inode, .name = *name, .slash = slash };
	return 0;
}

/* One name.  1: go on; 0: *out is filled; or -E.... */
static int walk_step(struct vfs_walk *w, const struct vfs_name *name, bool slash,
		     enum vfs_last last, struct vfs_found *out) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int walk_step(struct vfs_walk *w, const struct vfs_name *name, bool slash,
		     enum vfs_last last, struct vfs_found *out)
{
	struct vfs_inode *next;
	bool is_last = walk_is_last(w);
	int err;

	if (w->at->type != S_IFDIR)
		return -ENOTDIR;
	if (name->len > VFS_NAME_MAX)
		return -ENAMETOOLONG;
	if (is_dots(name, 1))
		return 1;
	if (is_dots(name, 2)) {
		err = walk_up(w);
		return err ? err : 1;
	}
	err = walk_look(w, name, &next);
	if (err == -ENOENT && is_last)
		return walk_end(w, name, NULL, slash, out);
	if (err)
		return err;
	if (next->type == S_IFLNK &&
	    (!is_last || last == VFS_FOLLOW || (last == VFS_NO_FOLLOW && slash))) {
		err = walk_expand(w, next);
		vfs_inode_put(next);
		return err ? err : 1;
	}
	if (is_last)
		return walk_end(w, name, next, slash, out);
	vfs_inode_put(w->at);
	w->at = next;
	return 1;
}

/* From `start` (NULL: the root) along `path`.  *out has all but the work buffer. */
static int walk(struct vfs_inode *start, const char *path, enum vfs_last last, char *work,
		struct vfs_found *out) HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int walk(struct vfs_inode *start, const char *path, enum vfs_last last, char *work,
		struct vfs_found *out)
{
	struct vfs_walk w = { .work = work };
	struct vfs_name name;
	bool slash = false;
	int err = walk_start(&w, start, path);

	if (err)
		return err;
	do {
		if (!walk_name(&w, &name, &slash)) {
			/* "/", or "." or ".." at the end: no name, the directory itself. */
			if (w.at->type != S_IFDIR) {
				err = -ENOTDIR;
				break;
			}
			vfs_inode_hold(w.at);
			*out = (struct vfs_found){ .dir = w.at, .inode = w.at };
			return 0;
		}
		err = walk_step(&w, &name, slash, last, out);
	} while (err > 0);
	if (err)
		vfs_inode_put(w.at);
	return err;
}

/* The directory that it starts from: no new reference; NULL: the root. */
static int start_of(const struct file_at *at, struct vfs_inode **out)
{
	struct vfs_inode *start = NULL;

	if (at->dir && at->path[0] != '/') {
		start = vfs_file_inode(at->dir);
		if (!start || start->type != S_IFDIR)
			return -ENOTDIR;
	}
	*out = start;
	return 0;
}

int vfs_find(const struct file_at *at, enum vfs_last last, struct vfs_found *out)
{
	struct vfs_inode *start;
	char *work;
	int err = start_of(at, &start);

	if (err)
		return err;
	work = kmalloc(VFS_PATH_MAX);
	if (!work)
		return -ENOMEM;
	err = walk(start, at->path, last, work, out);
	if (err)
		kfree(work);
	else
		out->work = work;
	return err;
}

void vfs_found_put(struct vfs_found *found)
{
	if (found->inode)
		vfs_inode_put(found->inode);
	vfs_inode_put(found->dir);
	kfree(found->work);
}
