/* SPDX-License-Identifier: MIT
 *
 * file.h: files, as the rest of the kernel (system calls, HTTP server) uses them and
 * as a file system offers them.  The kernel knows no file system: one
 * registers itself here.
 */
#ifndef KERNEL_FILE_H
#define KERNEL_FILE_H

#include <kernel/base.h>
#include <kernel/mutex.h>

struct file;
struct poll_table;

struct file_stat {
	uint64_t dev, rdev, ino, size, blocks512;
	uint32_t mode;                  /* Linux S_IF... and permission bits */
	uint32_t nlink, uid, gid;
	uint64_t atime_ns, mtime_ns, ctime_ns;  /* since 1970-01-01 UTC */
};

/* Mode and open flags have the Linux AArch64 values. */
enum { S_IFMT = 0170000, S_IFSOCK = 0140000, S_IFLNK = 0120000, S_IFREG = 0100000,
       S_IFBLK = 060000, S_IFDIR = 040000, S_IFCHR = 020000, S_IFIFO = 010000 };
enum { O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_ACCMODE = 3, O_CREAT = 0100, O_EXCL = 0200,
       O_NOCTTY = 0400, O_TRUNC = 01000, O_APPEND = 02000, O_NONBLOCK = 04000,
       O_DIRECTORY = 040000, O_NOFOLLOW = 0100000, O_CLOEXEC = 02000000, O_PATH = 010000000 };

/* A device's number as Linux's makedev() packs it, for small numbers. */
#define FILE_DEV(major, minor) ((uint64_t)(major) << 8 | (minor))

/* What to change of a file's attributes; the fields whose bit is not in `set` do not
 * matter. */
enum { FILE_SET_MODE = 1, FILE_SET_UID = 2, FILE_SET_GID = 4, FILE_SET_SIZE = 8,
       FILE_SET_ATIME = 16, FILE_SET_MTIME = 32 };
struct file_attr {
	unsigned set;
	uint32_t mode;                  /* permission bits only */
	uint32_t uid, gid;
	uint64_t size, atime_ns, mtime_ns;
};

/* A file system's size, in blocks of block_bytes. */
struct file_system_stat {
	uint32_t type;                  /* Linux's magic number */
	bool read_only;
	uint32_t block_bytes;
	uint64_t blocks, blocks_free;
	uint64_t files, files_free;
};

/* Takes one directory entry; false: it did not fit, stop.  `mode` is 0 where the
 * directory does not say it.  Called with the file system's locks held: it must
 * not call back into file.h. */
typedef bool (*file_emit_fn)(void *arg, const char *name, size_t len, uint64_t ino,
			     uint32_t mode, uint64_t next_position) HF_CALLED_IN(in_thread);

/* Every operation is called from a thread, preemptible, and may sleep. */
struct file_ops {
	/* Has no position (console, pipe): reads and writes run at the same time,
	 * and a reader that waits does not keep writers out. */
	bool stream;
	const char *kind;               /* of files without a name: "pipe"; or NULL */
	/* Bytes read (0 at the end) or -E...; offset is the file's. */
	ssize_t (*read)(struct file *f, void *buf, size_t len, uint64_t offset) HF_MAY_BLOCK;
	ssize_t (*write)(struct file *f, const void *buf, size_t len, uint64_t offset) HF_MAY_BLOCK;
	/* A stream's, where it is faster without a buffer in between: the same with an address in
	 * the calling program.  -EFAULT. */
	ssize_t (*read_user)(struct file *f, uint64_t to, size_t len) HF_MAY_BLOCK;
	ssize_t (*write_user)(struct file *f, uint64_t from, size_t len) HF_MAY_BLOCK;
	/* Writes at the end of the file, wherever that is by then, and sets *offset
	 * to where that was.  For O_APPEND. */
	ssize_t (*append)(struct file *f, const void *buf, size_t len,
			  uint64_t *offset) HF_MAY_BLOCK;
	/* Calls emit for each entry from cookie *position on, until emit returns false
	 * (that entry was not taken) or the end. */
	int (*readdir)(struct file *f, uint64_t *position, file_emit_fn emit,
		       void *arg) HF_MAY_BLOCK;
	int (*stat)(struct file *f, struct file_stat *out) HF_MAY_BLOCK;
	int (*setattr)(struct file *f, const struct file_attr *attr) HF_MAY_BLOCK;
	int (*stat_system)(struct file *f, struct file_system_stat *out) HF_MAY_BLOCK;
	int (*sync)(struct file *f) HF_MAY_BLOCK;
	/* What can be done without waiting, as POLL_... bits, and where a change of that is told
	 * (poll.h).  Without it: reading and writing, always. */
	unsigned (*poll)(struct file *f, struct poll_table *table) HF_MAY_BLOCK;
	/* `arg` is a number, or an address in the calling program. -ENOTTY: unknown. */
	long (*ioctl)(struct file *f, unsigned command, uint64_t arg) HF_MAY_BLOCK;
	void (*release)(struct file *f) HF_MAY_BLOCK;
};

