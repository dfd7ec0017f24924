/* SPDX-License-Identifier: MIT
 *
 * heap.h: memory.  None of these sleeps.  All are for threads with interrupts open and
 * no spinlock held: the work may be long, and out of memory other CPUs are asked to
 * forget what they translate.  The checker sees the effect, and a call from a handler or
 * with interrupts masked panics.
 */
#ifndef KERNEL_HEAP_H
#define KERNEL_HEAP_H

#include <kernel/base.h>

/* At least 16-byte aligned; NULL when there is none. */
void *kmalloc(size_t size) __malloc HF_EFFECT(allocates);
void *kzalloc(size_t size) __malloc HF_EFFECT(allocates);
void *krealloc(void *old, size_t size) HF_EFFECT(allocates);
void kfree(void *p) HF_EFFECT(allocates);       /* NULL is fine */

/* 2^order pages, page aligned, zeroed; NULL when there are none. */
void *page_alloc(unsigned order) __malloc HF_EFFECT(allocates);
void page_free(void *p, unsigned order) HF_EFFECT(allocates);
size_t page_count_free(void);
size_t page_count_all(void);    /* free at boot: what there is to share out */

/* Objects of one size, 16-byte aligned, with a name by which they are counted.  A free
 * object is filled with a pattern: one that is written to after it was freed, freed
 * twice, or freed into another cache is a panic that names the cache. */
struct kmem_cache;
/* Stays for good.  `size` up to 2048; `name` is kept, not copied.  NULL: no memory. */
struct kmem_cache *kmem_cache_create(const char *name, size_t size) HF_EFFECT(allocates);
void *kmem_cache_alloc(struct kmem_cache *c) __malloc HF_EFFECT(allocates);
void kmem_cache_free(struct kmem_cache *c, void *object) HF_EFFECT(allocates);

/* For statistics and tests of leaks.  Any context. */
struct kmem_cache_stat {
	const char *name;
	size_t object_bytes;
	size_t objects;                 /* in use */
	size_t pages;
	unsigned per_slab, slab_pages;  /* objects and pages of each slab */
};
/* The i-th cache, kmalloc's sizes among them; false: there are no more. */
bool kmem_cache_stat(unsigned i, struct kmem_cache_stat *out);
struct memory_stat {
	size_t pages;                   /* that page_alloc hands out, in use or not */
	size_t pages_free;
	size_t pages_cached;            /* of kmem_caches and kmalloc's small objects */
	size_t pages_stacks;            /* of kernel stacks, with what maps them */
	size_t pages_kept;              /* of those: of ended threads, for the next ones */
};
void memory_stat(struct memory_stat *out);

/* Frees what is kept for the next caller: empty pages of caches, stacks of dead threads.
 * Done by itself when memory runs out; by hand to compare counts of free pages. */
void memory_trim(void) HF_EFFECT(allocates);

/* Normal memory of the kernel's own map (no stack) <-> the address that devices use. */
uint64_t virt_to_phys(const void *p);
void *phys_to_virt(uint64_t phys);

#endif
