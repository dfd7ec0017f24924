/* SPDX-License-Identifier: MIT
 *
 * class.c: the table of lock classes.
 *
 * Readers take no lock: an entry is complete before the count that covers it,
 * and before the id in the host's object, is stored with release order.  The entry of a
 * class that was forgotten is given to the next one: by then nobody knows its id.
 */
#include "class.h"

#include <lockdep/port.h>
#include "stats.h"

_Static_assert(LOCKDEP_MAX_CLASSES < LOCKDEP_CLASS_UNLEARNED, "ids have 16 bits");
_Static_assert(LOCKDEP_MAX_LEVELS >= 1 && LOCKDEP_MAX_LEVELS <= 16, "levels have 4 bits");

struct lockdep_class_info lockdep_classes[LOCKDEP_MAX_CLASSES + 1];
static unsigned count;

unsigned lockdep_class_count(void)
{
	return __atomic_load_n(&count, __ATOMIC_ACQUIRE);
}

static uint16_t find(const struct lockdep_class *cls, unsigned level)
{
	for (unsigned id = 1; id <= count; id++) {
		const struct lockdep_class_info *info = &lockdep_classes[id];

		if (info->level == level && info->kind == cls->kind &&
		    info->declared == cls->declared && info->name &&
		    lockdep_text_same(info->name, cls->name))
			return (uint16_t)id;
	}
	return LOCKDEP_CLASS_NONE;
}

/* A forgotten entry, or a new one. */
static uint16_t free_entry(void)
{
	for (unsigned id = 1; id <= count; id++)
		if (!lockdep_classes[id].name)
			return (uint16_t)id;
	if (count == LOCKDEP_MAX_CLASSES) {
		lockdep_stats_full(LOCKDEP_FULL_CLASSES);
		return LOCKDEP_CLASS_UNLEARNED;
	}
	return (uint16_t)(count + 1);
}

static uint8_t wait_of(const struct lockdep_class *cls)
{
	if (cls->wait != LOCKDEP_WAIT_BY_KIND)
		return cls->wait;
	return lockdep_kinds[cls->kind].spins ? LOCKDEP_WAIT_SPINS : LOCKDEP_WAIT_SLEEPS;
}

static uint16_t add(const struct lockdep_class *cls, unsigned level, uint16_t base)
{
	uint16_t id = free_entry();

	if (id == LOCKDEP_CLASS_UNLEARNED)
		return id;
	lockdep_classes[id] = (struct lockdep_class_info){
		.name = cls->name,
		.nests = cls->nests,
		.kind = cls->kind,
		.wait = wait_of(cls),
		.level = (uint8_t)level,
		.declared = cls->declared,
		.rank = cls->rank,
		.base = level ? base : id,
	};
	if (level) {
		lockdep_classes[id].next_level = lockdep_classes[base].next_level;
		lockdep_classes[base].next_level = id;
	}
	if (id > count)
		__atomic_store_n(&count, id, __ATOMIC_RELEASE);
	return id;
}

static uint16_t find_or_add(struct lockdep_class *cls, unsigned level)
{
	uint16_t base = LOCKDEP_CLASS_NONE, id;

	if (cls->id[level] != LOCKDEP_CLASS_NONE)
		return cls->id[level];          /* another CPU came first */
	if (level) {
		base = find_or_add(cls, 0);
		if (base == LOCKDEP_CLASS_UNLEARNED)
			return base;
	}
	id = find(cls, level);
	if (id == LOCKDEP_CLASS_NONE)
		id = add(cls, level, base);
	if (!level && id != LOCKDEP_CLASS_UNLEARNED) {
		cls->next = lockdep_classes[id].objects;
		lockdep_classes[id].objects = cls;
	}
	__atomic_store_n(&cls->id[level], id, __ATOMIC_RELEASE);
	return id;
}

uint16_t lockdep_class_learn(struct lockdep_class *cls, unsigned level)
{
	unsigned long state = lockdep_port_enter();
	uint16_t id = find_or_add(cls, level);

	lockdep_port_leave(state);
	return id;
}

uint16_t lockdep_class_number(struct lockdep_map *map, uint16_t id)
{
	unsigned long state = lockdep_port_enter();

	/* A lock without a class gets none. */
	if (map->cls && map->number == LOCKDEP_NUMBER_NONE) {
		uint16_t number = LOCKDEP_NUMBER_USED;

		if (!lockdep_class_learned(id) || lockdep_classes[id].nests ||
		    map->cls->hold_budget_us)
			number |= LOCKDEP_NUMBER_SLOW;
		__atomic_store_n(&map->number, number, __ATOMIC_RELAXED);
	}
	lockdep_port_leave(state);
	return map->number;
}

static bool inside(const void *p, const void *memory, size_t size)
{
	return (uintptr_t)p - (uintptr_t)memory < size;
}

/* Forgets the objects of class `id` (level 0) that lie in the memory.  True: it has no others. */
bool lockdep_class_unload(uint16_t id, const void *memory, size_t size)
{
	struct lockdep_class_info *info = &lockdep_classes[id];
	struct lockdep_class **link = &info->objects;
	bool any = false;

	while (*link) {
		struct lockdep_class *cls = *link;

		if (!inside(cls, memory, size) && !inside(cls->name, memory, size)) {
			link = &cls->next;
			continue;
		}
		any = true;
		*link = cls->next;
		for (unsigned level = 0; level < LOCKDEP_MAX_LEVELS; level++)
			cls->id[level] = LOCKDEP_CLASS_NONE;
	}
	if (any && info->objects) {
		info->name = info->objects->name;
		info->nests = info->objects->nests;
	}
	return any && !info->objects;
}

void lockdep_class_reset(void)
{
	for (unsigned id = 1; id <= count; id++) {
		struct lockdep_class *next;

		for (struct lockdep_class *cls = lockdep_classes[id].objects; cls; cls = next) {
			next = cls->next;
			cls->next = NULL;
			for (unsigned level = 0; level < LOCKDEP_MAX_LEVELS; level++)
				cls->id[level] = LOCKDEP_CLASS_NONE;
		}
		lockdep_classes[id].name = NULL;
	}
	__atomic_store_n(&count, 0, __ATOMIC_RELEASE);
}
