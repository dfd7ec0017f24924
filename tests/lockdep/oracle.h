/* SPDX-License-Identifier: MIT
 *
 * oracle.h: what lockdep should say, worked out naively: the oracle keeps every occurrence of
 * every fact since the start, and looks for deadlocks by trying every combination of them.  It
 * shares nothing with lockdep but contexts.def, lock_kinds.def and the numbers of the rules.
 */
#ifndef TESTS_LOCKDEP_ORACLE_H
#define TESTS_LOCKDEP_ORACLE_H

#include <lockdep/lockdep.h>

enum { ORACLE_CLASSES = 7, ORACLE_LEVELS = 3, ORACLE_LOCKS = 3, ORACLE_DEPTH = 9 };

struct oracle_class {
	unsigned kind;
	uint16_t declared;
	unsigned rank;
	unsigned wait;                  /* enum lockdep_wait */
	bool sorted;                    /* its locks in the order of their numbers */
};

/* One entry of a thread's stack. */
struct oracle_held {
	unsigned cls, lock, level;
	unsigned flags;
	uint16_t entered;
};

struct oracle_thread {
	struct oracle_held held[ORACLE_DEPTH];
	unsigned depth;
};

/* What a call should break: rules as bits; of those in `perhaps`, lockdep may be silent as it
 * looked at the very same before.  Of the broken ones, which are a deadlock for certain and
 * which are not. */
struct oracle_verdict {
	uint32_t broken, perhaps, certain, livelock;
};

void oracle_start(const struct oracle_class *classes, unsigned count);

/* The order is declared: it counts for cycles. */
void oracle_declare(unsigned before, unsigned after);

/* Did the last program make the oracle try too many combinations?  Its verdict is then none. */
bool oracle_gave_up(void);

/* What breaks a rule is refused: taking it, if it did, never happened. */
void oracle_refuse(void);
struct oracle_verdict oracle_acquire(struct oracle_thread *t, unsigned cls, unsigned lock,
				     unsigned flags, unsigned level, uint32_t context);

/* The next acquire is one under this parent. */
void oracle_under(unsigned cls, unsigned lock);
struct oracle_verdict oracle_release(struct oracle_thread *t, unsigned cls, unsigned lock,
				     uint32_t context);
struct oracle_verdict oracle_opened(struct oracle_thread *t, uint32_t context);
struct oracle_verdict oracle_block(struct oracle_thread *t, uint32_t context);

/* The thread ends or goes to user mode; leaves the CPU. */
struct oracle_verdict oracle_held_nothing(const struct oracle_thread *t);
struct oracle_verdict oracle_switch(const struct oracle_thread *t);

/* Is it held, exclusively or at all? */
struct oracle_verdict oracle_assert(const struct oracle_thread *t, unsigned cls, unsigned lock,
				    bool shared_is_enough);

/* Nobody holds a lock of the class: all that was learned of it is forgotten, and its locks are
 * others from here on; or one of its locks is.  So often as there is room. */
bool oracle_can_forget(void);
void oracle_forget(unsigned cls);
void oracle_remake(unsigned cls, unsigned lock);

#endif
