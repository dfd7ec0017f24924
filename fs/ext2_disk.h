/* SPDX-License-Identifier: MIT
 *
 * ext2_disk.h: what stands on the disk.  Source: "The Second Extended File
 * System", Dave Poirier, 2001-2019 (below: TSEFS), named by chapter.  All numbers
 * are little-endian, like the machines that this runs on.
 */
#ifndef FS_EXT2_DISK_H
#define FS_EXT2_DISK_H

#include <stdint.h>

enum {
	EXT2_SUPER_OFFSET = 1024,       /* bytes; whatever the block size */
	EXT2_SUPER_MAGIC = 0xef53,
	EXT2_REVISION_DYNAMIC = 1,
	EXT2_ROOT_INO = 2,
	EXT2_GOOD_INODE_BYTES = 128,    /* the part of an inode that is described here */
};

/* TSEFS, "Superblock" */
struct ext2_disk_super {
	uint32_t inodes_count;
	uint32_t blocks_count;
	uint32_t r_blocks_count;
	uint32_t free_blocks_count;
	uint32_t free_inodes_count;
	uint32_t first_data_block;
	uint32_t log_block_size;        /* block size = 1024 << this */
	uint32_t log_frag_size;
	uint32_t blocks_per_group;
	uint32_t frags_per_group;
	uint32_t inodes_per_group;
	uint32_t mtime;
	uint32_t wtime;
	uint16_t mnt_count;
	uint16_t max_mnt_count;
	uint16_t magic;
	uint16_t state;
	uint16_t errors;
	uint16_t minor_rev_level;
	uint32_t lastcheck;
	uint32_t checkinterval;
	uint32_t creator_os;
	uint32_t rev_level;
	uint16_t def_resuid;
	uint16_t def_resgid;
	uint32_t first_ino;             /* from here on: revision 1 */
	uint16_t inode_size;
	uint16_t block_group_nr;
	uint32_t feature_compat;
	uint32_t feature_incompat;
	uint32_t feature_ro_compat;
};
_Static_assert(sizeof(struct ext2_disk_super) == 104, "as TSEFS lays it out");

/* TSEFS, "Superblock", s_feature_incompat */
enum { EXT2_INCOMPAT_FILETYPE = 0x0002 };

/* TSEFS, "Block Group Descriptor Table" */
struct ext2_disk_group {
	uint32_t block_bitmap;
	uint32_t inode_bitmap;
	uint32_t inode_table;
	uint16_t free_blocks_count;
	uint16_t free_inodes_count;
	uint16_t used_dirs_count;
	uint16_t pad;
	uint32_t reserved[3];
};
_Static_assert(sizeof(struct ext2_disk_group) == 32, "as TSEFS lays it out");

/* TSEFS, "Inode Table" */
enum {
	EXT2_DIRECT_BLOCKS = 12,
	EXT2_BLOCK_POINTERS = 15,       /* then single, double, triple indirect */
	EXT2_FAST_SYMLINK_BYTES = EXT2_BLOCK_POINTERS * 4,
};

struct ext2_disk_inode {
	uint16_t mode;
	uint16_t uid;
	uint32_t size;
	uint32_t atime;
	uint32_t ctime;
	uint32_t mtime;
	uint32_t dtime;
	uint16_t gid;
	uint16_t links_count;
	uint32_t blocks;                /* of 512 bytes, whatever the block size */
	uint32_t flags;
	uint32_t osd1;
	uint32_t block[EXT2_BLOCK_POINTERS];
	uint32_t generation;
	uint32_t file_acl;              /* a block of extended attributes, or 0 */
	uint32_t size_high;             /* of regular files; else dir_acl */
	uint32_t faddr;
	uint8_t frag, fsize;            /* osd2, as Linux uses it */
	uint16_t pad;
	uint16_t uid_high, gid_high;
	uint32_t reserved;
};
_Static_assert(sizeof(struct ext2_disk_inode) == EXT2_GOOD_INODE_BYTES,
	       "as TSEFS lays it out");

/* TSEFS, "Linked List Directory": the name follows.  An entry never crosses the end
 * of a block; inode 0 is an unused one.  An indexed directory ("Indexed Directory
 * Format") is, to this format, one whose index stands in unused entries. */
struct ext2_disk_dirent {
	uint32_t inode;
	uint16_t rec_len;
	uint8_t name_len;
	uint8_t file_type;              /* with EXT2_INCOMPAT_FILETYPE; else 0 */
};
enum { EXT2_DIRENT_HEADER_BYTES = 8, EXT2_FILE_TYPES = 8 };

#endif
