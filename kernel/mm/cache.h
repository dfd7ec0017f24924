/* SPDX-License-Identifier: MIT
 *
 * cache.h: kmem_caches, for kmalloc, which has one for each size.
 */
#ifndef KERNEL_MM_CACHE_H
#define KERNEL_MM_CACHE_H

#include <kernel/heap.h>
#include <kernel/list.h>
#include <kernel/spinlock.h>

struct kmem_cache {
	const char *name;
	uint32_t object_bytes;          /* a multiple of 16 */
	uint16_t per_slab;
	uint8_t slab_order;
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	/* Slabs with free objects, and those all of whose objects are. */
	struct list partial HF_GUARDED_BY(lock);
	struct list empty HF_GUARDED_BY(lock);
	size_t objects;                 /* in use; changes under lock */
	size_t pages;                   /* as well */
	struct list link;               /* all caches */
};

/* A cache in memory of the caller's own, known from here on. */
void kmem_cache_init(struct kmem_cache *c, const char *name, size_t size);

/* The cache of an object; NULL: not of one, but of page_alloc's blocks. */
struct kmem_cache *kmem_cache_of(const void *object);

/* Gives back empty slabs.  True: there were any. */
bool kmem_cache_trim(void) HF_EFFECT(allocates);

/* Panics where allocation is forbidden: see heap.h. */
void memory_check_context(void);

#endif
