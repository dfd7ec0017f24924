/* SPDX-License-Identifier: MIT
 *
 * selftest_cases.h: the self-test's world: three classes, two threads, made-up contexts, and a model that
 * works out from the tables alone what a case must break.
 *
 * A case is a function of its number, whose digits say which row of each table it takes.  It
 * begins with empty tables.
 */
#ifndef LOCKDEP_SELFTEST_CASES_H
#define LOCKDEP_SELFTEST_CASES_H

#include "class.h"
#include "enter.h"

#define BIT(rule) (1u << LOCKDEP_RULE_##rule)

/* How many there are of each digit. */
#define MODES 3                         /* a holder's or waiter's: writer, reader, recursive one */
#define ACQUIRES (2 * MODES)            /* each of them waiting, or by trylock */
#define STATES (HF_CTX_COUNT + 1)       /* preemptible; each row masked */
#define CONTEXTS (2 * HF_CTX_COUNT)     /* plain; each row masked; each but threads entered */

struct case_world {
	struct lockdep_thread thread, other;
	struct lockdep_class classes[3];
	struct lockdep_map locks[4];            /* lock 3 is of class 2, as lock 2 */
	uint32_t all_masked;
};
extern struct case_world lockdep_case;

/* What was seen of one lock class so far: by mode, the rows. */
struct case_seen {
	uint16_t open[2], spun[2];
};

/* What a case expects, and the facts that it follows from. */
struct case_model {
	struct case_seen seen[3];               /* by class */
	uint16_t pinned_open[3];                /* held open to these by a pinned thread */
	uint32_t broken, certain;
};

#define NOTHING_HELD (LOCKDEP_WAIT_SLEEPS + 1)

struct case_family {
	bool (*run)(unsigned n) HF_CALLED_IN(no_irq);
	unsigned count;
};
/* Each ends with one of no function. */
extern const struct case_family lockdep_case_order[], lockdep_case_use[];

static inline bool case_shared(unsigned flags)
{
	return flags & (LOCKDEP_READ | LOCKDEP_READ_RECURSIVE);
}

static inline bool case_recursive(unsigned flags)
{
	return flags & LOCKDEP_READ_RECURSIVE;
}

static inline bool case_blocks(unsigned holder, unsigned waiter)
{
	return !(case_shared(holder) && case_recursive(waiter));
}

static inline bool case_spins(unsigned lock)
{
	return lockdep_kinds[lockdep_case.locks[lock].cls->kind].spins;
}


/* The next digit of a case's number. */
static inline unsigned case_digit(unsigned *number, unsigned base)
{
	unsigned d = *number % base;

	*number /= base;
	return d;
}

unsigned lockdep_case_mode(unsigned *number);           /* MODES: flags */
unsigned lockdep_case_acquire(unsigned *number);        /* ACQUIRES: flags */
uint16_t lockdep_case_state(unsigned *number);          /* STATES: masked actors */
uint32_t lockdep_case_context(unsigned *number);        /* CONTEXTS */

/* Empty tables; locks 0 and 1 are of these kinds, 2 and 3 mutexes; 0 and 1 are declared so. */
void lockdep_case_begin(unsigned kind0, unsigned kind1, uint16_t declared);

/* The context with what the lock's kind masks. */
uint32_t lockdep_case_within(unsigned lock, uint32_t context);

/* The actors that a spin in the context belongs to. */
uint16_t lockdep_case_spinners(uint32_t context);

/* How patiently the lock waits (enum lockdep_wait). */
unsigned lockdep_case_patience(unsigned lock);

/* The thread takes the lock, and drops it.  What the taking should break goes to the model: the direct
 * inversions, the mismatch, and blocking, `around` being the patience of the least patient lock
 * that is held. */
void lockdep_case_take(struct case_model *m, unsigned lock, unsigned flags, uint32_t context,
		       unsigned around);
void lockdep_case_drop(unsigned lock, uint32_t context);
void lockdep_case_expect_take(struct case_model *m, unsigned lock, unsigned flags, uint32_t context,
			      unsigned around);

/* A held lock is from here on open to whoever isn't closed. */
void lockdep_case_expect_open(struct case_model *m, unsigned lock, unsigned flags, uint32_t context);

/* The rules of these rows; those of `pinned` are deadlocks for certain on any row. */
void lockdep_case_expect_rows(struct case_model *m, uint16_t rows, uint16_t pinned);

/* A rule that is a deadlock for certain, or not. */
static inline void case_expect(struct case_model *m, uint32_t bit, bool certain)
{
	m->broken |= bit;
	m->certain |= certain ? bit : 0;
}

/* Did lockdep find just that? */
bool lockdep_case_as_expected(const struct case_model *m);

/* The thread, about to call what ends a call. */
static inline struct lockdep_thread *case_thread(void)
{
	lockdep_resume(&lockdep_case.thread);
	return &lockdep_case.thread;
}

#endif
