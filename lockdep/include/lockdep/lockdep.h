/* SPDX-License-Identifier: MIT
 *
 * lockdep.h: the run-time lock validator, as a lock implementation calls it.
 *
 * Protocol of a lock implementation:
 *   waiting acquire   mask what the lock's kind masks; lockdep_acquire(); wait
 *   trylock           on success only: lockdep_acquire() with LOCKDEP_TRY
 *   shared acquire    the same with LOCKDEP_READ or LOCKDEP_READ_RECURSIVE
 *   release           lockdep_release(); release; unmask
 * and of a scheduler:
 *   sleep, yield      lockdep_might_block() before anything is given up; the
 *                     waiting acquire of a sleeping lock implies it
 *   a mask lifted     lockdep_context_opened(), if the thread holds anything
 *   a switch          lockdep_switch(), when a thread leaves the CPU
 *   a thread's end    lockdep_thread_exit(); lockdep_thread_forget(), before its
 *                     struct lockdep_thread goes
 *   a lock that is    lockdep_release() by the old thread before the switch,
 *   passed on         lockdep_acquire() with LOCKDEP_TRY by the new one after it
 *
 * lockdep_acquire comes before the wait, so a report precedes the hang.
 *
 * Every call may be made from any context the table knows, before the first thread exists, and on
 * several CPUs at once; and from a handler that interrupted lockdep itself, from its output, and by a panic
 * (it is then counted and not checked), but for those that forget.  None allocates or sleeps.
 *
 * With LOCKDEP defined to 0 every call compiles to nothing (lockdep_off.h).
 */
#ifndef LOCKDEP_LOCKDEP_H
#define LOCKDEP_LOCKDEP_H

#include <holdfast.h>
#include <lockdep/limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef LOCKDEP
#define LOCKDEP 1
#endif

struct lockdep_map;

/* What may be taken inside a lock: a lock that waits in the same way or more
 * patiently.  The kind says which it is, unless the class says more. */
enum lockdep_wait {
	LOCKDEP_WAIT_BY_KIND,
	LOCKDEP_WAIT_SPINS,    /* never gives the CPU back, in any configuration */
	LOCKDEP_WAIT_MAY_SLEEP,/* spins here; sleeps where the system is configured so */
	LOCKDEP_WAIT_SLEEPS,
};

/* A lock class: one static object for each place that initialises locks of it.
 * Objects with the same name, kind and declared state are one class; what the first
 * of them to be used says in the optional fields holds for it.  It must not go away
 * before lockdep_forget() was told. */
struct lockdep_class {
	const char *name;     /* as the checker names the class: "inode.lock" */
	uint8_t kind;         /* enum hf_lock_kind */
	uint8_t wait;         /* enum lockdep_wait */
	uint16_t declared;    /* actors that cannot interrupt a holder, as declared
	                       * (HF_DECLARED, HF_STATE_...) */
	uint16_t rank;        /* not 0: of two ranked classes, the one with the smaller
	                       * rank is taken first */
	uint32_t hold_budget_us;        /* not 0: longest hold time that is not reported */
	/* The declared order of several locks of the class: may `inner` be waited for
	 * with `outer` held?  NULL: none is declared. */
	bool (*nests)(const struct lockdep_map *outer, const struct lockdep_map *inner)
		HF_CALLED_IN(no_irq);
	struct lockdep_class *next;     /* lockdep's own: other objects of the class */
	uint16_t id[LOCKDEP_MAX_LEVELS];/* lockdep's own, atomic; 0 until first used */
};
#define LOCKDEP_CLASS_INIT(name_, kind_, declared_) \
	{ .name = (name_), .kind = (kind_), .declared = (declared_) }

/* One lock instance's link to its class; a field of every lock.  Zero but for `cls`
 * before first use.  Without a class the lock counts as never initialised. */
struct lockdep_map {
	struct lockdep_class *cls;
	uint16_t number;       /* lockdep's own, atomic; 0 until first used */
};

/* Flags of lockdep_acquire. */
enum {
	LOCKDEP_TRY = 1u << 0,            /* did not wait */
	LOCKDEP_READ = 1u << 1,           /* shared; waits behind a waiting writer, too */
	LOCKDEP_READ_RECURSIVE = 1u << 2, /* shared; waits for a holding writer only */
	LOCKDEP_LEVEL_SHIFT = 4,
};
/* Nesting level of several locks of one class, below LOCKDEP_MAX_LEVELS.  To the order
 * rule each level is a class; contexts are the class's. */
#define LOCKDEP_LEVEL(n) ((unsigned)(n) << LOCKDEP_LEVEL_SHIFT)

