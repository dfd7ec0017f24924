/* SPDX-License-Identifier: MIT
 *
 * held.h: a thread's stack of held locks.  Only its thread touches it, or a
 * handler on top of that thread, which leaves it as it was.
 */
#ifndef LOCKDEP_HELD_H
#define LOCKDEP_HELD_H

#include <lockdep/lockdep.h>

/* The first entry, from the top down, of those taken by what runs now: below it
 * lies what the interrupted thread or handler holds.  depth if there is none. */
unsigned lockdep_held_base(const struct lockdep_thread *thread, uint16_t entered);

/* The entry of `map`; NULL if it isn't there. */
const struct lockdep_held *lockdep_held_find(const struct lockdep_thread *thread,
					     const struct lockdep_map *map);

/* The chain that an acquire in `entered` continues. */
uint16_t lockdep_held_chain(const struct lockdep_thread *thread, uint16_t entered);

/* False: no room.  It is counted, so that its release is recognised. */
bool lockdep_held_push(struct lockdep_thread *thread, const struct lockdep_held *held);

/* Removes the youngest entry of `map`.  False: it isn't held. */
bool lockdep_held_remove(struct lockdep_thread *thread, const struct lockdep_map *map);

/* The youngest entry whose lock spins; NULL if there is none. */
const struct lockdep_held *lockdep_held_spinning(const struct lockdep_thread *thread);

#endif
