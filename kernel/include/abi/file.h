/* SPDX-License-Identifier: MIT
 *
 * abi/file.h: what system calls on files exchange with programs: flags and
 * structures with Linux's values and layouts on AArch64.  The flags that a file
 * itself keeps (O_RDONLY, O_DIRECTORY, S_IF..., ...) stand in <kernel/file.h>.
 */
#ifndef ABI_FILE_H
#define ABI_FILE_H

#include <abi/time.h>
#include <stdint.h>

enum {
	ABI_AT_FDCWD = -100,
	ABI_AT_SYMLINK_NOFOLLOW = 0x100,
	ABI_AT_REMOVEDIR = 0x200,       /* the same bit as EACCESS, of another call */
	ABI_AT_EACCESS = 0x200,
	ABI_AT_SYMLINK_FOLLOW = 0x400,
	ABI_AT_NO_AUTOMOUNT = 0x800,
	ABI_AT_EMPTY_PATH = 0x1000,
	ABI_AT_STATX_SYNC_TYPE = 0x6000,
};

/* faccessat */
enum { ABI_F_OK = 0, ABI_X_OK = 1, ABI_W_OK = 2, ABI_R_OK = 4 };

/* ioctl, of every file */
enum { ABI_FIONREAD = 0x541b, ABI_FIONBIO = 0x5421, ABI_FIONCLEX = 0x5450, ABI_FIOCLEX = 0x5451 };

/* renameat2 */
enum { ABI_RENAME_NOREPLACE = 1 };

/* utimensat: instead of a number of nanoseconds */
enum { ABI_UTIME_NOW = 0x3fffffff, ABI_UTIME_OMIT = 0x3ffffffe };

/* close_range */
enum { ABI_CLOSE_RANGE_UNSHARE = 2, ABI_CLOSE_RANGE_CLOEXEC = 4 };

enum { ABI_SEEK_SET, ABI_SEEK_CUR, ABI_SEEK_END };

enum {
	ABI_F_DUPFD = 0,
	ABI_F_GETFD = 1,
	ABI_F_SETFD = 2,
	ABI_F_GETFL = 3,
	ABI_F_SETFL = 4,
	ABI_F_DUPFD_CLOEXEC = 1030,
};
enum { ABI_FD_CLOEXEC = 1 };

enum {
	ABI_PATH_MAX = 4096,            /* with the terminating zero */
	ABI_IOV_MAX = 1024,
};

struct abi_iovec {
	uint64_t base;
	uint64_t len;
};

/* ppoll; the events are those of <kernel/poll.h>. */
struct abi_pollfd {
	int32_t fd;
	int16_t events;
	int16_t found;
};

struct abi_stat {
	uint64_t dev;
	uint64_t ino;
	uint32_t mode;
	uint32_t nlink;
	uint32_t uid;
	uint32_t gid;
	uint64_t rdev;
	uint64_t pad1;
	int64_t size;
	int32_t block_bytes;            /* preferred I/O size */
	int32_t pad2;
	int64_t blocks512;
	struct abi_timespec atime, mtime, ctime;
	uint32_t pad3[2];
};
_Static_assert(sizeof(struct abi_stat) == 128, "Linux's size on AArch64");

struct abi_statx_time {
	int64_t sec;
	uint32_t nsec;
	int32_t pad;
};
/* What is filled in: all but the time of birth. */
enum { ABI_STATX_BASIC_STATS = 0x7ff };
struct abi_statx {
	uint32_t mask;
	uint32_t block_bytes;
	uint64_t attributes;
	uint32_t nlink;
	uint32_t uid;
	uint32_t gid;
	uint16_t mode;
	uint16_t pad1;
	uint64_t ino;
	uint64_t size;
	uint64_t blocks512;
	uint64_t attributes_mask;
	struct abi_statx_time atime, btime, ctime, mtime;
	uint32_t rdev_major, rdev_minor;
	uint32_t dev_major, dev_minor;
	uint64_t mount;
	uint64_t pad2[13];
};
_Static_assert(sizeof(struct abi_statx) == 256, "Linux's size");

enum { ABI_ST_RDONLY = 1, ABI_ST_VALID = 0x20 };
struct abi_statfs {
	int64_t type;
	int64_t block_bytes;
	uint64_t blocks, blocks_free, blocks_available;
	uint64_t files, files_free;
	int32_t id[2];
	int64_t name_bytes;
	int64_t fragment_bytes;
	int64_t flags;
	int64_t pad[4];
};
_Static_assert(sizeof(struct abi_statfs) == 120, "Linux's size on AArch64");

/* One entry of getdents64; the name and its terminating zero follow, and padding
 * up to a multiple of 8. */
struct abi_dirent64 {
	uint64_t ino;
	int64_t next;                   /* position of the entry after this one */
	uint16_t record_bytes;
	uint8_t type;                   /* ABI_DT_... */
	char name[];
};
/* The name starts right behind the type, before the structure's own padding. */
enum { ABI_DIRENT_NAME = 19 };

/* A directory entry's type is the file type of its mode, shifted down. */
#define ABI_DT_OF_MODE(mode) (((mode) >> 12) & 15u)

#endif
