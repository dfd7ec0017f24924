/* SPDX-License-Identifier: MIT
 *
 * procfs.c: the tree of /proc.  It stands in three tables of files and in the process table;
 * an inode is nothing but its number, which says what it is:
 *
 *     kind << 40 | pid << 16 | index
 *
 * Locks: names are looked up with vfs_lock held, and under it the process table is asked (a spinlock
 * of its own, for a moment).  Files are written with no lock of the VFS's, so that a process's
 * memory, which has a lock that its owner may hold for long, keeps up one reader and no path walk.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/time.h>

#include "procfs.h"
#include "procfs_text.h"

enum { PROCFS_MAGIC = 0x9fa0 };

enum proc_kind {
	PROC_ROOT = 1,
	PROC_ROOT_FILE,                 /* index: in proc_root_files */
	PROC_SELF,                      /* the link to the reader's own */
	PROC_SYS,                       /* /proc/sys, which holds folders only */
	PROC_SYS_FOLDER,                /* index: in proc_sys_folders */
	PROC_SYS_FILE,                  /* index: the folder's << 8 | the file's */
	PROC_PROCESS,                   /* /proc/PID */
	PROC_PROCESS_FILE,
	PROC_PROCESS_LINK,              /* index: in process_links */
	PROC_FDS,                       /* /proc/PID/fd */
	PROC_FD,                        /* index: the number */
};

static const struct {
	const char *name;
	int fd;                         /* as process_file_path has it */
} process_links[] = {
	{ "cwd", PROCESS_CWD }, { "exe", PROCESS_PROGRAM },
};

static uint64_t ino_of(enum proc_kind kind, int pid, unsigned index)
{
	return (uint64_t)kind << 40 | (uint64_t)pid << 16 | index;
}

static enum proc_kind kind_of(uint64_t ino)
{
	return ino >> 40;
}

static int pid_of(uint64_t ino)
{
	return ino >> 16 & 0xffffff;
}

static unsigned index_of(uint64_t ino)
{
	return ino & 0xffff;
}

static uint32_t type_of(enum proc_kind kind)
{
	switch (kind) {
	case PROC_ROOT:
	case PROC_SYS:
	case PROC_SYS_FOLDER:
	case PROC_PROCESS:
	case PROC_FDS:
		return S_IFDIR;
	case PROC_SELF:
	case PROC_PROCESS_LINK:
	case PROC_FD:
		return S_IFLNK;
	default:
		return S_IFREG;
	}
}

static int procfs_inode_read(struct vfs_inode *inode)
{
	inode->type = type_of(kind_of(inode->ino));
	return 0;
}

/* ---- names --------------------------------------------------------------- */

static bool name_is(const struct vfs_name *name, const char *text)
{
	return strlen(text) == name->len && !memcmp(text, name->text, name->len);
}

/* A decimal number without leading zeroes; -1: none. */
static int name_number(const struct vfs_name *name)
{
	int n = 0;

	if (!name->len || name->len > 8 || (name->text[0] == '0' && name->len > 1))
		return -1;
	for (size_t i = 0; i < name->len; i++) {
		if (name->text[i] < '0' || name->text[i] > '9')
			return -1;
		n = n * 10 + (name->text[i] - '0');
	}
	return n;
}

static int find_file(const struct proc_file *files, const struct vfs_name *name)
{
	for (int i = 0; files[i].name; i++) {
		if (name_is(name, files[i].name))
			return i;
	}
	return -1;
}

static uint64_t lookup_root(const struct vfs_name *name)
{
	int i = find_file(proc_root_files, name), pid;

	if (i >= 0)
		return ino_of(PROC_ROOT_FILE, 0, (unsigned)i);
	if (name_is(name, "self"))
		return process_current_pid() ? ino_of(PROC_SELF, 0, 0) : 0;
	if (name_is(name, "sys"))
		return ino_of(PROC_SYS, 0, 0);
	pid = name_number(name);
	return pid > 0 && process_exists(pid) ? ino_of(PROC_PROCESS, pid, 0) : 0;
}

static uint64_t lookup_sys(const struct vfs_name *name)
{
	for (unsigned i = 0; proc_sys_folders[i].name; i++) {
		if (name_is(name, proc_sys_folders[i].name))
			return ino_of(PROC_SYS_FOLDER, 0, i);
	}
	return 0;
}

