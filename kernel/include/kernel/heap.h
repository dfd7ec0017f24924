/* SPDX-License-Identifier: MIT
 *
 * heap.h: memory.  None of these sleeps; none may be called from a handler.
 */
#ifndef KERNEL_HEAP_H
#define KERNEL_HEAP_H

#include <kernel/base.h>

/* At least 16-byte aligned; NULL when there is none.  Thread context. */
void *kmalloc(size_t size) __malloc HF_EFFECT(allocates);
void *kzalloc(size_t size) __malloc HF_EFFECT(allocates);
void *krealloc(void *old, size_t size) HF_EFFECT(allocates);
void kfree(void *p) HF_EFFECT(allocates);       /* NULL is fine */

/* 2^order pages, page aligned, zeroed; NULL when there are none. */
void *page_alloc(unsigned order) __malloc HF_EFFECT(allocates);
void page_free(void *p, unsigned order) HF_EFFECT(allocates);
size_t page_count_free(void);
size_t page_count_all(void);    /* free at boot: what there is to share out */

/* Normal memory of the kernel's own map <-> the address that devices use. */
uint64_t virt_to_phys(const void *p);
void *phys_to_virt(uint64_t phys);

#endif
