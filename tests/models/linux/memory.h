/* SPDX-License-Identifier: MIT
 *
 * memory.h: allocators, whose flags say whether they may sleep, and user memory.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include "spinlocks.h"

#define ___GFP_HIGH 0x20u
#define ___GFP_IO 0x40u
#define ___GFP_FS 0x80u
#define ___GFP_ZERO 0x100u
#define ___GFP_DIRECT_RECLAIM 0x400u
#define ___GFP_KSWAPD_RECLAIM 0x800u
#define __GFP_ZERO ((gfp_t)___GFP_ZERO)
#define __GFP_RECLAIM ((gfp_t)(___GFP_DIRECT_RECLAIM | ___GFP_KSWAPD_RECLAIM))
#define GFP_ATOMIC ((gfp_t)(___GFP_HIGH | ___GFP_KSWAPD_RECLAIM))
#define GFP_NOWAIT ((gfp_t)___GFP_KSWAPD_RECLAIM)
#define GFP_NOIO __GFP_RECLAIM
#define GFP_NOFS (__GFP_RECLAIM | (gfp_t)___GFP_IO)
#define GFP_KERNEL (__GFP_RECLAIM | (gfp_t)(___GFP_IO | ___GFP_FS))

void *__kmalloc(size_t size, gfp_t flags);
static __always_inline void *kmalloc(size_t size, gfp_t flags) { return __kmalloc(size, flags); }
static inline void *kzalloc(size_t size, gfp_t flags) { return kmalloc(size, flags | __GFP_ZERO); }
static inline void *kmalloc_array(size_t n, size_t size, gfp_t flags) { return __kmalloc(n * size, flags); }
static inline void *kcalloc(size_t n, size_t size, gfp_t flags) { return kmalloc_array(n, size, flags | __GFP_ZERO); }
char *kstrdup(const char *s, gfp_t gfp);
char *kasprintf(gfp_t gfp, const char *fmt, ...);
void kfree(const void *p);
struct kmem_cache;
void *kmem_cache_alloc(struct kmem_cache *cachep, gfp_t flags);
void kmem_cache_free(struct kmem_cache *cachep, void *p);
void *kvmalloc_node(size_t size, gfp_t flags, int node);
static inline void *kvmalloc(size_t size, gfp_t flags) { return kvmalloc_node(size, flags, -1); }
void kvfree(const void *addr);
void *vmalloc(unsigned long size);
void vfree(const void *addr);
void vunmap(const void *addr);
struct device;
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp);
static inline void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}
typedef unsigned long dma_addr_t;
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t flag, unsigned long attrs);
static inline void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t flag)
{
	return dma_alloc_attrs(dev, size, handle, flag, 0);
}
void dma_free_attrs(struct device *dev, size_t size, void *cpu, dma_addr_t handle, unsigned long attrs);

struct xarray { spinlock_t xa_lock; void *xa_head; };
void *xa_load(struct xarray *xa, unsigned long index);
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *xa_erase(struct xarray *xa, unsigned long index);
#define xa_lock_irqsave(xa, flags) spin_lock_irqsave(&(xa)->xa_lock, flags)
#define xa_unlock_irqrestore(xa, flags) spin_unlock_irqrestore(&(xa)->xa_lock, flags)
#define xa_lock_irq(xa) spin_lock_irq(&(xa)->xa_lock)
#define xa_unlock_irq(xa) spin_unlock_irq(&(xa)->xa_lock)
void *__xa_erase(struct xarray *xa, unsigned long index);

struct idr { void *rt; };
void idr_preload(gfp_t gfp_mask);
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
extern DEFINE_PER_CPU(local_lock_t, radix_tree_preloads_lock);
static inline void idr_preload_end(void) { local_unlock(&radix_tree_preloads_lock); }

void pagefault_disable(void);
void pagefault_enable(void);
unsigned long _copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long _copy_to_user(void __user *to, const void *from, unsigned long n);
static __always_inline unsigned long copy_from_user(void *to, const void __user *from, unsigned long n)
{
	return _copy_from_user(to, from, n);
}
static __always_inline unsigned long copy_to_user(void __user *to, const void *from, unsigned long n)
{
	return _copy_to_user(to, from, n);
}
long copy_from_user_nofault(void *dst, const void __user *src, size_t size);

#endif
