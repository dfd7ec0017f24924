/* SPDX-License-Identifier: MIT
 *
 * facts.h: the oracle's memory: every occurrence of every fact since the start, and which deadlocks
 * their combinations make.
 */
#ifndef TESTS_LOCKDEP_FACTS_H
#define TESTS_LOCKDEP_FACTS_H

#include "oracle.h"

enum { NODES = ORACLE_CLASSES * ORACLE_LEVELS, ROWS = HF_CTX_COUNT };

enum { HF_WAITS_MASKED, HF_WAITS_ENTERED };
struct oracle_row {
	uint16_t closes;
	bool entered;
	const char *rule;
};
extern const struct oracle_row rows[ROWS];

struct oracle_kind {
	bool spins;
	uint16_t masks;
};
extern const struct oracle_kind kinds[HF_KIND_COUNT];

/* Locks held besides: one bit for each. */
struct guards {
	uint64_t any, exclusive;
};

enum fact_kind { OPEN, SPUN, EDGE, DECLARED };

/* One occurrence.  OPEN: `a` (a class) held in mode `from` open to `row`.  SPUN: `a` spun on in
 * mode `to`.  EDGE: node `b` waited for in mode `to` with node `a` held in mode `from`. */
struct fact {
	enum fact_kind kind;
	unsigned a, b, row;
	bool from, to;
	struct guards guards;
};

/* Forgets all. */
void facts_start(const struct oracle_class *classes);

/* True: it says more than the history did. */
bool facts_occur(struct fact f);

/* What came after the mark did not happen. */
unsigned facts_mark(void);
void facts_return(unsigned mark);

/* All that was seen of the class. */
void facts_forget(unsigned cls);

/* Of the facts as they are now: is there a deadlock with this one in it? */
bool facts_inversion(const struct fact *f, unsigned row);
bool facts_cycle(const struct fact *edge);

/* The rows in which the class itself is inverted. */
uint16_t facts_inverted(unsigned cls);

static inline bool waits_for(bool shared_holder, bool recursive_waiter)
{
	return !shared_holder || !recursive_waiter;
}

#endif
