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
	uint64_t ino, size, blocks512;
	uint32_t mode;                  /* Linux S_IF... and permission bits */
	uint32_t nlink, uid, gid;
	uint64_t mtime_s;
};

/* Mode and open flags have the Linux AArch64 values. */
enum { S_IFMT = 0170000, S_IFLNK = 0120000, S_IFREG = 0100000, S_IFDIR = 040000,
       S_IFCHR = 020000, S_IFIFO = 010000 };
enum { O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_ACCMODE = 3, O_NOCTTY = 0400, O_NONBLOCK = 04000, O_DIRECTORY = 040000, O_CLOEXEC = 02000000 };

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
	/* Bytes read (0 at the end) or -E...; offset is the file's. */
	ssize_t (*read)(struct file *f, void *buf, size_t len, uint64_t offset) HF_MAY_BLOCK;
	ssize_t (*write)(struct file *f, const void *buf, size_t len, uint64_t offset) HF_MAY_BLOCK;
	/* Calls emit for each entry from cookie *position on, until emit returns false
	 * (that entry was not taken) or the end. */
	int (*readdir)(struct file *f, uint64_t *position, file_emit_fn emit,
		       void *arg) HF_MAY_BLOCK;
	int (*stat)(struct file *f, struct file_stat *out) HF_MAY_BLOCK;
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
	uint32_t flags;                 /* O_...; atomic: F_SETFL changes O_NONBLOCK */
	HF_LOCK_FIELD(mutex_t, position_lock, preemptible);
	uint64_t position HF_GUARDED_BY(position_lock);
};

struct file_system {
	const char *name;
	/* Opens an absolute path.  Fills ops and private_data. */
	int (*open)(const char *path, unsigned flags, struct file *f) HF_MAY_BLOCK;
	int (*stat)(const char *path, struct file_stat *out) HF_MAY_BLOCK;
};

/* The root file system; once, at boot.  0, -EBUSY. */
int file_system_register(const struct file_system *fs) __must_check;

/* 0 and a file with one reference, or -ENOENT, -ENOMEM, -EINVAL, .... */
int file_open(const char *path, unsigned flags, struct file **out) HF_MAY_BLOCK;
int file_stat_path(const char *path, struct file_stat *out) HF_MAY_BLOCK;
/* A file that is not on the file system (console, pipe). */
int file_create(const struct file_ops *ops, void *private_data, unsigned flags, struct file **out);

ssize_t file_read(struct file *f, void *buf, size_t len) HF_MAY_BLOCK;   /* at, and moves, position */
ssize_t file_write(struct file *f, const void *buf, size_t len) HF_MAY_BLOCK;
ssize_t file_pread(struct file *f, void *buf, size_t len, uint64_t offset) HF_MAY_BLOCK;
unsigned file_poll(struct file *f, struct poll_table *table) HF_MAY_BLOCK;
int file_stat(struct file *f, struct file_stat *out) HF_MAY_BLOCK;
/* The entries from the position on, which moves past what emit took.  0, or
 * -ENOTDIR, -EIO. */
int file_readdir(struct file *f, file_emit_fn emit, void *arg) HF_MAY_BLOCK;
struct file *file_get(struct file *f);
void file_put(struct file *f) HF_MAY_BLOCK;

#endif
