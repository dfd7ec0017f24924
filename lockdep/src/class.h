/* SPDX-License-Identifier: MIT
 *
 * class.h: the table of lock classes, and what was learned of each.
 *
 * A class is its name, kind and declared state; each nesting level of it that is used has
 * an entry of its own, whose `base` is the entry of level 0.  Orders are between
 * levels; how a lock is held and spun on is learned for the base.
 *
 * Entries are added by whoever is in the slow path.
 * Fields: [I] immutable once the id is published, [s] slow path, [a] atomic,
 * written in the slow path, read anywhere.
 */
#ifndef LOCKDEP_CLASS_H
#define LOCKDEP_CLASS_H

#include "context.h"
#include "guards.h"
#include "times.h"
#include "trace.h"

#define LOCKDEP_CLASS_NONE 0u           /* no class given, or not registered yet */
#define LOCKDEP_CLASS_UNLEARNED 0xffffu /* the table was full */

/* A map's number. */
#define LOCKDEP_NUMBER_NONE 0u          /* not used yet */
#define LOCKDEP_NUMBER_ID 0x7ffu        /* these bits: the lock as an outer lock (guards.h), or 0 */
#define LOCKDEP_NUMBER_USED 0x800u
#define LOCKDEP_NUMBER_SLOW 0x1000u     /* with one of these: something is to be looked at each time */
#define LOCKDEP_NUMBER_DEAD 0x2000u     /* destroyed */

static inline bool lockdep_number_quick(unsigned number)
{
	return (number & ~LOCKDEP_NUMBER_ID) == LOCKDEP_NUMBER_USED;
}

/* One way to hold or to spin, and for which actors it was seen. */
struct lockdep_use {
	uint16_t rows;                          /* [a] */
	uint16_t bare;                          /* [a] those without a common outer lock */
	lockdep_trace_id trace[HF_CTX_COUNT];   /* [s] first uses */
	struct lockdep_guards guards[HF_CTX_COUNT];
};

struct lockdep_class_info {
	const char *name;                       /* [I] */
	struct lockdep_class *objects;          /* [s] of the host; level 0 only */
	bool (*nests)(const struct lockdep_map *outer, const struct lockdep_map *inner)
		HF_CALLED_IN(no_irq);           /* [I] */
	uint8_t kind, wait, level;              /* [I] */
	uint16_t declared, rank, base;          /* [I] */
	uint16_t next_level;                    /* [s] another level of the base; 0 ends */
	uint16_t held_closed;                   /* [a] held while these could not interrupt */
	uint16_t pinned_open;                   /* [a] held open to these by a pinned thread */
	struct lockdep_use open[2];             /* held open, exclusively and shared */
	struct lockdep_use spun[2];             /* spun on; [1]: as a recursive reader */
	uint16_t edges_out, edges_in;           /* [s] heads of lists (order.h) */
#if LOCKDEP_TIMES
	struct lockdep_times times;             /* [a] level 0 */
#endif
};
extern struct lockdep_class_info lockdep_classes[LOCKDEP_MAX_CLASSES + 1];

/* Finds or adds the class's level; enters the slow path. */
uint16_t lockdep_class_learn(struct lockdep_class *cls, unsigned level);

/* The id behind `cls`, without a lock if it was asked for before. */
static inline uint16_t lockdep_class_id(struct lockdep_class *cls, unsigned level)
{
	uint16_t id = __atomic_load_n(&cls->id[level], __ATOMIC_ACQUIRE);

	return id != LOCKDEP_CLASS_NONE ? id : lockdep_class_learn(cls, level);
}

/* Gives the lock a number, if it has none; enters the slow path. */
uint16_t lockdep_class_number(struct lockdep_map *map, uint16_t id);

/* How many entries there are: the ids 1 to count.  Any time. */
unsigned lockdep_class_count(void);

static inline bool lockdep_class_learned(uint16_t id)
{
	return id != LOCKDEP_CLASS_NONE && id != LOCKDEP_CLASS_UNLEARNED;
}

static inline bool lockdep_class_spins(uint16_t id)
{
	return lockdep_kinds[lockdep_classes[id].kind].spins;
}

static inline bool lockdep_held_spins(const struct lockdep_held *held)
{
	if (lockdep_class_learned(held->cls))
		return lockdep_class_spins(held->cls);
	return held->map->cls && lockdep_kinds[held->map->cls->kind].spins;
}

static inline bool lockdep_held_shared(const struct lockdep_held *held)
{
	return held->flags & (LOCKDEP_READ | LOCKDEP_READ_RECURSIVE);
}

/* Does a waiter wait for such a holder?  `recursive`: it reads, and doesn't wait for
 * waiting writers. */
static inline bool lockdep_class_blocks(bool shared_holder, bool recursive_waiter)
{
	return !(shared_holder && recursive_waiter);
}

/* Seen held open to these, in either mode.  Any time. */
static inline uint16_t lockdep_class_open(const struct lockdep_class_info *info)
{
	return __atomic_load_n(&info->open[0].rows, __ATOMIC_RELAXED) |
	       __atomic_load_n(&info->open[1].rows, __ATOMIC_RELAXED);
}

static inline uint16_t lockdep_class_spun(const struct lockdep_class_info *info)
{
	return __atomic_load_n(&info->spun[0].rows, __ATOMIC_RELAXED) |
	       __atomic_load_n(&info->spun[1].rows, __ATOMIC_RELAXED);
}

/* Slow path: class.c's part of lockdep_forget() and lockdep_reset(). */
bool lockdep_class_unload(uint16_t id, const void *memory, size_t size);
void lockdep_class_reset(void);

#endif
