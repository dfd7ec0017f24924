/* SPDX-License-Identifier: MIT
 *
 * api.c: what the calls of lockdep.h return and print, beyond the rules.
 */
#include "cases.h"
#include "locks.h"

DEFINE_LOCK(a, spin, no_preempt);
DEFINE_LOCK(b, irq_spin, no_irq);
DEFINE_LOCK(m, mutex, preemptible);

static struct lockdep_stats stats;

static void use(struct lock *l)
{
	take(l);
	drop(l);
}

static void verdicts(void)
{
	CHECK(take(&a) == LOCKDEP_RULE_NONE);
	CHECK(take(&a) == LOCKDEP_RULE_LOCK_RECURSION);
	CHECK(take(&m) == LOCKDEP_RULE_BLOCK_IN_ATOMIC);
	CHECK(drop(&m) == LOCKDEP_RULE_NONE);
	CHECK(drop(&a) == LOCKDEP_RULE_NONE);
	CHECK(drop(&a) == LOCKDEP_RULE_NONE);
	CHECK(drop(&m) == LOCKDEP_RULE_LOCK_IMBALANCE);
	CHECK(strcmp(lockdep_rule_name(LOCKDEP_RULE_PREEMPT_INVERSION), "preempt-inversion") == 0);
	lockdep_stats_get(&stats);
	CHECK(stats.reports_total == 3);
	CHECK(stats.reports[LOCKDEP_RULE_BLOCK_IN_ATOMIC] == 1);
}

static void is_held(void)
{
	CHECK(!lockdep_is_held(&a.dep));
	take(&m);
	take(&a);
	CHECK(lockdep_is_held(&a.dep));
	CHECK(lockdep_is_held(&m.dep));
	drop(&m);
	CHECK(lockdep_is_held(&a.dep));
	CHECK(!lockdep_is_held(&m.dep));
	drop(&a);
	CHECK(!lockdep_is_held(&a.dep));
}

/* What a console does that takes a lock to print lockdep's own report. */
static void take_while_reporting(const char *text, size_t len)
{
	collect(text, len);
	use(&b);
}

static void nested(void)
{
	lockdep_posix_on_report(take_while_reporting);
	take(&a);
	CHECK(take(&a) == LOCKDEP_RULE_LOCK_RECURSION);
	drop(&a);
	drop(&a);
	lockdep_stats_get(&stats);
	/* Its acquire, its release, and the mask that the release lifted. */
	CHECK(stats.nested_unchecked == 3);
	CHECK(stats.classes == 1);
	CHECK(!lockdep_is_held(&b.dep));
	use(&b);
	CHECK(occurrences("lockdep: ") == 1);
}

static void chain_hits(void)
{
	for (unsigned i = 0; i < 1000; i++)
		use(&a);
	use(&b);
	lockdep_stats_get(&stats);
	CHECK(stats.acquires == 1001);
	CHECK(stats.chain_hits == 999);
	CHECK(stats.chains == 2);
}

static void summary(void)
{
	char line[128], cut[16];

	take(&m);
	use(&a);
	drop(&m);
	lockdep_summary(line, sizeof(line));
	CHECK(strcmp(line, "lockdep: 2 classes, 1 edges, 2 acquires, 0 reports") == 0);
	lockdep_summary(cut, sizeof(cut));
	CHECK(strcmp(cut, "lockdep: 2 clas") == 0);
}

static void emit(void *arg, const char *text, size_t len)
{
	snprintf((char *)arg + strlen(arg), 2048 - strlen(arg), "%.*s", (int)len, text);
}

static void dump(void)
{
	static char text[2048];
	static const char wanted[] =
		"class m: mutex, declared preemptible"
		"; held open to another thread deferred work an interrupt handler\n"
		"class a: spinlock, declared no_preempt; held in no_preempt"
		"; held open to deferred work an interrupt handler; spun on by another thread\n"
		"class b: irq-masking spinlock, declared no_irq; held in no_preempt no_softirq no_irq"
		"; spun on by another thread an interrupt handler\n"
		"order m -> a\n"
		"chain m, a\n"
		"chains 3\n";

	take(&m);
	use(&a);
	drop(&m);
	lockdep_posix_enter(HF_CTX_irq);
	use(&b);
	lockdep_posix_leave(HF_CTX_irq);
	lockdep_dump(emit, text);
	CHECK(strncmp(text, wanted, sizeof(wanted) - 1) == 0);
	CHECK(strstr(text, "\nacquires 3\n") != NULL);
	CHECK(strstr(text, "\nreports of") == NULL);
	if (failure)
		fputs(text, stderr);
}

/* Longer than LOCKDEP_MAX_TEXT would be rude; a long name is enough. */
static void long_names(void)
{
	static char name[8000];
	static struct lockdep_class cls = LOCKDEP_CLASS_INIT(name, HF_KIND_raw_spin,
							     HF_STATE_no_preempt);
	static struct lock l = { .dep.cls = &cls };

	memset(name, 'x', sizeof(name) - 1);
	CHECK(take(&l) == LOCKDEP_RULE_CONTEXT_MISMATCH);
	drop(&l);
	CHECK(occurrences("(cut: LOCKDEP_MAX_TEXT)\n  see checker/rules/context-mismatch.md\n") == 1);
}

static const struct test_case cases[] = {
	{ "verdicts", verdicts },
	{ "is_held", is_held },
	{ "a lock taken inside lockdep is counted, not checked", nested },
	{ "chain hits", chain_hits },
	{ "summary", summary },
	{ "dump", dump },
	{ "a report that is too long keeps its last lines", long_names },
};

int main(void)
{
	return run_cases(cases, sizeof(cases) / sizeof(cases[0]));
}