enum lockdep_rule {
	LOCKDEP_RULE_NONE,             /* nothing wrong, or reported before */
	LOCKDEP_RULE_PREEMPT_INVERSION,
	LOCKDEP_RULE_IRQ_INVERSION,
	LOCKDEP_RULE_BLOCK_IN_ATOMIC,
	LOCKDEP_RULE_LOCK_ORDER,
	LOCKDEP_RULE_CONTEXT_MISMATCH,
	LOCKDEP_RULE_LOCK_RECURSION,
	LOCKDEP_RULE_LOCK_IMBALANCE,
	LOCKDEP_RULE_REQUIRES,
	LOCKDEP_RULE_SLOW_IN_ATOMIC,
	LOCKDEP_RULE_USER,             /* named by a user's row of contexts.def */
	LOCKDEP_RULE_COUNT
};

/* What happens after a rule was found broken. */
enum lockdep_policy {
	LOCKDEP_REPORT,                /* go on */
	LOCKDEP_PANIC,                 /* lockdep_port_panic() after the report */
	LOCKDEP_REFUSE,                /* tell the caller, each time: lockdep_refuses() */
};

/* One held lock, and a thread's stack of them: a field of the host's thread,
 * zero before first use.  Only the owning thread (or a handler on top of it)
 * changes it; others look at `map` and `depth`. */
struct lockdep_held {
	const struct lockdep_map *map;
	const void *site;      /* return address of the acquire */
	uint64_t filter;       /* of the entries below (held.h) */
	uint64_t since_ns;     /* where the class has a budget or times are kept */
	uint32_t context;      /* lockdep_port_context() at the acquire */
	uint16_t cls;          /* its level's class */
	uint16_t chain;        /* the stack up to and including this one (chain.h) */
	uint16_t number;       /* the map's, as of then */
	uint8_t flags;         /* of lockdep_acquire */
	uint8_t pins;          /* how often it is pinned */
};
struct lockdep_thread {
	uint64_t filter;
	uint16_t depth;
	uint16_t busy;         /* inside lockdep: nested calls are not checked */
	uint32_t dropped;      /* held beyond LOCKDEP_MAX_HELD */
	uint32_t acquires;     /* not yet added to the statistics */
	uint32_t chain_misses;
	/* Rules (1 << rule) that its calls found broken, reported before or not, and those
	 * of them that are a deadlock for certain.  Nothing but a test clears them. */
	uint32_t broken, certain;
#if LOCKDEP_TIMES
	uint64_t masked_since_ns[HF_CTX_COUNT]; /* lockdep_section_begin() */
	const void *masked_site[HF_CTX_COUNT];
#endif
	bool known;            /* in the list of all */
	struct lockdep_thread *next, *prev;
	struct lockdep_held held[LOCKDEP_MAX_HELD];
};

/* Counted since boot.  acquires and chain_hits lag by up to 255 per thread. */
struct lockdep_stats {
	uint32_t classes, edges, chains, traces;
	uint64_t acquires, chain_hits;
	uint64_t nested_unchecked;     /* calls from a handler on top of lockdep */
	uint32_t unclassed;            /* acquires of a lock without a class */
	/* Not learned, because the table was full.  full_chains costs time only;
	 * what a full_classes or full_edges stands for is not checked; full_outer makes reports
	 * of what a common outer lock excludes. */
	uint32_t full_classes, full_edges, full_chains, full_held, full_traces, full_reports;
	uint32_t full_outer;
	uint32_t undecided;            /* reported, as a search for common outer locks was too long */
	uint32_t reports[LOCKDEP_RULE_COUNT];
	uint32_t reports_total;
};

#if LOCKDEP

/* About to wait for `map`'s lock (or, with LOCKDEP_TRY, having got it), with
 * whatever its kind masks already masked.  `site` is the address that reports
 * show, normally the caller's return address.  Returns the rule first found
 * broken by this very call, after printing the report. */
enum lockdep_rule lockdep_acquire(struct lockdep_map *map, unsigned flags, const void *site);

/* The same for one of several locks of a class, taken in any order under `parent`, which
 * the thread must hold exclusively. */
enum lockdep_rule lockdep_acquire_under(struct lockdep_map *map, const struct lockdep_map *parent,
					unsigned flags, const void *site);

/* About to release.  The lock need not be the last one taken. */
enum lockdep_rule lockdep_release(struct lockdep_map *map, const void *site);

/* The host is going down, here: what the current thread calls from now on is counted and not
 * checked, prints nothing and waits for nobody, not even where the panic began inside of lockdep. */
void lockdep_panicking(void);

/* Was the lock refused?  Then it doesn't count as held, and the caller must not take it. */
bool lockdep_refuses(enum lockdep_rule rule);

/* Any time; LOCKDEP_REPORT to begin with.  LOCKDEP_RULE_NONE: all rules. */
void lockdep_policy_set(enum lockdep_rule rule, enum lockdep_policy policy);

/* A mask was lifted: every lock that the current thread holds is from here on
 * held open to what port.h's context function says can now interrupt. */
