/* SPDX-License-Identifier: MIT
 *
 * guards.h: common outer locks.  A fact (a lock held open, spun on, or waited for with
 * another held) keeps the locks that the thread held besides, each time that the fact was
 * seen: the intersection.  Two facts that share such a lock, held exclusively in one of
 * them, never happen at the same time, so no deadlock needs both.
 *
 * A guard is one lock, not a class of them: any lock, with a number of its own from the first
 * time on that it is one.  Of the locks that an actor holds, the outermost
 * LOCKDEP_MAX_GUARDS count.  A chain, which is a matter of classes, remembers which locks its facts
 * were guarded by and where they lie in the stack (chain.h): held by others, it is learned from again.
 */
#ifndef LOCKDEP_GUARDS_H
#define LOCKDEP_GUARDS_H

#include <lockdep/lockdep.h>

/* number << 1 | shared; 0: no lock. */
#if LOCKDEP_MAX_OUTER < 128
typedef uint8_t lockdep_guard;
#else
typedef uint16_t lockdep_guard;
#endif

/* Elements are only ever cleared or weakened once the fact is known. */
struct lockdep_guards {
	lockdep_guard lock[LOCKDEP_MAX_GUARDS]; /* [a] */
};

#define LOCKDEP_GUARDS_NONE ((struct lockdep_guards){ { 0 } })
#define LOCKDEP_NO_INDEX LOCKDEP_MAX_HELD

/* What the actor that took entry `base`, its first one, holds but for entry `except`.  Slow path. */
void lockdep_guards_take(struct lockdep_guards *out, struct lockdep_thread *thread, unsigned base,
			 unsigned except);

/* Leaves those that are held now, too.  Slow path.  True: some went away. */
bool lockdep_guards_meet(struct lockdep_guards *guards, struct lockdep_thread *thread,
			 unsigned base, unsigned except);

/* Would that leave all of them?  Any time, of the current thread. */
bool lockdep_guards_held(const struct lockdep_guards *guards, struct lockdep_thread *thread,
			 unsigned base, unsigned except);

/* Which of the actor's entries are guards: bit 0 is `base`. */
uint32_t lockdep_guards_where(const struct lockdep_guards *guards, struct lockdep_thread *thread,
			      unsigned base, unsigned except);

/* Do the two facts exclude each other? */
bool lockdep_guards_exclude(const struct lockdep_guards *a, const struct lockdep_guards *b);

bool lockdep_guards_empty(const struct lockdep_guards *guards);

/* The class of a guard; LOCKDEP_CLASS_NONE if it is forgotten. */
uint16_t lockdep_guards_class(lockdep_guard guard);

/* The class is forgotten, and what was learned of it: numbers of its locks that guard nothing any
 * more are given to others.  What the rest guard stays guarded, until it is seen without them. */
void lockdep_guards_forget(uint16_t cls);
void lockdep_guards_reset(void);

#endif