static uint64_t lookup_process(int pid, const struct vfs_name *name)
{
	int i = find_file(proc_process_files, name);

	if (!process_exists(pid))
		return 0;
	if (i >= 0)
		return ino_of(PROC_PROCESS_FILE, pid, (unsigned)i);
	for (unsigned n = 0; n < ARRAY_LEN(process_links); n++) {
		if (name_is(name, process_links[n].name))
			return ino_of(PROC_PROCESS_LINK, pid, n);
	}
	return name_is(name, "fd") ? ino_of(PROC_FDS, pid, 0) : 0;
}

static uint64_t lookup_fd(int pid, const struct vfs_name *name)
{
	int fd = name_number(name);

	return fd >= 0 && process_next_fd(pid, fd) == fd ? ino_of(PROC_FD, pid, (unsigned)fd) : 0;
}

static uint64_t lookup_parent(uint64_t ino)
{
	switch (kind_of(ino)) {
	case PROC_SYS_FOLDER:
		return ino_of(PROC_SYS, 0, 0);
	case PROC_FDS:
		return ino_of(PROC_PROCESS, pid_of(ino), 0);
	default:
		return ino_of(PROC_ROOT, 0, 0);
	}
}

static int procfs_lookup(struct vfs_inode *dir, const struct vfs_name *name, uint64_t *ino)
{
	int i;

	*ino = 0;
	if (name_is(name, "..")) {
		*ino = lookup_parent(dir->ino);
		return 0;
	}
	switch (kind_of(dir->ino)) {
	case PROC_ROOT:
		*ino = lookup_root(name);
		break;
	case PROC_SYS:
		*ino = lookup_sys(name);
		break;
	case PROC_SYS_FOLDER:
		i = find_file(proc_sys_folders[index_of(dir->ino)].files, name);
		*ino = i >= 0 ? ino_of(PROC_SYS_FILE, 0, index_of(dir->ino) << 8 | (unsigned)i) : 0;
		break;
	case PROC_PROCESS:
		*ino = lookup_process(pid_of(dir->ino), name);
		break;
	case PROC_FDS:
		*ino = lookup_fd(pid_of(dir->ino), name);
		break;
	default:
		break;
	}
	return *ino ? 0 : -ENOENT;
}

static int procfs_readlink(struct vfs_inode *link, char *buf, size_t cap, size_t *len)
{
	int pid = pid_of(link->ino), n = (int)index_of(link->ino);
	ssize_t rc;

	switch (kind_of(link->ino)) {
	case PROC_SELF:
		rc = snprintf(buf, cap, "%d", process_current_pid());
		break;
	case PROC_PROCESS_LINK:
		rc = process_file_path(pid, process_links[n].fd, buf, cap);
		break;
	default:
		rc = process_file_path(pid, n, buf, cap);
		break;
	}
	if (rc < 0)
		return (int)rc;
	if ((size_t)rc >= cap)
		return -ENAMETOOLONG;
	*len = (size_t)rc;
	return 0;
}

/* ---- directories ----------------------------------------------------------- */

/* What readdir is at: positions count names, in the order in which they are offered. */
struct listing {
	uint64_t *position;
	uint64_t next;                  /* of the name that is offered now */
	file_emit_fn emit;
	void *arg;
};

/* Offers a name; false: it was wanted, and did not fit. */
static bool offer(struct listing *l, const char *name, uint64_t ino)
{
	uint64_t at = l->next++;

	if (at < *l->position)
		return true;
	if (!l->emit(l->arg, name, strlen(name), ino, type_of(kind_of(ino)), at + 1))
		return false;
	*l->position = at + 1;
	return true;
}

/* The files of a table, whose indices begin at `base`. */
static bool offer_files(struct listing *l, const struct proc_file *files, enum proc_kind kind,
			int pid, unsigned base)
{
	for (unsigned i = 0; files[i].name; i++) {
		if (!offer(l, files[i].name, ino_of(kind, pid, base + i)))
			return false;
	}
	return true;
}

static void list_sys(struct listing *l)
{
	for (unsigned i = 0; proc_sys_folders[i].name; i++) {
		if (!offer(l, proc_sys_folders[i].name, ino_of(PROC_SYS_FOLDER, 0, i)))
			return;
	}
}

/* Numbers have the positions `base` + number, so that one that goes moves no other. */
static bool offer_number(struct listing *l, uint64_t base, int number, uint64_t ino)
{
	char name[12];

	snprintf(name, sizeof(name), "%d", number);
	l->next = base + (uint64_t)number;
	return offer(l, name, ino);
}

/* Past every position of a name that is no number. */
#define NUMBERS_BASE 1000u

