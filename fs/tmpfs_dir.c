/* SPDX-License-Identifier: MIT
 *
 * tmpfs_dir.c: tmpfs's directories: a list of entries in the order in which they were
 * made.  A position is the entry's own number, so removing one moves no other.
 *
 * vfs_lock is held by the caller; attributes change under node.lock, one node after the other.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>
#include <kernel/time.h>

#include "tmpfs.h"

static struct tmpfs_entry *entry_find(struct tmpfs_node *dir, const struct vfs_name *name)
	HF_REQUIRES(vfs_lock);
static struct tmpfs_entry *entry_find(struct tmpfs_node *dir, const struct vfs_name *name)
{
	list_for_each(pos, &dir->entries) {
		struct tmpfs_entry *entry = list_entry(pos, struct tmpfs_entry, link);

		if (entry->len == name->len && !memcmp(entry->name, name->text, name->len))
			return entry;
	}
	return NULL;
}

int tmpfs_lookup(struct vfs_inode *inode, const struct vfs_name *name, uint64_t *ino)
{
	struct tmpfs_node *dir = tmpfs_node_of(inode);
	struct tmpfs_entry *entry;

	if (name->len == 2 && name->text[0] == '.' && name->text[1] == '.') {
		if (!dir->parent)
			return -ENOENT;
		*ino = dir->parent->vfs.ino;
		return 0;
	}
	entry = entry_find(dir, name);
	if (!entry)
		return -ENOENT;
	*ino = entry->node->vfs.ino;
	return 0;
}

int tmpfs_readdir(struct vfs_inode *inode, uint64_t *position, file_emit_fn emit, void *arg)
{
	struct tmpfs_node *dir = tmpfs_node_of(inode);

	if (!dir->parent)
		return 0;
	if (*position == 0) {
		if (!emit(arg, ".", 1, inode->ino, S_IFDIR, 1))
			return 0;
		*position = 1;
	}
	if (*position == 1) {
		if (!emit(arg, "..", 2, dir->parent->vfs.ino, S_IFDIR, 2))
			return 0;
		*position = 2;
	}
	list_for_each(pos, &dir->entries) {
		struct tmpfs_entry *entry = list_entry(pos, struct tmpfs_entry, link);

		if (entry->position < *position)
			continue;
		if (!emit(arg, entry->name, entry->len, entry->node->vfs.ino,
			  entry->node->vfs.type, entry->position + 1))
			return 0;
		*position = entry->position + 1;
	}
	return 0;
}

/* Notes a change of a directory's entries, `links` of them directories. */
static void touch_dir(struct tmpfs_node *dir, int links) HF_MAY_BLOCK;
static void touch_dir(struct tmpfs_node *dir, int links)
{
	mutex_lock(&dir->lock);
	dir->mtime_ns = dir->ctime_ns = clock_unix_ns();
	dir->nlink += (uint32_t)links;
	mutex_unlock(&dir->lock);
}

static void change_links(struct tmpfs_node *node, int links) HF_MAY_BLOCK;
static void change_links(struct tmpfs_node *node, int links)
{
	mutex_lock(&node->lock);
	node->nlink += (uint32_t)links;
	node->ctime_ns = clock_unix_ns();
	mutex_unlock(&node->lock);
}

/* An entry that is in no directory yet. */
static struct tmpfs_entry *entry_new(const struct vfs_name *name)
{
	struct tmpfs_entry *entry = kmalloc(sizeof(*entry) + name->len + 1);

	if (!entry)
		return NULL;
	entry->len = name->len;
	memcpy(entry->name, name->text, name->len);
	entry->name[name->len] = 0;
	return entry;
}

static void entry_add(struct tmpfs_node *dir, struct tmpfs_entry *entry, struct tmpfs_node *node)
	HF_REQUIRES(vfs_lock);
static void entry_add(struct tmpfs_node *dir, struct tmpfs_entry *entry, struct tmpfs_node *node)
{
	entry->node = node;
	entry->position = dir->next_position++;
	list_add_tail(&dir->entries, &entry->link);
}

static void entry_free(struct tmpfs_entry *entry) HF_REQUIRES(vfs_lock);
static void entry_free(struct tmpfs_entry *entry)
{
	list_remove(&entry->link);
	kfree(entry);
}

