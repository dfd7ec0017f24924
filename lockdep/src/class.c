/* SPDX-License-Identifier: MIT
 *
 * class.c: the table of lock classes.
 *
 * Readers take no lock: an entry is complete before the count that covers it,
 * and before the id in the host's object, is stored with release order.
 */
#include "class.h"

#include <lockdep/port.h>
#include "stats.h"

_Static_assert(LOCKDEP_MAX_CLASSES < LOCKDEP_CLASS_UNLEARNED, "ids have 16 bits");

struct lockdep_class_info lockdep_classes[LOCKDEP_MAX_CLASSES + 1];
static unsigned count;

unsigned lockdep_class_count(void)
{
	return __atomic_load_n(&count, __ATOMIC_ACQUIRE);
}

static uint16_t find(const struct lockdep_class *cls)
{
	for (unsigned id = 1; id <= count; id++) {
		const struct lockdep_class_info *info = &lockdep_classes[id];

		if (info->kind == cls->kind && info->declared == cls->declared &&
		    lockdep_text_same(info->name, cls->name))
			return (uint16_t)id;
	}
	return LOCKDEP_CLASS_NONE;
}

static uint16_t add(const struct lockdep_class *cls)
{
	struct lockdep_class_info *info;

	if (count == LOCKDEP_MAX_CLASSES) {
		lockdep_stats_full(LOCKDEP_FULL_CLASSES);
		return LOCKDEP_CLASS_UNLEARNED;
	}
	info = &lockdep_classes[count + 1];
	info->name = cls->name;
	info->kind = cls->kind;
	info->declared = cls->declared;
	__atomic_store_n(&count, count + 1, __ATOMIC_RELEASE);
	return (uint16_t)count;
}

uint16_t lockdep_class_learn(struct lockdep_class *cls)
{
	unsigned long state = lockdep_port_enter();
	uint16_t id = find(cls);

	if (id == LOCKDEP_CLASS_NONE)
		id = add(cls);
	__atomic_store_n(&cls->id, id, __ATOMIC_RELEASE);
	lockdep_port_leave(state);
	return id;
}
