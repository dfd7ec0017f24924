/* SPDX-License-Identifier: MIT
 *
 * objects.c: hash tables with open addressing: of locks by address, of classes by place
 * and kind, and of pairs of locks of one class, the one taken inside the other.  Entries are claimed by a compare-and-swap of their address and never leave; a lock's class may
 * change, when its memory is used again.
 */
#define _GNU_SOURCE
#include "objects.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <stdio.h>
#include <string.h>

#define OBJECTS 65536                   /* locks; powers of two */
#define CLASSES (2 * LOCKDEP_MAX_CLASSES)
#define PAIRS 65536
#define NAME_BYTES 80
#define CALLERS 4                       /* of the initialisation, that make a class */

struct place {
	uintptr_t key;                  /* atomic: address and kind */
	bool ready;                     /* atomic */
	struct lockdep_class cls;
	char name[NAME_BYTES];
};

static struct object objects[OBJECTS];
static struct place places[CLASSES];
static uint64_t pairs[PAIRS];           /* atomic; 0: free */
static unsigned missed;

static unsigned hash(uintptr_t key)
{
	return (unsigned)((key >> 3) * 0x9e3779b97f4a7c15u >> 40);
}

static void name_place(char *name, const void *where, bool is_lock)
{
	Dl_info info;
	const char *file;

	if (!dladdr(where, &info)) {
		snprintf(name, NAME_BYTES, "%s%p", is_lock ? "" : "lock of ", where);
		return;
	}
	file = info.dli_fname && strrchr(info.dli_fname, '/') ? strrchr(info.dli_fname, '/') + 1 : "?";
	if (info.dli_sname && is_lock)
		snprintf(name, NAME_BYTES, "%s", info.dli_sname);
	else if (info.dli_sname)
		snprintf(name, NAME_BYTES, "lock of %s+0x%zx", info.dli_sname,
			 (size_t)((const char *)where - (const char *)info.dli_saddr));
	else
		snprintf(name, NAME_BYTES, "%s%s+0x%zx", is_lock ? "" : "lock of ", file,
			 (size_t)((const char *)where - (const char *)info.dli_fbase));
}

static uint64_t name_of(const struct lockdep_map *map)
{
	const struct object *o =
		(const struct object *)((const char *)map - offsetof(struct object, map));

	return (uint64_t)(o - objects + 1) << 8 | o->life;
}

/* Was the pair seen, or is it now, if `add`? */
static bool pair_known(uint64_t outer, uint64_t inner, bool add)
{
	uint64_t pair = outer << 32 | inner;
	unsigned first = hash((uintptr_t)(pair * 0x2545f4914f6cdd1du)) % PAIRS;

	for (unsigned n = 0; n < PAIRS; n++) {
		uint64_t *slot = &pairs[(first + n) % PAIRS], seen = __atomic_load_n(slot, __ATOMIC_RELAXED);

		if (!seen && !add)
			return false;
		if (seen == pair || (!seen && __atomic_compare_exchange_n(slot, &seen, pair, false,
									  __ATOMIC_RELAXED,
									  __ATOMIC_RELAXED)) ||
		    seen == pair)
			return true;
	}
	return false;
}

static bool not_the_other_way(const struct lockdep_map *outer, const struct lockdep_map *inner)
{
	uint64_t a = name_of(outer), b = name_of(inner);

	if (pair_known(b, a, false))
		return false;
	pair_known(a, b, true);
	return true;
}

/* `path`: what else tells it from others at the same place. */
static struct lockdep_class *class_of(const void *where, uintptr_t path, unsigned kind, bool is_lock)
{
	uintptr_t key = ((uintptr_t)where ^ path) * 16 + kind;
	unsigned first = hash(key * 8) % CLASSES;

	for (unsigned n = 0; n < CLASSES; n++) {
		struct place *place = &places[(first + n) % CLASSES];
		uintptr_t seen = 0;

		if (__atomic_compare_exchange_n(&place->key, &seen, key, false, __ATOMIC_ACQ_REL,
						__ATOMIC_ACQUIRE)) {
			name_place(place->name, where, is_lock);
			place->cls = (struct lockdep_class)LOCKDEP_CLASS_INIT(place->name, kind, 0);
			place->cls.nests = is_lock ? NULL : not_the_other_way;
			__atomic_store_n(&place->ready, true, __ATOMIC_RELEASE);
			return &place->cls;
		}
		if (seen != key)
			continue;
		while (!__atomic_load_n(&place->ready, __ATOMIC_ACQUIRE))
			;
		return &place->cls;
	}
	return NULL;
}

static struct object *lookup(const void *address, bool add, bool *added)
{
	unsigned first = hash((uintptr_t)address) % OBJECTS;

	*added = false;
	for (unsigned n = 0; n < OBJECTS; n++) {
		struct object *o = &objects[(first + n) % OBJECTS];
		const void *seen = __atomic_load_n(&o->address, __ATOMIC_ACQUIRE);

		if (seen == address)
			return o;
		if (seen)
			continue;
		if (!add)
			return NULL;
		if (__atomic_compare_exchange_n(&o->address, &seen, address, false, __ATOMIC_ACQ_REL,
						__ATOMIC_ACQUIRE)) {
			*added = true;
			return o;
		}
		if (seen == address)
			return o;
	}
	return NULL;
}

/* Is it a variable of the program, or of a library? */
static bool is_static(const void *address)
{
	Dl_info info;

	return dladdr(address, &info) != 0;
}

struct object *object_get(const void *address, unsigned kind, const void *site)
{
	bool added;
	struct object *o = lookup(address, true, &added);

	if (!o) {
		__atomic_fetch_add(&missed, 1, __ATOMIC_RELAXED);
		return NULL;
	}
	if (!__atomic_load_n(&o->map.cls, __ATOMIC_ACQUIRE)) {
		bool lock = is_static(address);

		__atomic_store_n(&o->map.cls, class_of(lock ? address : site, 0, kind, lock),
				 __ATOMIC_RELEASE);
	}
	return o->map.cls ? o : NULL;
}

/* Who initialises: many programs have one function for it, which would make one class. */
static uintptr_t path_of(const void *site)
{
	void *pcs[CALLERS + 4];
	int got = backtrace(pcs, CALLERS + 4), at = 0;
	uintptr_t path = 0;

	while (at < got && pcs[at] != site)
		at++;
	for (int i = at + 1; i < got && i <= at + CALLERS; i++)
		path = (path ^ (uintptr_t)pcs[i]) * 0x9e3779b97f4a7c15u;
	return path;
}

struct object *object_init(const void *address, unsigned kind, const void *site)
{
	bool added;
	struct object *o = lookup(address, true, &added);
	struct lockdep_class *cls = class_of(site, path_of(site), kind, false);

	if (!o || !cls) {
		__atomic_fetch_add(&missed, 1, __ATOMIC_RELAXED);
		return NULL;
	}
	o->counts = false;
	o->life++;
	lockdep_init(&o->map, cls, site);
	return o;
}

struct object *object_find(const void *address)
{
	bool added;

	return lookup(address, false, &added);
}

unsigned object_missed(void)
{
	return __atomic_load_n(&missed, __ATOMIC_RELAXED);
}
