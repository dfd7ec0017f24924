/* SPDX-License-Identifier: MIT
 *
 * class.h: lock classes, and what was seen of each.
 *
 * A class is its name, kind and declared state.  Its id is an index from 1 and
 * never changes.  Classes are only ever added, by whoever is in the slow path.
 * Fields: [I] immutable once the id is published, [s] slow path, [a] atomic,
 * written in the slow path, read anywhere.
 */
#ifndef LOCKDEP_CLASS_H
#define LOCKDEP_CLASS_H

#include "context.h"

#define LOCKDEP_CLASS_NONE 0u           /* no class given, or not registered yet */
#define LOCKDEP_CLASS_UNLEARNED 0xffffu /* the table was full */

struct lockdep_class_info {
	const char *name;                       /* [I] */
	uint8_t kind;                           /* [I] */
	uint16_t declared;                      /* [I] */
	uint16_t held_open;                     /* [a] held while these could interrupt */
	uint16_t held_closed;                   /* [a] held while these could not */
	uint16_t spun;                          /* [a] spun on by these */
	uint16_t open_trace[HF_CTX_COUNT];      /* [s] first uses (trace.h) */
	uint16_t spun_trace[HF_CTX_COUNT];      /* [s] */
	uint16_t edges_out, edges_in;           /* [s] heads of lists (order.h) */
};
extern struct lockdep_class_info lockdep_classes[LOCKDEP_MAX_CLASSES + 1];

/* Finds or adds the class; enters the slow path. */
uint16_t lockdep_class_learn(struct lockdep_class *cls);

/* The id behind `cls`, without a lock if it was asked for before. */
static inline uint16_t lockdep_class_id(struct lockdep_class *cls)
{
	uint16_t id = __atomic_load_n(&cls->id, __ATOMIC_ACQUIRE);

	return id != LOCKDEP_CLASS_NONE ? id : lockdep_class_learn(cls);
}

/* How many classes there are: the ids 1 to count.  Any time. */
unsigned lockdep_class_count(void);

static inline bool lockdep_class_learned(uint16_t id)
{
	return id != LOCKDEP_CLASS_NONE && id != LOCKDEP_CLASS_UNLEARNED;
}

static inline bool lockdep_class_spins(uint16_t id)
{
	return lockdep_kinds[lockdep_classes[id].kind].spins;
}

#endif