static bool list_root(struct listing *l)
{
	int pid;

	if (!offer_files(l, proc_root_files, PROC_ROOT_FILE, 0, 0) ||
	    !offer(l, "self", ino_of(PROC_SELF, 0, 0)) || !offer(l, "sys", ino_of(PROC_SYS, 0, 0)))
		return false;
	pid = *l->position > NUMBERS_BASE ? (int)(*l->position - NUMBERS_BASE) - 1 : 0;
	while ((pid = process_next_pid(pid)) != 0) {
		if (!offer_number(l, NUMBERS_BASE, pid, ino_of(PROC_PROCESS, pid, 0)))
			return false;
	}
	return true;
}

static bool list_process(struct listing *l, int pid)
{
	if (!offer_files(l, proc_process_files, PROC_PROCESS_FILE, pid, 0))
		return false;
	for (unsigned i = 0; i < ARRAY_LEN(process_links); i++) {
		if (!offer(l, process_links[i].name, ino_of(PROC_PROCESS_LINK, pid, i)))
			return false;
	}
	return offer(l, "fd", ino_of(PROC_FDS, pid, 0));
}

static bool list_fds(struct listing *l, int pid)
{
	int fd = *l->position > NUMBERS_BASE ? (int)(*l->position - NUMBERS_BASE) : 0;

	for (; (fd = process_next_fd(pid, fd)) >= 0; fd++) {
		if (!offer_number(l, NUMBERS_BASE, fd, ino_of(PROC_FD, pid, (unsigned)fd)))
			return false;
	}
	return true;
}

static int procfs_readdir(struct vfs_inode *dir, uint64_t *position, file_emit_fn emit, void *arg)
{
	struct listing l = { .position = position, .emit = emit, .arg = arg };
	int pid = pid_of(dir->ino);

	if (!offer(&l, ".", dir->ino) || !offer(&l, "..", lookup_parent(dir->ino)))
		return 0;
	switch (kind_of(dir->ino)) {
	case PROC_ROOT:
		(void)list_root(&l);
		break;
	case PROC_SYS:
		list_sys(&l);
		break;
	case PROC_SYS_FOLDER:
		(void)offer_files(&l, proc_sys_folders[index_of(dir->ino)].files, PROC_SYS_FILE, 0,
				  index_of(dir->ino) << 8);
		break;
	case PROC_PROCESS:
		(void)list_process(&l, pid);
		break;
	default:
		(void)list_fds(&l, pid);
		break;
	}
	return 0;
}

/* ---- files --------------------------------------------------------------------- */

static const struct proc_file *file_of(uint64_t ino)
{
	switch (kind_of(ino)) {
	case PROC_ROOT_FILE:
		return &proc_root_files[index_of(ino)];
	case PROC_SYS_FILE:
		return &proc_sys_folders[index_of(ino) >> 8].files[index_of(ino) & 0xff];
	default:
		return &proc_process_files[index_of(ino)];
	}
}

static ssize_t procfs_read(struct vfs_open_file *open, void *buf, size_t len, uint64_t offset)
{
	uint64_t ino = open->inode->ino;

	return proc_text_read(&open->own, file_of(ino), pid_of(ino), buf, len, offset);
}

static void procfs_close(struct vfs_open_file *open)
{
	proc_text_close(open->own);
}

static void procfs_stat(struct vfs_inode *inode, struct file_stat *out)
{
	uint32_t permissions = inode->type == S_IFDIR ? 0555 : inode->type == S_IFLNK ? 0777 : 0444;

	out->mode = inode->type | permissions;
	out->nlink = inode->type == S_IFDIR ? 2 : 1;
	out->atime_ns = out->mtime_ns = out->ctime_ns = clock_unix_ns();
}

static void procfs_stat_system(struct vfs_mount *mount, struct file_system_stat *out)
{
	(void)mount;
	out->block_bytes = PAGE_SIZE;
}

static const struct vfs_ops procfs_ops = {
	.type = "proc",
	.type_magic = PROCFS_MAGIC,
	.inode_bytes = sizeof(struct vfs_inode),
	.inode_read = procfs_inode_read,
	.lookup = procfs_lookup,
	.readlink = procfs_readlink,
	.readdir = procfs_readdir,
	.stat = procfs_stat,
	.stat_system = procfs_stat_system,
	.read = procfs_read,
	.close = procfs_close,
};

int procfs_create(struct vfs_mount **out)
{
	struct vfs_mount *mount = kzalloc(sizeof(*mount));

	if (!mount)
		return -ENOMEM;
	*mount = (struct vfs_mount){
		.ops = &procfs_ops, .root_ino = ino_of(PROC_ROOT, 0, 0), .source = "proc" };
	*out = mount;
	return 0;
}