enum lockdep_rule lockdep_context_opened(const void *site);

/* About to sleep, yield or wait. */
enum lockdep_rule lockdep_might_block(const void *site);

/* The current thread leaves the CPU, by itself or not: a lock whose declaration masks
 * that must not be held. */
enum lockdep_rule lockdep_switch(const void *site);

/* The current thread goes back to user mode, or ends: nothing may be held. */
enum lockdep_rule lockdep_return_to_user(const void *site);
enum lockdep_rule lockdep_thread_exit(const void *site);

/* The memory of a thread that has ended goes away. */
void lockdep_thread_forget(struct lockdep_thread *thread);

/* A lock's life.  init: its memory holds a lock of `cls` from here on (where locks are
 * static or zeroed, setting `cls` is enough).  destroy: no use may follow.  free: the memory
 * of whatever locks lie in it goes away.  None may be held or waited for by anybody. */
enum lockdep_rule lockdep_init(struct lockdep_map *map, struct lockdep_class *cls,
			       const void *site);
enum lockdep_rule lockdep_destroy(struct lockdep_map *map, const void *site);
enum lockdep_rule lockdep_free(const void *memory, size_t size, const void *site);

/* `before` is waited for first, never inside `after`.  Seen order in the other direction is
 * reported even if this one never happens. */
void lockdep_declare_order(struct lockdep_class *before, struct lockdep_class *after);

/* Is `map`'s lock held by the current thread?  False only where lockdep knows
 * that it isn't. */
bool lockdep_is_held(const struct lockdep_map *map);

/* What a function requires of its caller.  `flags`: 0, or LOCKDEP_READ where shared is
 * enough.  `closed`, `entered`: actors (HF_STATE_no_irq; HF_BIT(irq)) that must at least be
 * masked, and running. */
enum lockdep_rule lockdep_assert_held(const struct lockdep_map *map, unsigned flags,
				      const void *site);
enum lockdep_rule lockdep_assert_not_held(const struct lockdep_map *map, const void *site);
enum lockdep_rule lockdep_assert_context(uint16_t closed, uint16_t entered, const void *site);

/* A held lock must stay held until as many unpins. */
enum lockdep_rule lockdep_pin(const struct lockdep_map *map, const void *site);
enum lockdep_rule lockdep_unpin(const struct lockdep_map *map, const void *site);

/* Time.  Hold times of classes with a budget are always measured, those of all others
 * while lockdep_times_keep(true).  A host that wants mask times calls begin where the actor
 * `row` of contexts.def is masked first, and end before the last of its masks is lifted; what a
 * switch falls into isn't measured.
 * A budget of 0 (the default): measured, not reported. */
void lockdep_times_keep(bool on);
extern bool lockdep_times_on;           /* atomic */
static inline bool lockdep_times_kept(void)
{
	return __atomic_load_n(&lockdep_times_on, __ATOMIC_RELAXED);
}
void lockdep_section_begin(unsigned row, const void *site);
enum lockdep_rule lockdep_section_end(unsigned row, const void *site);
void lockdep_section_budget(unsigned row, uint32_t budget_us);
/* After lockdep_acquire(), where the lock was not free: the wait begins; it is over. */
void lockdep_contended(const struct lockdep_map *map, const void *site);
void lockdep_acquired(const struct lockdep_map *map);

/* The memory of a module goes away: classes whose objects all lie in it are forgotten with
 * all that was learned of them.  Nobody may hold or take locks of them. */
void lockdep_forget(const void *memory, size_t size);

/* Forgets everything but policies.  Nobody may be in lockdep, or hold a lock; locks are to be
 * initialised again. */
void lockdep_reset(void);

void lockdep_stats_get(struct lockdep_stats *out);

enum lockdep_format { LOCKDEP_TEXT, LOCKDEP_JSON, LOCKDEP_DOT };

/* All that was learned: for people, for programs, and the order graph for graphviz.  `emit`
 * is called with pieces in order. */
void lockdep_dump_as(enum lockdep_format format,
		     void (*emit)(void *arg, const char *text, size_t len), void *arg);
static inline void lockdep_dump(void (*emit)(void *arg, const char *text, size_t len), void *arg)
{
	lockdep_dump_as(LOCKDEP_TEXT, emit, arg);
}

/* Contention, wait and hold times for each class, as a table. */
void lockdep_dump_times(void (*emit)(void *arg, const char *text, size_t len), void *arg);

/* The rule's id, "preempt-inversion": the name of its page too. */
const char *lockdep_rule_name(enum lockdep_rule rule);

/* One line: "lockdep: C classes, E edges, N acquires, R reports", and what was
 * not learned or not checked, if anything. */
void lockdep_summary(char *buf, size_t cap);

#else
#include <lockdep/lockdep_off.h>
#endif
#endif
