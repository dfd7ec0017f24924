/* SPDX-License-Identifier: MIT
 *
 * guards.h: common outer locks.  A fact (a lock held open, spun on, or waited for with
 * another held) keeps the locks that the thread held besides, each time that the fact was
 * seen: the intersection.  Two facts that share such a lock, held exclusively in one of
 * them, never happen at the same time, so no deadlock needs both.
 *
 * A guard is one lock, not a class of them.  Only the first LOCKDEP_MAX_NUMBERED locks of a class
 * are told apart; the others are nobody's guard.
 */
#ifndef LOCKDEP_GUARDS_H
#define LOCKDEP_GUARDS_H

#include <lockdep/lockdep.h>

/* class << 3 | number << 1 | shared; 0: no lock. */
#if LOCKDEP_MAX_CLASSES < 8192
typedef uint16_t lockdep_guard;
#else
typedef uint32_t lockdep_guard;
#endif
#define LOCKDEP_GUARD_CLASS_SHIFT 3

/* Elements are only ever cleared or weakened once the fact is known. */
struct lockdep_guards {
	lockdep_guard lock[LOCKDEP_MAX_GUARDS]; /* [a] */
};

#define LOCKDEP_GUARDS_NONE ((struct lockdep_guards){ { 0 } })
#define LOCKDEP_NO_INDEX LOCKDEP_MAX_HELD

/* What the actor that took entry `base`, its first one, holds but for entry `except`: the outermost
 * ones, if there are too many. */
void lockdep_guards_take(struct lockdep_guards *out, const struct lockdep_thread *thread,
			 unsigned base, unsigned except);

/* Leaves those that are held now, too.  Slow path.  True: some went away. */
bool lockdep_guards_meet(struct lockdep_guards *guards, const struct lockdep_thread *thread,
			 unsigned base, unsigned except);

/* Would that leave all of them?  Any time. */
bool lockdep_guards_held(const struct lockdep_guards *guards, const struct lockdep_thread *thread,
			 unsigned base, unsigned except);

/* Do the two facts exclude each other? */
bool lockdep_guards_exclude(const struct lockdep_guards *a, const struct lockdep_guards *b);

bool lockdep_guards_empty(const struct lockdep_guards *guards);

/* The class is forgotten: its locks guard nothing any more. */
void lockdep_guards_forget(struct lockdep_guards *guards, uint16_t cls);

#endif
