/* SPDX-License-Identifier: MIT
 *
 * ext2_dir.c: directories (TSEFS, "Linked List Directory").
 *
 * An entry is believed only after ext2_entry_at has checked it: inside its block,
 * its name inside it.  A position is a byte offset in the directory; one that does
 * not start an entry means the next one that does.
 */
#include <kernel/errno.h>
#include <kernel/string.h>

#include "ext2.h"

/* The mode that the file type of an entry stands for; 0: not said. */
static const uint32_t ext2_type_mode[EXT2_FILE_TYPES] = {
	0, S_IFREG, S_IFDIR, S_IFCHR, S_IFBLK, S_IFIFO,
	S_IFSOCK, S_IFLNK,
};

/* Holds the directory's block `index`.  0, -EIO. */
static int ext2_dir_block(struct vfs_inode *dir, uint64_t index, struct bcache_ref *ref)
	HF_MAY_BLOCK;

static int ext2_dir_block(struct vfs_inode *dir, uint64_t index, struct bcache_ref *ref)
{
	struct ext2 *fs = ext2_of(dir);
	uint32_t block;
	uint64_t run;
	int err;

	err = ext2_map(ext2_inode_of(dir), index, 1, &block, &run);
	if (err)
		return err;
	if (!block)
		return -EIO;            /* a directory has no holes */
	return bcache_get(fs->cache, (uint64_t)block << fs->block_shift, ref);
}

/* The entry at `at` in a block, or NULL if what stands there cannot be one. */
static const struct ext2_disk_dirent *ext2_entry_at(const struct ext2 *fs,
						    const uint8_t *block, uint32_t at)
{
	const struct ext2_disk_dirent *entry = (const struct ext2_disk_dirent *)(block + at);
	uint32_t room = fs->block_bytes - at;

	if (room < EXT2_DIRENT_HEADER_BYTES || entry->rec_len < EXT2_DIRENT_HEADER_BYTES ||
	    entry->rec_len % 4 || entry->rec_len > room)
		return NULL;
	if (entry->inode > fs->inodes_count ||
	    entry->name_len > entry->rec_len - EXT2_DIRENT_HEADER_BYTES)
		return NULL;
	return entry;
}

static const char *ext2_entry_name(const struct ext2_disk_dirent *entry)
{
	return (const char *)(entry + 1);
}

/* Searches one block.  0, -ENOENT, -EIO. */
static int ext2_lookup_block(const struct ext2 *fs, const uint8_t *block,
			     const struct vfs_name *name, uint64_t *ino)
{
	const struct ext2_disk_dirent *entry;

	for (uint32_t at = 0; at < fs->block_bytes; at += entry->rec_len) {
		entry = ext2_entry_at(fs, block, at);
		if (!entry)
			return -EIO;
		if (entry->inode && entry->name_len == name->len &&
		    memcmp(ext2_entry_name(entry), name->text, name->len) == 0) {
			*ino = entry->inode;
			return 0;
		}
	}
	return -ENOENT;
}

int ext2_lookup(struct vfs_inode *dir, const struct vfs_name *name, uint64_t *ino)
{
	struct ext2 *fs = ext2_of(dir);
	uint64_t blocks = ext2_inode_of(dir)->size >> fs->block_shift;
	int err = -ENOENT;

	for (uint64_t i = 0; i < blocks && err == -ENOENT; i++) {
		struct bcache_ref ref;

		err = ext2_dir_block(dir, i, &ref);
		if (err)
			return err;
		err = ext2_lookup_block(fs, ref.data, name, ino);
		bcache_put(fs->cache, &ref);
	}
	return err;
}

static bool ext2_name_valid(const struct ext2_disk_dirent *entry)
{
	const char *name = ext2_entry_name(entry);

	return entry->name_len && !memchr(name, 0, entry->name_len) &&
	       !memchr(name, '/', entry->name_len);
}

/* Emits one block's entries from `*position` on.  1: emit has enough; 0, -EIO. */
static int ext2_readdir_block(const struct ext2 *fs, const uint8_t *block, uint64_t start,
			      uint64_t *position, file_emit_fn emit, void *arg)
{
	const struct ext2_disk_dirent *entry;

	for (uint32_t at = 0; at < fs->block_bytes; at += entry->rec_len) {
		uint64_t next;
		uint32_t mode;

		entry = ext2_entry_at(fs, block, at);
		if (!entry)
			return -EIO;
		next = start + at + entry->rec_len;
		if (start + at < *position)
			continue;
		if (entry->inode) {
			if (!ext2_name_valid(entry))
				return -EIO;
			mode = fs->has_file_type && entry->file_type < EXT2_FILE_TYPES ?
			       ext2_type_mode[entry->file_type] : 0;
			if (!emit(arg, ext2_entry_name(entry), entry->name_len, entry->inode,
				  mode, next))
				return 1;
		}
		*position = next;
	}
	/* Also for a position behind the last entry's start. */
	*position = start + fs->block_bytes;
	return 0;
}

int ext2_readdir(struct vfs_inode *dir, uint64_t *position, file_emit_fn emit, void *arg)
{
	struct ext2 *fs = ext2_of(dir);
	int err = 0;

	while (!err && *position < ext2_inode_of(dir)->size) {
		uint64_t index = *position >> fs->block_shift;
		struct bcache_ref ref;

		err = ext2_dir_block(dir, index, &ref);
		if (err)
			return err;
		err = ext2_readdir_block(fs, ref.data, index << fs->block_shift, position,
					 emit, arg);
		bcache_put(fs->cache, &ref);
	}
	return err < 0 ? err : 0;
}
