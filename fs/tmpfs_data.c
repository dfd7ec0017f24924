/* SPDX-License-Identifier: MIT
 *
 * tmpfs_data.c: the data of tmpfs's files: pages, found through a table of tables.  A page that
 * is missing is a hole and reads as zeroes.
 *
 * All under node.lock, a mutex: a write is copied as one piece.
 */
#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/string.h>
#include <kernel/time.h>

#include "tmpfs.h"

enum {
	TABLE_ENTRIES = PAGE_SIZE / sizeof(void *),
	TMPFS_RESERVE_PAGES = 1536,     /* of the machine's memory, more than programs leave */
};
#define TMPFS_FILE_MAX ((uint64_t)TABLE_ENTRIES * TABLE_ENTRIES * PAGE_SIZE)

/* The page `index`; NULL: a hole. */
static char *page_find(const struct tmpfs_node *node, uint64_t index) HF_REQUIRES(node->lock);
static char *page_find(const struct tmpfs_node *node, uint64_t index)
{
	void **table = node->data ? node->data[index / TABLE_ENTRIES] : NULL;

	return table ? table[index % TABLE_ENTRIES] : NULL;
}

/* A page more of the mount's. */
static bool take_page(struct tmpfs *fs)
{
	if (page_count_free() < TMPFS_RESERVE_PAGES)
		return false;
	if (__atomic_add_fetch(&fs->pages, 1, __ATOMIC_RELAXED) <= fs->pages_max)
		return true;
	__atomic_sub_fetch(&fs->pages, 1, __ATOMIC_RELAXED);
	return false;
}

/* As page_find, and fills a hole.  NULL: no room. */
static char *page_make(struct tmpfs_node *node, uint64_t index) HF_REQUIRES(node->lock);
static char *page_make(struct tmpfs_node *node, uint64_t index)
{
	struct tmpfs *fs = tmpfs_of(&node->vfs);
	char *page = page_find(node, index);
	void **table;

	if (page)
		return page;
	if (!node->data)
		node->data = page_alloc(0);
	if (!node->data)
		return NULL;
	table = node->data[index / TABLE_ENTRIES];
	if (!table)
		table = node->data[index / TABLE_ENTRIES] = page_alloc(0);
	if (!table || !take_page(fs))
		return NULL;
	page = page_alloc(0);
	if (!page) {
		__atomic_sub_fetch(&fs->pages, 1, __ATOMIC_RELAXED);
		return NULL;
	}
	table[index % TABLE_ENTRIES] = page;
	node->pages++;
	return page;
}

static size_t within(uint64_t offset, size_t len)
{
	size_t room = PAGE_SIZE - offset % PAGE_SIZE;

	return len < room ? len : room;
}

static ssize_t read_locked(struct tmpfs_node *node, char *to, size_t len, uint64_t offset)
	HF_REQUIRES(node->lock);
static ssize_t read_locked(struct tmpfs_node *node, char *to, size_t len, uint64_t offset)
{
	if (offset >= node->size)
		return 0;
	if (len > node->size - offset)
		len = node->size - offset;
	for (size_t done = 0; done < len;) {
		const char *page = page_find(node, (offset + done) / PAGE_SIZE);
		size_t n = within(offset + done, len - done);

		if (page)
			memcpy(to + done, page + (offset + done) % PAGE_SIZE, n);
		else
			memset(to + done, 0, n);
		done += n;
	}
	return (ssize_t)len;
}

ssize_t tmpfs_read(struct vfs_open_file *open, void *buf, size_t len, uint64_t offset)
{
	struct tmpfs_node *node = tmpfs_node_of(open->inode);
	ssize_t n;

	mutex_lock(&node->lock);
	n = read_locked(node, buf, len, offset);
	mutex_unlock(&node->lock);
	return n;
}

static ssize_t write_locked(struct tmpfs_node *node, const char *from, size_t len,
			    uint64_t offset) HF_REQUIRES(node->lock);
static ssize_t write_locked(struct tmpfs_node *node, const char *from, size_t len, uint64_t offset)
{
	size_t done = 0;

	if (offset >= TMPFS_FILE_MAX)
		return len ? -EFBIG : 0;
	if (len > TMPFS_FILE_MAX - offset)
		len = TMPFS_FILE_MAX - offset;
	while (done < len) {
		char *page = page_make(node, (offset + done) / PAGE_SIZE);
		size_t n = within(offset + done, len - done);

		if (!page)
			break;
		memcpy(page + (offset + done) % PAGE_SIZE, from + done, n);
		done += n;
	}
	if (!done)
		return len ? -ENOSPC : 0;
	if (offset + done > node->size)
		node->size = offset + done;
	node->mtime_ns = node->ctime_ns = clock_unix_ns();
	return (ssize_t)done;
}

ssize_t tmpfs_write(struct vfs_open_file *open, const void *buf, size_t len, uint64_t *offset,
		    bool append)
{
	struct tmpfs_node *node = tmpfs_node_of(open->inode);
	ssize_t n;

	mutex_lock(&node->lock);
	if (append)
		*offset = node->size;
	n = write_locked(node, buf, len, *offset);
	mutex_unlock(&node->lock);
	return n;
}

/* Gives back the pages of one table from `first` on; true: nothing is left in it. */
static bool table_cut(struct tmpfs_node *node, void **table, uint64_t first)
	HF_REQUIRES(node->lock);
static bool table_cut(struct tmpfs_node *node, void **table, uint64_t first)
{
	for (uint64_t i = first; i < TABLE_ENTRIES; i++) {
		if (!table[i])
			continue;
		page_free(table[i], 0);
		table[i] = NULL;
		node->pages--;
		__atomic_sub_fetch(&tmpfs_of(&node->vfs)->pages, 1, __ATOMIC_RELAXED);
	}
	return first == 0;
}

/* Gives back the pages from `first` on. */
static void pages_cut(struct tmpfs_node *node, uint64_t first) HF_REQUIRES(node->lock);
static void pages_cut(struct tmpfs_node *node, uint64_t first)
{
	if (!node->data)
		return;
	for (uint64_t t = first / TABLE_ENTRIES; t < TABLE_ENTRIES; t++) {
		void **table = node->data[t];
		uint64_t from = t == first / TABLE_ENTRIES ? first % TABLE_ENTRIES : 0;

		if (table && table_cut(node, table, from)) {
			page_free(table, 0);
			node->data[t] = NULL;
		}
	}
	if (first == 0) {
		page_free(node->data, 0);
		node->data = NULL;
	}
}

int tmpfs_resize(struct tmpfs_node *node, uint64_t size)
{
	char *last;

	if (size > TMPFS_FILE_MAX)
		return -EFBIG;
	if (size < node->size) {
		pages_cut(node, ROUND_UP(size, PAGE_SIZE) / PAGE_SIZE);
		/* What is cut off must read as zeroes when the file grows again. */
		last = size % PAGE_SIZE ? page_find(node, size / PAGE_SIZE) : NULL;
		if (last)
			memset(last + size % PAGE_SIZE, 0, PAGE_SIZE - size % PAGE_SIZE);
	}
	node->size = size;
	return 0;
}
