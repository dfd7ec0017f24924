/* SPDX-License-Identifier: MIT
 *
 * lockdep.h: the run-time lock validator, as a lock implementation calls it.
 *
 * Protocol of a lock implementation:
 *   waiting acquire   mask what the lock's kind masks; lockdep_acquire(); wait
 *   trylock           on success only: lockdep_acquire() with LOCKDEP_TRY
 *   release           lockdep_release(); release; unmask
 * and of a scheduler:
 *   sleep, yield      lockdep_might_block() before anything is given up; the
 *                     waiting acquire of a sleeping lock implies it
 *   a mask lifted     lockdep_context_opened(), if the thread holds anything
 *   a lock that is    lockdep_release() by the old thread before the switch,
 *   passed on         lockdep_acquire() with LOCKDEP_TRY by the new one after it
 *
 * lockdep_acquire comes before the wait, so a report precedes the hang.
 *
 * Every call may be made from any context the table knows, from a handler that
 * interrupted lockdep itself (it is then counted and not checked), before the
 * first thread exists, and on several CPUs at once.  None allocates or sleeps.
 *
 * With LOCKDEP defined to 0 every call compiles to nothing.
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

/* A lock class: one static object for each place that initialises locks of it.
 * Objects with the same name, kind and declared state are one class. */
struct lockdep_class {
	const char *name;     /* as the checker names the class: "inode.lock" */
	uint8_t kind;         /* enum hf_lock_kind */
	uint16_t declared;    /* actors that cannot interrupt a holder, as declared
	                       * (HF_DECLARED, HF_STATE_...) */
	uint16_t id;          /* lockdep's own, atomic; 0 until first used */
};
#define LOCKDEP_CLASS_INIT(name_, kind_, declared_) \
	{ .name = (name_), .kind = (kind_), .declared = (declared_) }

/* One lock instance's link to its class; a field of every lock. */
struct lockdep_map {
	struct lockdep_class *cls;
};

/* Flags of lockdep_acquire. */
enum {
	LOCKDEP_TRY = 1u << 0,    /* did not wait */
};

enum lockdep_rule {
	LOCKDEP_RULE_NONE,             /* nothing wrong, or reported before */
	LOCKDEP_RULE_PREEMPT_INVERSION,
	LOCKDEP_RULE_IRQ_INVERSION,
	LOCKDEP_RULE_BLOCK_IN_ATOMIC,
	LOCKDEP_RULE_LOCK_ORDER,
	LOCKDEP_RULE_CONTEXT_MISMATCH,
	LOCKDEP_RULE_LOCK_RECURSION,
	LOCKDEP_RULE_LOCK_IMBALANCE,
	LOCKDEP_RULE_USER,             /* named by a user's row of contexts.def */
	LOCKDEP_RULE_COUNT
};

/* One held lock, and a thread's stack of them: a field of the host's thread,
 * zero before first use.  Only the owning thread (or a handler on top of it)
 * touches it. */
struct lockdep_held {
	const struct lockdep_map *map;
	const void *site;      /* return address of the acquire */
	uint16_t cls;
	uint16_t closed;       /* actors that could not interrupt at the acquire */
	uint16_t entered;      /* actors running at the acquire */
	uint8_t flags;         /* of lockdep_acquire */
	bool spins;            /* its kind does */
	uint16_t chain;        /* the stack up to and including this one (chain.h) */
};
struct lockdep_thread {
	struct lockdep_held held[LOCKDEP_MAX_HELD];
	uint16_t depth;
	uint16_t busy;         /* inside lockdep: nested calls are not checked */
	uint32_t dropped;      /* held beyond LOCKDEP_MAX_HELD */
	uint32_t acquires;     /* not yet added to the statistics */
	uint32_t chain_hits;
	struct {
		uint64_t key;
		uint16_t chain;
	} recent[LOCKDEP_THREAD_CACHE];
};

/* Counted since boot.  acquires and chain_hits lag by up to 255 per thread. */
struct lockdep_stats {
	uint32_t classes, edges, chains, traces;
	uint64_t acquires, chain_hits;
	uint64_t nested_unchecked;     /* calls from a handler on top of lockdep */
	uint32_t unclassed;            /* acquires of a lock without a class */
	/* Not learned, because the table was full.  full_chains costs time only;
	 * what a full_classes or full_edges stands for is not checked. */
	uint32_t full_classes, full_edges, full_chains, full_held, full_traces, full_reports;
	uint32_t reports[LOCKDEP_RULE_COUNT];
	uint32_t reports_total;
};

#if LOCKDEP

/* About to wait for `map`'s lock (or, with LOCKDEP_TRY, having got it), with
 * whatever its kind masks already masked.  `site` is the address that reports
 * show, normally the caller's return address.  Returns the rule first found
 * broken by this very call, after printing the report. */
enum lockdep_rule lockdep_acquire(struct lockdep_map *map, unsigned flags, const void *site);

/* About to release.  The lock need not be the last one taken. */
enum lockdep_rule lockdep_release(struct lockdep_map *map, const void *site);

/* A mask was lifted: every lock that the current thread holds is from here on
 * held open to what port.h's context function says can now interrupt. */
enum lockdep_rule lockdep_context_opened(const void *site);

/* About to sleep, yield or wait. */
enum lockdep_rule lockdep_might_block(const void *site);

/* Is `map`'s lock held by the current thread?  False only where lockdep knows
 * that it isn't. */
bool lockdep_is_held(const struct lockdep_map *map);

void lockdep_stats_get(struct lockdep_stats *out);

/* A text for people: classes with the contexts in which they were held and spun
 * on, edges, and the counters.  `emit` is called with pieces in order. */
void lockdep_dump(void (*emit)(void *arg, const char *text, size_t len), void *arg);

/* The rule's id, "preempt-inversion": the name of its page too. */
const char *lockdep_rule_name(enum lockdep_rule rule);

/* One line: "lockdep: C classes, E edges, N acquires, R reports", and what was
 * not learned or not checked, if anything. */
void lockdep_summary(char *buf, size_t cap);

#else

static inline enum lockdep_rule lockdep_acquire(struct lockdep_map *map, unsigned flags,
						const void *site)
{
	(void)map;
	(void)flags;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_release(struct lockdep_map *map, const void *site)
{
	(void)map;
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_context_opened(const void *site)
{
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline enum lockdep_rule lockdep_might_block(const void *site)
{
	(void)site;
	return LOCKDEP_RULE_NONE;
}

static inline bool lockdep_is_held(const struct lockdep_map *map)
{
	(void)map;
	return true;
}

static inline void lockdep_stats_get(struct lockdep_stats *out)
{
	*out = (struct lockdep_stats){0};
}

#define LOCKDEP_OFF_TEXT "lockdep: not built in"

static inline void lockdep_dump(void (*emit)(void *arg, const char *text, size_t len),
				void *arg)
{
	emit(arg, LOCKDEP_OFF_TEXT "\n", sizeof(LOCKDEP_OFF_TEXT));
}

static inline void lockdep_summary(char *buf, size_t cap)
{
	static const char off[] = LOCKDEP_OFF_TEXT;
	size_t n;

	if (!cap)
		return;
	for (n = 0; n + 1 < cap && off[n]; n++)
		buf[n] = off[n];
	buf[n] = '\0';
}

#endif
#endif