/* A new inode with one reference, for its name. */
static int node_make(struct tmpfs_node *dir, const struct vfs_new *what, struct tmpfs_node **out)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static int node_make(struct tmpfs_node *dir, const struct vfs_new *what, struct tmpfs_node **out)
{
	struct tmpfs *fs = tmpfs_of(&dir->vfs);
	size_t target_bytes = what->target ? strlen(what->target) + 1 : 0;
	char *target = target_bytes ? kmalloc(target_bytes) : NULL;
	struct tmpfs_node *node;
	struct vfs_inode *inode;
	int err;

	if (target_bytes && !target)
		return -ENOMEM;
	err = vfs_inode_get(dir->vfs.mount, ++fs->last_ino, &inode);
	if (err) {
		kfree(target);
		return err;
	}
	node = tmpfs_node_of(inode);
	inode->type = what->mode & S_IFMT;
	node->rdev = what->rdev;
	if (target)
		memcpy(target, what->target, target_bytes);
	node->target = target;
	if (inode->type == S_IFDIR)
		node->parent = dir;
	mutex_lock(&node->lock);
	node->permissions = what->mode & 07777;
	node->nlink = inode->type == S_IFDIR ? 2 : 1;
	node->size = target ? target_bytes - 1 : 0;
	mutex_unlock(&node->lock);
	*out = node;
	return 0;
}

int tmpfs_make(struct vfs_inode *inode, const struct vfs_name *name, const struct vfs_new *what,
	       uint64_t *ino)
{
	struct tmpfs_node *dir = tmpfs_node_of(inode), *node;
	struct tmpfs_entry *entry;
	int err;

	if (!dir->parent)
		return -ENOENT;
	entry = entry_new(name);
	if (!entry)
		return -ENOMEM;
	err = node_make(dir, what, &node);
	if (err) {
		kfree(entry);
		return err;
	}
	entry_add(dir, entry, node);
	touch_dir(dir, node->vfs.type == S_IFDIR);
	*ino = node->vfs.ino;
	return 0;
}

int tmpfs_link(struct vfs_inode *inode, const struct vfs_name *name, struct vfs_inode *to)
{
	struct tmpfs_node *dir = tmpfs_node_of(inode), *node = tmpfs_node_of(to);
	struct tmpfs_entry *entry;

	if (!dir->parent)
		return -ENOENT;
	entry = entry_new(name);
	if (!entry)
		return -ENOMEM;
	vfs_inode_hold(to);
	change_links(node, 1);
	entry_add(dir, entry, node);
	touch_dir(dir, 0);
	return 0;
}

/* Takes the name from the node, and the name's reference.  The caller has one too. */
static void unname(struct tmpfs_node *dir, struct tmpfs_entry *entry)
	HF_REQUIRES(vfs_lock) HF_MAY_BLOCK;
static void unname(struct tmpfs_node *dir, struct tmpfs_entry *entry)
{
	struct tmpfs_node *node = entry->node;
	bool directory = node->vfs.type == S_IFDIR;

	entry_free(entry);
	if (directory)
		node->parent = NULL;
	change_links(node, directory ? -2 : -1);
	touch_dir(dir, directory ? -1 : 0);
	vfs_inode_put(&node->vfs);
}

int tmpfs_remove(struct vfs_inode *inode, const struct vfs_name *name, struct vfs_inode *gone)
{
	struct tmpfs_node *dir = tmpfs_node_of(inode);

	if (gone->type == S_IFDIR && !list_empty(&tmpfs_node_of(gone)->entries))
		return -ENOTEMPTY;
	unname(dir, entry_find(dir, name));
	return 0;
}

int tmpfs_rename(struct vfs_inode *from_inode, const struct vfs_name *from,
		 struct vfs_inode *inode, struct vfs_inode *to_inode, const struct vfs_name *to,
		 struct vfs_inode *replaced)
{
	struct tmpfs_node *from_dir = tmpfs_node_of(from_inode);
	struct tmpfs_node *to_dir = tmpfs_node_of(to_inode);
	struct tmpfs_node *node = tmpfs_node_of(inode);
	bool directory = inode->type == S_IFDIR;
	struct tmpfs_entry *entry;

	if (!to_dir->parent)
		return -ENOENT;
	if (replaced && directory && !list_empty(&tmpfs_node_of(replaced)->entries))
		return -ENOTEMPTY;
	entry = entry_new(to);
	if (!entry)
		return -ENOMEM;
	if (replaced)
		unname(to_dir, entry_find(to_dir, to));
	/* The name's reference goes over to the new one. */
	entry_free(entry_find(from_dir, from));
	entry_add(to_dir, entry, node);
	if (directory)
		node->parent = to_dir;
	touch_dir(from_dir, directory ? -1 : 0);
	touch_dir(to_dir, directory);
	change_links(node, 0);
	return 0;
}
