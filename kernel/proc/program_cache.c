/* SPDX-License-Identifier: MIT
 *
 * program_cache.c: programs that were run lately (program_cache.h).
 *
 * A program is known by what the file system says of its file: a file that was changed is
 * another one.  The cache holds PROGRAMS_MAX and at most 1/MEMORY_SHARE of the memory; the one
 * that was not used for longest goes.
 *
 * Locks: program_cache_lock guards the entries.  An address space is copied or put back with a
 * reference and without the lock.
 */
#include "program_cache.h"

#include <kernel/errno.h>
#include <kernel/heap.h>
#include <kernel/mutex.h>

enum { PROGRAMS_MAX = 8, MEMORY_SHARE = 16 };

struct cached {
	struct vm *vm;                          /* a reference; NULL: free */
	uint64_t dev, ino, size, mtime_ns, ctime_ns;
	size_t pages;
	uint64_t used;                          /* when, by `clock` */
	struct elf_program program;
};

static DEFINE_MUTEX(program_cache_lock);
static struct cached cache[PROGRAMS_MAX] HF_GUARDED_BY(program_cache_lock);
static uint64_t clock HF_GUARDED_BY(program_cache_lock);

static bool is_of(const struct cached *c, const struct file_stat *st)
{
	return c->vm && c->dev == st->dev && c->ino == st->ino && c->size == st->size &&
	       c->mtime_ns == st->mtime_ns && c->ctime_ns == st->ctime_ns;
}

/* A reference to the program's address space; NULL: not here. */
static struct vm *find(const struct file_stat *st, struct elf_program *program)
{
	struct vm *vm = NULL;

	mutex_lock(&program_cache_lock);
	for (unsigned i = 0; i < PROGRAMS_MAX && !vm; i++) {
		if (!is_of(&cache[i], st))
			continue;
		cache[i].used = ++clock;
		*program = cache[i].program;
		vm = vm_get(cache[i].vm);
	}
	mutex_unlock(&program_cache_lock);
	return vm;
}

static struct cached *oldest_locked(void) HF_REQUIRES(program_cache_lock);
static struct cached *oldest_locked(void)
{
	struct cached *oldest = NULL;

	for (unsigned i = 0; i < PROGRAMS_MAX; i++) {
		if (cache[i].vm && (!oldest || cache[i].used < oldest->used))
			oldest = &cache[i];
	}
	return oldest;
}

/* Room for `pages` more: takes the oldest out, if that is needed; NULL: there is room. */
static struct vm *make_room(size_t pages)
{
	const size_t most = page_count_all() / MEMORY_SHARE;
	struct vm *out = NULL;
	unsigned count = 0;
	size_t all = 0;

	mutex_lock(&program_cache_lock);
	for (unsigned i = 0; i < PROGRAMS_MAX; i++) {
		count += cache[i].vm != NULL;
		all += cache[i].vm ? cache[i].pages : 0;
	}
	if (count && (count == PROGRAMS_MAX || all + pages > most)) {
		struct cached *c = oldest_locked();

		out = c->vm;
		c->vm = NULL;
	}
	mutex_unlock(&program_cache_lock);
	return out;
}

/* Keeps a reference to vm, if there is room.  Two who load the same at once keep it twice, and
 * the second is never found. */
static void keep(struct vm *vm, const struct file_stat *st, const struct elf_program *program)
	HF_MAY_BLOCK;
static void keep(struct vm *vm, const struct file_stat *st, const struct elf_program *program)
{
	const size_t pages = vm_page_count(vm);
	struct vm *old;

	if (pages > page_count_all() / MEMORY_SHARE)
		return;
	while ((old = make_room(pages)) != NULL)
		vm_put(old);
	mutex_lock(&program_cache_lock);
	for (unsigned i = 0; i < PROGRAMS_MAX; i++) {
		if (cache[i].vm)
			continue;
		cache[i] = (struct cached){ vm_get(vm), st->dev, st->ino, st->size, st->mtime_ns,
					    st->ctime_ns, pages, ++clock, *program };
		break;
	}
	mutex_unlock(&program_cache_lock);
}

static int load(struct file *f, const struct file_stat *st, struct vm **out,
		struct elf_program *program) HF_MAY_BLOCK;
static int load(struct file *f, const struct file_stat *st, struct vm **out,
		struct elf_program *program)
{
	struct vm *vm;
	int rc = vm_create(&vm);

	if (rc)
		return rc;
	rc = elf_load(f, vm, program);
	if (rc) {
		vm_put(vm);
		return rc;
	}
	keep(vm, st, program);
	*out = vm;
	return 0;
}

int program_load(struct file *f, const struct file_stat *st, struct vm **vm,
		 struct elf_program *program)
{
	struct vm *kept = find(st, program);
	int rc;

	if (!kept) {
		rc = load(f, st, &kept, program);
		if (rc)
			return rc;
	}
	rc = vm_copy(kept, vm);
	vm_put(kept);
	return rc;
}

unsigned program_cache_drop(void)
{
	unsigned count = 0;

	for (;;) {
		struct vm *vm = NULL;
		struct cached *c;

		mutex_lock(&program_cache_lock);
		c = oldest_locked();
		if (c) {
			vm = c->vm;
			c->vm = NULL;
		}
		mutex_unlock(&program_cache_lock);
		if (!vm)
			return count;
		vm_put(vm);
		count++;
	}
}
