/* SPDX-License-Identifier: MIT
 *
 * stats.c: counters, the notice of a full table, and the summary line.
 */
#include "stats.h"

#include <lockdep/port.h>
#include "chain.h"
#include "class.h"
#include "order.h"
#include "text.h"
#include "trace.h"

/* 64 bits wide where the machine adds them in one piece. */
#if __GCC_ATOMIC_LLONG_LOCK_FREE == 2
typedef uint64_t counter;
#else
typedef uint32_t counter;
#endif

static struct {
	counter acquires, chain_hits, nested_unchecked;
	uint32_t unclassed, undecided;
	uint32_t full[LOCKDEP_FULL_COUNT];
	uint32_t reports[LOCKDEP_RULE_COUNT];
} counters;

static const struct {
	const char *what, *limit, *effect;
} full_notices[LOCKDEP_FULL_COUNT] = {
	[LOCKDEP_FULL_CLASSES] = { "lock classes", "LOCKDEP_MAX_CLASSES",
				   "the order and contexts of further classes are not checked" },
	[LOCKDEP_FULL_EDGES] = { "order pairs", "LOCKDEP_MAX_EDGES",
				 "further orders are not learned" },
	[LOCKDEP_FULL_CHAINS] = { "chains", "LOCKDEP_MAX_CHAINS",
				  "further chains are checked each time, slowly" },
	[LOCKDEP_FULL_HELD] = { "held locks of a thread", "LOCKDEP_MAX_HELD",
				"locks beyond are checked but not remembered as held" },
	[LOCKDEP_FULL_TRACES] = { "backtraces", "LOCKDEP_MAX_TRACES",
				  "further reports lack some chains" },
	[LOCKDEP_FULL_REPORTS] = { "reports", "LOCKDEP_MAX_REPORTS",
				   "further reports are counted, not printed" },
	[LOCKDEP_FULL_OUTER] = { "outer locks", "LOCKDEP_MAX_OUTER",
				 "what further ones exclude may be reported" },
};

#define COUNT(counter, n) __atomic_fetch_add(&counters.counter, (n), __ATOMIC_RELAXED)
#define READ(counter) __atomic_load_n(&counters.counter, __ATOMIC_RELAXED)

void lockdep_stats_full(enum lockdep_full table)
{
	struct lockdep_text t;
	char line[160];

	if (COUNT(full[table], 1))
		return;
	lockdep_text_init(&t, line, sizeof(line));
	lockdep_text_put(&t, "lockdep: table full: %s (%s): %s\n", full_notices[table].what,
			 full_notices[table].limit, full_notices[table].effect);
	lockdep_port_report(line, t.len);
}

void lockdep_stats_nested(void)
{
	COUNT(nested_unchecked, 1);
}

void lockdep_stats_unclassed(void)
{
	COUNT(unclassed, 1);
}

void lockdep_stats_undecided(void)
{
	COUNT(undecided, 1);
}

void lockdep_stats_report(enum lockdep_rule rule)
{
	COUNT(reports[rule], 1);
}

void lockdep_stats_flush(struct lockdep_thread *thread)
{
	COUNT(acquires, thread->acquires);
	COUNT(chain_hits, (counter)(int32_t)(thread->acquires - thread->chain_misses));
	thread->acquires = 0;
	thread->chain_misses = 0;
}

void lockdep_stats_get(struct lockdep_stats *out)
{
	*out = (struct lockdep_stats){
		.classes = lockdep_class_count(),
		.edges = lockdep_order_count(),
		.chains = lockdep_chain_count(),
		.traces = lockdep_trace_count(),
		.acquires = READ(acquires),
		.chain_hits = READ(chain_hits),
		.nested_unchecked = READ(nested_unchecked),
		.unclassed = READ(unclassed),
		.undecided = READ(undecided),
		.full_classes = READ(full[LOCKDEP_FULL_CLASSES]),
		.full_edges = READ(full[LOCKDEP_FULL_EDGES]),
		.full_chains = READ(full[LOCKDEP_FULL_CHAINS]),
		.full_held = READ(full[LOCKDEP_FULL_HELD]),
		.full_traces = READ(full[LOCKDEP_FULL_TRACES]),
		.full_reports = READ(full[LOCKDEP_FULL_REPORTS]),
		.full_outer = READ(full[LOCKDEP_FULL_OUTER]),
	};
	for (unsigned rule = 0; rule < LOCKDEP_RULE_COUNT; rule++) {
		out->reports[rule] = READ(reports[rule]);
		out->reports_total += out->reports[rule];
	}
}

void lockdep_summary(char *buf, size_t cap)
{
	struct lockdep_stats s;
	struct lockdep_text t;

	lockdep_stats_get(&s);
	lockdep_text_init(&t, buf, cap);
	lockdep_text_put(&t, "lockdep: %u classes, %u edges, %U acquires, %u reports", s.classes,
			 s.edges, s.acquires, s.reports_total);
	if (s.nested_unchecked)
		lockdep_text_put(&t, ", %U nested unchecked", s.nested_unchecked);
	if (s.unclassed)
		lockdep_text_put(&t, ", %u unclassed", s.unclassed);
	if (s.undecided)
		lockdep_text_put(&t, ", %u undecided", s.undecided);
	for (unsigned table = 0; table < LOCKDEP_FULL_COUNT; table++)
		if (READ(full[table]))
			lockdep_text_put(&t, ", %s full", full_notices[table].what);
}

void lockdep_stats_reset(void)
{
	for (size_t i = 0; i < sizeof(counters); i++)
		((unsigned char *)&counters)[i] = 0;
}
