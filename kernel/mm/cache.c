/* SPDX-License-Identifier: MIT
 *
 * cache.c: kmem_caches.  A slab is a page block cut into objects; its page entry
 * (page.h) has the cache, how many objects are in use, and the number of the first
 * free one.  A free object holds
 *
 *   word 0   a mark, and the number of the next free one
 *   word 1   its own address under another mark
 *   word 2   where it was freed, if it is as long as that
 *   rest     POISON
 *
 * all of which is tested when it is handed out again.  Tests and fills are done without
 * the lock: an object off the list belongs to who took it.
 *
 * A cache's lock guards its lists and its slabs' entries; caches_lock the list of caches.
 * Slabs are made and given back outside of both.
 */
#include <kernel/panic.h>
#include <kernel/preempt.h>
#include <kernel/string.h>
#include "cache.h"
#include "page.h"
#include "kernel/base/symbols.h"

#define ALIGN 16u
#define LARGEST 2048u
#define POISON 0xd1edd1edd1edd1edull
#define NEXT_MARK 0xf4eef4eef4ee0000ull
#define SELF_MARK 0xf4ee000000000000ull
#define NONE 0xffffu
#define EMPTY_KEPT 1            /* slabs of a cache, for the next objects */
#define SLAB_ORDER_MAX 3

static DEFINE_SPINLOCK(caches_lock, no_preempt);
static struct list caches HF_GUARDED_BY(caches_lock) = LIST_INIT(caches);

void memory_check_context(void)
{
	if (irq_masked() || in_interrupt() || in_deferred())
		panic("memory is asked for or freed where that is forbidden: %s",
		      in_interrupt() ? "in an interrupt handler" :
		      in_deferred() ? "in deferred work" : "interrupts are masked");
}

void kmem_cache_init(struct kmem_cache *c, const char *name, size_t size)
{
	unsigned order = 0;

	KASSERT(size > 0 && size <= LARGEST);
	*c = (struct kmem_cache){ .name = name, .object_bytes = ROUND_UP((uint32_t)size, ALIGN) };
	/* At most an eighth of a slab is left over. */
	while (order < SLAB_ORDER_MAX &&
	       (PAGE_SIZE << order) % c->object_bytes > (PAGE_SIZE << order) / 8)
		order++;
	c->slab_order = (uint8_t)order;
	c->per_slab = (uint16_t)((PAGE_SIZE << order) / c->object_bytes);
	spin_init(kmem_cache, lock, c);
	list_init(&c->partial);
	list_init(&c->empty);
	spin_lock(&caches_lock);
	list_add_tail(&caches, &c->link);
	spin_unlock(&caches_lock);
}

struct kmem_cache *kmem_cache_create(const char *name, size_t size)
{
	struct kmem_cache *c = kmalloc(sizeof(*c));

	if (c)
		kmem_cache_init(c, name, size);
	return c;
}

/* The entry of an object's slab: a block's first page, found by its alignment. */
static struct page *slab_of(const void *object)
{
	struct page *page = page_of((const void *)((uintptr_t)object & ~(PAGE_SIZE - 1)));

	if (page->use == PAGE_SLAB_REST)
		page = page_of((const void *)((uintptr_t)object & ~((PAGE_SIZE << page->order) - 1)));
	return page;
}

struct kmem_cache *kmem_cache_of(const void *object)
{
	struct page *page = slab_of(object);

	return page->use == PAGE_SLAB ? page->cache : NULL;
}

static uint64_t *object_at(const struct kmem_cache *c, const struct page *slab, unsigned number)
{
	return (uint64_t *)((char *)page_address(slab) + number * c->object_bytes);
}

static uint64_t self_mark(const uint64_t *o)
{
	return SELF_MARK ^ (uint64_t)o;
}

static void fill(const struct kmem_cache *c, uint64_t *o, const void *site)
{
	unsigned words = c->object_bytes / 8;

	o[1] = self_mark(o);
	if (words > 2)
		o[2] = (uint64_t)site;
	for (unsigned i = 3; i < words; i++)
		o[i] = POISON;
}

/* Where a free object was freed, for a panic. */
static void freed_at(const struct kmem_cache *c, const uint64_t *o, char *buf, size_t cap)
{
	strlcpy(buf, "somewhere", cap);
	if (c->object_bytes > 16 && o[2])
		symbol_format_return((const void *)o[2], buf, cap);
}

static void check_filled(const struct kmem_cache *c, const uint64_t *o)
{
	unsigned words = c->object_bytes / 8;
	bool good = (o[0] & ~(uint64_t)NONE) == NEXT_MARK && o[1] == self_mark(o);
	char site[80];

	for (unsigned i = 3; i < words; i++)
		good = good && o[i] == POISON;
	if (good)
		return;
	freed_at(c, o, site, sizeof(site));
	panic("cache %s: %p was written to after it was freed at %s", c->name, (const void *)o, site);
}

/* A slab with all objects free, on no list; NULL. */
static struct page *slab_make(struct kmem_cache *c)
{
	char *start = page_take(c->slab_order);
	struct page *slab;

	if (!start)
		return NULL;
	slab = page_of(start);
	for (unsigned i = 0; i < c->per_slab; i++) {
		uint64_t *o = object_at(c, slab, i);

		o[0] = NEXT_MARK | (i + 1 < c->per_slab ? i + 1 : NONE);
		fill(c, o, NULL);
	}
	page_mark_slab(slab, c->slab_order, true);
	slab->used = 0;
	slab->free = 0;
	slab->cache = c;
	return slab;
}

