/* SPDX-License-Identifier: MIT
 *
 * tables.c: full tables, seen with very small ones (lockdep/CMakeLists.txt: 4
 * classes, 2 edges, 7 chains, 3 held locks, 2 reports).  Each case runs in a
 * process of its own.
 */
#include "cases.h"
#include "locks.h"

#include <lockdep/port.h>

DEFINE_LOCK(a, spin, no_preempt);
DEFINE_LOCK(b, spin, no_preempt);
DEFINE_LOCK(c, spin, no_preempt);
DEFINE_LOCK(d, mutex, preemptible);
DEFINE_LOCK(e, spin, no_preempt);
DEFINE_LOCK(f, raw_spin, preemptible);

static struct lockdep_stats stats;

static void use(struct lock *l)
{
	take(l);
	drop(l);
}

static void use_two(struct lock *first, struct lock *second)
{
	take(first);
	use(second);
	drop(first);
}

/* Said once, and in every summary. */
static bool says_full(const char *table)
{
	char notice[64], in_summary[64], line[256];

	snprintf(notice, sizeof(notice), "lockdep: table full: %s (LOCKDEP_MAX_", table);
	snprintf(in_summary, sizeof(in_summary), ", %s full", table);
	lockdep_summary(line, sizeof(line));
	return occurrences(notice) == 1 && strstr(line, in_summary);
}

/* And none of another one. */
static bool only_full(const char *table)
{
	return says_full(table) && occurrences("table full: ") == 1;
}

static void classes_full(void)
{
	use(&a);
	use(&b);
	use(&c);
	use(&d);
	use(&e);
	use(&e);
	use(&f);
	lockdep_stats_get(&stats);
	CHECK(stats.classes == 4);
	CHECK(stats.full_classes == 2);
	CHECK(only_full("lock classes"));
	/* What needs no history is still checked, known classes fully. */
	use_two(&a, &b);
	take(&b);
	CHECK(take(&a) == LOCKDEP_RULE_LOCK_ORDER);
	drop(&a);
	drop(&b);
	take(&e);
	CHECK(take(&e) == LOCKDEP_RULE_LOCK_RECURSION);
	drop(&e);
	CHECK(drop(&e) == LOCKDEP_RULE_NONE);
	CHECK(drop(&e) == LOCKDEP_RULE_LOCK_IMBALANCE);
}

static void unlearned_still_blocks(void)
{
	use(&a);
	use(&b);
	use(&c);
	use(&d);
	take(&f);
	CHECK(take(&d) == LOCKDEP_RULE_BLOCK_IN_ATOMIC);
	drop(&d);
	drop(&f);
}

static void edges_full(void)
{
	use_two(&a, &b);
	use_two(&b, &c);
	use_two(&a, &c);
	use_two(&a, &c);
	lockdep_stats_get(&stats);
	CHECK(stats.edges == 2);
	CHECK(stats.full_edges == 1);
	CHECK(says_full("order pairs"));
	/* A new pair is still held against the known ones. */
	take(&c);
	CHECK(take(&a) == LOCKDEP_RULE_LOCK_ORDER);
	drop(&a);
	drop(&c);
}

/* What found no room is looked at once for each chain, not once for each lock around it. */
static void edges_full_costs_nothing(void)
{
	static struct lock d2 = { .dep.cls = &d_class };

	use_two(&d, &a);
	use_two(&d, &b);
	for (unsigned i = 0; i < 600; i++) {
		struct lock *outer = i % 2 ? &d : &d2;

		take(outer);
		use_two(&a, &c);
		drop(outer);
	}
	lockdep_stats_get(&stats);
	CHECK(stats.full_edges > 0 && stats.full_chains == 0);
	CHECK(stats.acquires > 1500 && stats.acquires - stats.chain_hits < 20);
}

static void chains_full(void)
{
	use_two(&a, &b);
	use_two(&d, &a);
	use_two(&d, &b);
	use_two(&d, &c);
	use(&c);
	lockdep_posix_mask(HF_CTX_irq);
	use(&a);
	use(&b);
	lockdep_posix_unmask(HF_CTX_irq);
	lockdep_stats_get(&stats);
	CHECK(stats.chains == 7);
	CHECK(stats.full_chains > 0);
	CHECK(says_full("chains"));
	CHECK(stats.reports_total == 0);
	take(&b);
	CHECK(take(&a) == LOCKDEP_RULE_LOCK_ORDER);
	drop(&a);
	drop(&b);
}