struct file {
	const struct file_ops *ops;
	void *private_data;
	uint32_t refs;                  /* atomic */
	uint32_t flags;                 /* O_...; atomic: F_SETFL changes O_APPEND and O_NONBLOCK */
	uint64_t node_dev, node_ino;    /* constant: of a device's node; else 0 */
	char *path;                     /* constant: under which name it was opened; NULL: none */
	HF_LOCK_FIELD(mutex_t, position_lock, preemptible);
	uint64_t position HF_GUARDED_BY(position_lock);
};

/* A path and where it starts, if it does not start with '/': at the directory `dir`,
 * or at the root (NULL). */
struct file_at {
	struct file *dir;
	const char *path;
};

/* How a path is looked up. */
enum { FILE_NOFOLLOW = 1 };             /* a symbolic link at its end is the thing itself */

struct file_system {
	const char *name;
	/* Fills ops and private_data, and path as far as there is memory for it.  `mode`:
	 * permissions of a file that is made. */
	int (*open)(const struct file_at *at, unsigned flags, uint32_t mode,
		    struct file *f) HF_MAY_BLOCK;
	int (*stat)(const struct file_at *at, unsigned how, struct file_stat *out) HF_MAY_BLOCK;
	int (*setattr)(const struct file_at *at, unsigned how,
		       const struct file_attr *attr) HF_MAY_BLOCK;
	int (*stat_system)(const struct file_at *at, struct file_system_stat *out) HF_MAY_BLOCK;
	/* The link's target, terminated; its length, or -EINVAL: no link. */
	ssize_t (*readlink)(const struct file_at *at, char *buf, size_t cap) HF_MAY_BLOCK;
	/* A directory, device, or (with `target`) symbolic link. */
	int (*make)(const struct file_at *at, uint32_t mode, uint64_t rdev,
		    const char *target) HF_MAY_BLOCK;
	int (*remove)(const struct file_at *at, bool directory) HF_MAY_BLOCK;
	/* `replace`: what is there under the new name goes; without it: -EEXIST. */
	int (*rename)(const struct file_at *from, const struct file_at *to,
		      bool replace) HF_MAY_BLOCK;
	int (*link)(const struct file_at *from, unsigned how,
		    const struct file_at *to) HF_MAY_BLOCK;
	/* The absolute path of an open directory, terminated; its length. -ENOENT: it was
	 * removed. */
	ssize_t (*path_of)(struct file *dir, char *buf, size_t cap) HF_MAY_BLOCK;
	int (*sync)(void) HF_MAY_BLOCK;
};

/* The root file system; once, at boot.  0, -EBUSY. */
int file_system_register(const struct file_system *fs) __must_check;
/* NULL before that. */
const struct file_system *file_system_root(void);

/* 0 and a file with one reference, or -ENOENT, -ENOMEM, -EINVAL, .... */
int file_open(const char *path, unsigned flags, struct file **out) HF_MAY_BLOCK;
int file_open_at(const struct file_at *at, unsigned flags, uint32_t mode,
		 struct file **out) HF_MAY_BLOCK;
int file_stat_path(const char *path, struct file_stat *out) HF_MAY_BLOCK;
/* A file that is not on the file system (console, pipe). */
int file_create(const struct file_ops *ops, void *private_data, unsigned flags, struct file **out);

ssize_t file_read(struct file *f, void *buf, size_t len) HF_MAY_BLOCK;   /* at, and moves, position */
ssize_t file_write(struct file *f, const void *buf, size_t len) HF_MAY_BLOCK;
ssize_t file_pread(struct file *f, void *buf, size_t len, uint64_t offset) HF_MAY_BLOCK;
unsigned file_poll(struct file *f, struct poll_table *table) HF_MAY_BLOCK;
ssize_t file_pwrite(struct file *f, const void *buf, size_t len, uint64_t offset) HF_MAY_BLOCK;
int file_stat(struct file *f, struct file_stat *out) HF_MAY_BLOCK;
/* -EINVAL where the size of such a file can't be set. */
int file_setattr(struct file *f, const struct file_attr *attr) HF_MAY_BLOCK;
/* The entries from the position on, which moves past what emit took.  0, or
 * -ENOTDIR, -EIO. */
int file_readdir(struct file *f, file_emit_fn emit, void *arg) HF_MAY_BLOCK;
/* How many there are. */
uint32_t file_open_count(void);
struct file *file_get(struct file *f);
void file_put(struct file *f) HF_MAY_BLOCK;

#endif