static uint64_t *take_locked(struct kmem_cache *c) HF_REQUIRES(c->lock);
static uint64_t *take_locked(struct kmem_cache *c)
{
	struct list *from = !list_empty(&c->partial) ? &c->partial : &c->empty;
	struct page *slab;
	uint64_t *o;

	if (list_empty(from))
		return NULL;
	slab = list_first(from, struct page, link);
	o = object_at(c, slab, slab->free);
	slab->free = (uint16_t)o[0];
	slab->used++;
	c->objects++;
	list_remove(&slab->link);
	if (slab->used < c->per_slab)
		list_add_head(&c->partial, &slab->link);
	return o;
}

static uint64_t *take(struct kmem_cache *c)
{
	uint64_t *o;

	spin_lock(&c->lock);
	o = take_locked(c);
	spin_unlock(&c->lock);
	return o;
}

void *kmem_cache_alloc(struct kmem_cache *c)
{
	uint64_t *o;

	memory_check_context();
	while (!(o = take(c))) {
		struct page *slab = slab_make(c);

		if (!slab)
			return NULL;
		spin_lock(&c->lock);
		list_add_head(&c->empty, &slab->link);
		c->pages += 1ul << c->slab_order;
		spin_unlock(&c->lock);
	}
	check_filled(c, o);
	o[1] = 0;                       /* from here on it does not look free */
	return o;
}

/* Is it on its slab's list?  Asked only where its marks say so. */
static bool is_free_locked(struct kmem_cache *c, const struct page *slab, unsigned number)
	HF_REQUIRES(c->lock);
static bool is_free_locked(struct kmem_cache *c, const struct page *slab, unsigned number)
{
	unsigned at = slab->free;

	for (unsigned i = 0; i < c->per_slab && at < c->per_slab; i++) {
		if (at == number)
			return true;
		at = (uint16_t)object_at(c, slab, at)[0];
	}
	return false;
}

/* Puts a filled object back; false: it was there already. */
static bool give_locked(struct kmem_cache *c, struct page *slab, uint64_t *o, unsigned number,
			bool suspect) HF_REQUIRES(c->lock);
static bool give_locked(struct kmem_cache *c, struct page *slab, uint64_t *o, unsigned number,
			bool suspect)
{
	if (suspect && is_free_locked(c, slab, number))
		return false;
	o[0] = NEXT_MARK | slab->free;
	slab->free = (uint16_t)number;
	list_remove(&slab->link);
	slab->used--;
	c->objects--;
	list_add_head(slab->used ? &c->partial : &c->empty, &slab->link);
	return true;
}

/* An empty slab off its list, if there are more than `keep`. */
static struct page *surplus_slab(struct kmem_cache *c, unsigned keep)
{
	struct page *slab = NULL;

	spin_lock(&c->lock);
	if (!list_empty(&c->empty) && !(keep && c->empty.next == c->empty.prev)) {
		slab = list_entry(c->empty.prev, struct page, link);
		list_remove(&slab->link);
		c->pages -= 1ul << c->slab_order;
	}
	spin_unlock(&c->lock);
	return slab;
}

static bool free_surplus(struct kmem_cache *c, unsigned keep) HF_EFFECT(allocates);
static bool free_surplus(struct kmem_cache *c, unsigned keep)
{
	struct page *slab;
	bool any = false;

	while ((slab = surplus_slab(c, keep))) {
		page_mark_slab(slab, c->slab_order, false);
		page_free(page_address(slab), c->slab_order);
		any = true;
	}
	return any;
}

void kmem_cache_free(struct kmem_cache *c, void *object)
{
	struct page *slab = slab_of(object);
	uint64_t *o = object;
	size_t offset;
	bool suspect, good, empty;
	char site[80];

	memory_check_context();
	if (slab->use != PAGE_SLAB || slab->cache != c)
		panic("cache %s: %p is not one of its objects", c->name, object);
	offset = (size_t)((char *)object - (char *)page_address(slab));
	if (offset % c->object_bytes)
		panic("cache %s: %p is inside an object", c->name, object);
	/* Filled already?  Then its slab's list tells, and who has it keeps it as it is. */
	suspect = o[1] == self_mark(o);
	if (!suspect)
		fill(c, o, CALLER_SITE());
	spin_lock(&c->lock);
	good = give_locked(c, slab, o, (unsigned)(offset / c->object_bytes), suspect);
	empty = good && slab->used == 0;
	spin_unlock(&c->lock);
	if (!good) {
		freed_at(c, o, site, sizeof(site));
		panic("cache %s: %p is freed twice, before at %s", c->name, object, site);
	}
	if (empty)
		(void)free_surplus(c, EMPTY_KEPT);
}

/* The i-th cache: caches are never taken off the list. */
static struct kmem_cache *cache_at(unsigned i)
{
	struct kmem_cache *c = NULL;

	spin_lock(&caches_lock);
	list_for_each(link, &caches)
		if (i-- == 0) {
			c = list_entry(link, struct kmem_cache, link);
			break;
		}
	spin_unlock(&caches_lock);
	return c;
}

bool kmem_cache_trim(void)
{
	struct kmem_cache *c;
	bool any = false;

	for (unsigned i = 0; (c = cache_at(i)); i++)
		any = free_surplus(c, 0) || any;
	return any;
}

bool kmem_cache_stat(unsigned i, struct kmem_cache_stat *out)
{
	struct kmem_cache *c = cache_at(i);

	if (!c)
		return false;
	*out = (struct kmem_cache_stat){ c->name, c->object_bytes, READ_ONCE(c->objects),
					 READ_ONCE(c->pages), c->per_slab, 1u << c->slab_order };
	return true;
}
