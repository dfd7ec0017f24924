/* SPDX-License-Identifier: MIT
 *
 * procfs_text.c: the text of an open file of /proc.
 *
 * Locks: proc_kept.lock, a mutex, is held while text is written and copied: two readers of one open
 * file get the same one.  Writers take what locks they need under it, and none of them a lock of
 * the VFS's.
 */
#include "procfs_text.h"

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/print.h>
#include <kernel/string.h>

enum { TEXT_FIRST_BYTES = 2048, TEXT_MAX_BYTES = 1 << 20 };

struct proc_kept {
	HF_LOCK_FIELD(mutex_t, lock, preemptible);
	struct proc_text text HF_GUARDED_BY(lock);
};

void proc_add(void *arg, const char *text, size_t len)
{
	struct proc_text *t = arg;

	if (t->len < t->cap)
		memcpy(t->text + t->len, text, len < t->cap - t->len ? len : t->cap - t->len);
	t->len += len;
}

void proc_print(struct proc_text *t, const char *format, ...)
{
	char line[256];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	proc_add(t, line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

/* Writes the text into as much memory as it wants. */
static int write_text(struct proc_text *t, const struct proc_file *file, int pid) HF_MAY_BLOCK;
static int write_text(struct proc_text *t, const struct proc_file *file, int pid)
{
	size_t cap = t->cap ? t->cap : TEXT_FIRST_BYTES;

	for (;;) {
		char *text = t->cap >= cap ? t->text : kmalloc(cap);
		int err;

		if (!text)
			return -ENOMEM;
		if (text != t->text)
			kfree(t->text);
		*t = (struct proc_text){ .text = text, .cap = cap };
		err = file->write(t, pid);
		if (err || t->len <= cap)
			return err;
		if (t->len > TEXT_MAX_BYTES)
			return -EFBIG;
		/* It may be longer the next time. */
		cap = ROUND_UP(t->len + t->len / 4, PAGE_SIZE);
	}
}

static ssize_t read_locked(struct proc_kept *k, const struct proc_file *file, int pid, void *buf,
			   size_t len, uint64_t offset) HF_REQUIRES(k->lock) HF_MAY_BLOCK;
static ssize_t read_locked(struct proc_kept *k, const struct proc_file *file, int pid, void *buf,
			   size_t len, uint64_t offset)
{
	if (!offset || !k->text.text) {
		int err = write_text(&k->text, file, pid);

		if (err) {
			k->text.len = 0;
			return err;
		}
	}
	if (offset >= k->text.len)
		return 0;
	if (len > k->text.len - offset)
		len = k->text.len - offset;
	memcpy(buf, k->text.text + offset, len);
	return (ssize_t)len;
}

/* The open file's text, made at the first read: two may come at once. */
static struct proc_kept *kept_of(void **own)
{
	struct proc_kept *k = __atomic_load_n(own, __ATOMIC_ACQUIRE);
	void *none = NULL;

	if (k)
		return k;
	k = kzalloc(sizeof(*k));
	if (!k)
		return NULL;
	mutex_init(proc_kept, lock, k);
	if (__atomic_compare_exchange_n(own, &none, k, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return k;
	kfree(k);
	return none;
}

ssize_t proc_text_read(void **own, const struct proc_file *file, int pid, void *buf, size_t len,
		       uint64_t offset)
{
	struct proc_kept *k = kept_of(own);
	ssize_t n;

	if (!k)
		return -ENOMEM;
	mutex_lock(&k->lock);
	n = read_locked(k, file, pid, buf, len, offset);
	mutex_unlock(&k->lock);
	return n;
}

void proc_text_close(void *own)
{
	struct proc_kept *k = own;

	if (!k)
		return;
	mutex_lock(&k->lock);
	kfree(k->text.text);
	mutex_unlock(&k->lock);
	kfree(k);
}