static void held_full(void)
{
	take(&d);
	take(&a);
	take(&b);
	CHECK(take(&c) == LOCKDEP_RULE_NONE);
	CHECK(lockdep_is_held(&c.dep));
	CHECK(drop(&c) == LOCKDEP_RULE_NONE);
	CHECK(!lockdep_is_held(&c.dep));
	drop(&b);
	drop(&a);
	drop(&d);
	lockdep_stats_get(&stats);
	CHECK(stats.full_held == 1);
	CHECK(says_full("held locks of a thread"));
	CHECK(stats.reports_total == 0);
}

static __attribute__((noinline)) enum lockdep_rule take_twice(struct lock *l)
{
	enum lockdep_rule rule;

	take(l);
	rule = take(l);
	drop(l);
	drop(l);
	return rule;
}

static void reports_full(void)
{
	CHECK(take_twice(&a) == LOCKDEP_RULE_LOCK_RECURSION);
	CHECK(take_twice(&a) == LOCKDEP_RULE_NONE);
	CHECK(take_twice(&b) == LOCKDEP_RULE_LOCK_RECURSION);
	CHECK(take_twice(&c) == LOCKDEP_RULE_LOCK_RECURSION);
	lockdep_stats_get(&stats);
	CHECK(stats.reports_total == 2);
	CHECK(stats.full_reports == 1);
	CHECK(occurrences("lockdep: lock-recursion") == 2);
	CHECK(says_full("reports"));
	CHECK(take_twice(&a) == LOCKDEP_RULE_NONE);
}

/* Reports then lack a side, and say so. */
static void traces_full(void)
{
	char line[256];

	use(&a);
	lockdep_summary(line, sizeof(line));
	CHECK(!strstr(line, " full"));
	use(&b);
	use(&c);
	use(&d);
	use_two(&a, &b);
	take(&b);
	CHECK(take(&a) == LOCKDEP_RULE_LOCK_ORDER);
	drop(&a);
	drop(&b);
	lockdep_stats_get(&stats);
	CHECK(stats.traces == 4 && stats.full_traces > 0);
	CHECK(only_full("backtraces"));
	CHECK(occurrences(": not kept, LOCKDEP_MAX_TRACES\n") == 2);
}

/* Held preemptibly and spun on without, both inside the gate.  Is it taken for an inversion? */
static bool inverted_inside(struct lock *gate, struct lock *l)
{
	struct lockdep_thread *thread = lockdep_port_thread();

	thread->broken = 0;
	for (unsigned masked = 0; masked < 2; masked++) {
		if (masked)
			lockdep_posix_mask(HF_CTX_preempt);
		try_take(gate);
		use(l);
		drop(gate);
		if (masked)
			lockdep_posix_unmask(HF_CTX_preempt);
	}
	return thread->broken & 1u << LOCKDEP_RULE_PREEMPT_INVERSION;
}

/* The fourth outer lock gets no number: what it excludes is reported. */
static void outer_full(void)
{
	DEFINE_LOCK(gate, raw_spin, no_preempt);
	static struct lock gate2 = { .dep.cls = &gate_class }, gate3 = { .dep.cls = &gate_class };
	static struct lock gate4 = { .dep.cls = &gate_class };
	DEFINE_LOCK(g, raw_spin, preemptible);
	DEFINE_LOCK(h, raw_spin, preemptible);

	try_take(&gate2);
	CHECK(!inverted_inside(&gate, &f));
	drop(&gate2);
	CHECK(!inverted_inside(&gate3, &g));
	lockdep_stats_get(&stats);
	CHECK(stats.full_outer == 0);
	CHECK(inverted_inside(&gate4, &h));
	lockdep_stats_get(&stats);
	CHECK(stats.full_outer > 0);
	CHECK(says_full("outer locks"));
}

static const struct test_case cases[] = {
	{ "classes full", classes_full },
	{ "a lock without room in the class table still blocks", unlearned_still_blocks },
	{ "edges full", edges_full },
	{ "edges full: it costs nothing", edges_full_costs_nothing },
	{ "chains full", chains_full },
	{ "held stack full", held_full },
	{ "reports full", reports_full },
	{ "backtraces full", traces_full },
	{ "outer locks full", outer_full },
};

int main(void)
{
	return run_cases(cases, sizeof(cases) / sizeof(cases[0]));
}
