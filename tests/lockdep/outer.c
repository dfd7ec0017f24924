/* SPDX-License-Identifier: MIT
 *
 * outer.c: common outer locks: what they exclude is not reported, and what they don't is.
 */
#include "nests.h"

DEFINE_LOCK(g, mutex, preemptible);
DEFINE_LOCK(m, mutex, preemptible);
DEFINE_LOCK(n, mutex, preemptible);
DEFINE_LOCK(a_mutex, mutex, preemptible);
DEFINE_LOCK(b_mutex, mutex, preemptible);
DEFINE_LOCK(raw, raw_spin, preemptible);
static struct lock m2 = { .dep.cls = &m_class };
static struct lock g2 = { .dep.cls = &g_class }, g3 = { .dep.cls = &g_class };

static enum lockdep_rule read_under_g2(void)
{
	enum lockdep_rule rule;

	get(&g2, READ);
	rule = nest(&m, 0, &n, 0);
	drop(&g2);
	return rule;
}

/* outer { first { second } } */
static enum lockdep_rule nest3(struct lock *outer, struct lock *first, struct lock *second)
{
	enum lockdep_rule rule;

	get(outer, 0);
	rule = nest(first, 0, second, 0);
	drop(outer);
	return rule;
}

static void common_outer_lock(void)
{
	CHECK(nest3(&g, &m, &n) == NONE);
	CHECK(nest3(&g, &n, &m) == NONE);
	CHECK(nest3(&g, &m, &n) == NONE);
	CHECK(nest(&m, 0, &n, 0) == ORDER);             /* an occurrence without it */
}

static void common_outer_lock_is_one_lock(void)
{
	CHECK(nest3(&g, &m, &n) == NONE);
	CHECK(nest3(&g2, &n, &m) == ORDER);             /* another one of its class */
}

/* Not the first of its class that is used. */
static void common_outer_lock_is_any_lock(void)
{
	CHECK(get(&g, 0) == NONE);
	CHECK(nest(&m, 0, &g3, LOCKDEP_TRY) == NONE);
	drop(&g);
	CHECK(nest3(&g2, &m, &n) == NONE);
	CHECK(nest3(&g2, &n, &m) == NONE);
	CHECK(nest3(&g2, &m, &n) == NONE);
	CHECK(nest3(&g3, &m, &n) == ORDER);             /* the same classes, another lock */
}

static void common_outer_lock_of_a_known_chain(void)
{
	CHECK(nest3(&g2, &m, &n) == NONE);
	CHECK(nest3(&g3, &m, &n) == NONE);
	CHECK(nest3(&g2, &m, &n) == NONE);
	CHECK(nest3(&g2, &n, &m) == ORDER);             /* m -> n was seen under g3, too */
}

/* Taken before it got its number as an outer lock, by the same thread and by another one. */
static void common_outer_lock_held_already(void)
{
	get(&g2, READ);
	CHECK(run_in_thread(read_under_g2) == NONE);
	CHECK(nest(&m, 0, &n, 0) == NONE);
	drop(&g2);
	CHECK(nest3(&g2, &n, &m) == NONE);
}

static void common_outer_lock_made_anew(void)
{
	CHECK(nest3(&g2, &m, &n) == NONE);
	CHECK(lockdep_destroy(&g2.dep, HERE) == NONE);
	CHECK(lockdep_init(&g2.dep, &g_class, HERE) == NONE);
	CHECK(nest3(&g2, &n, &m) == ORDER);
}

/* Of more outer locks than LOCKDEP_MAX_GUARDS the innermost ones don't count. */
static void common_outer_lock_far_inside(void)
{
	static struct lockdep_class classes[LOCKDEP_MAX_GUARDS];
	static struct lock outer[2][LOCKDEP_MAX_GUARDS];
	static char names[LOCKDEP_MAX_GUARDS][4];
	enum lockdep_rule rule = NONE;

	for (unsigned i = 0; i < LOCKDEP_MAX_GUARDS; i++) {
		snprintf(names[i], sizeof(names[i]), "o%u", i);
		classes[i] = (struct lockdep_class)LOCKDEP_CLASS_INIT(names[i], HF_KIND_mutex, 0);
		outer[0][i].dep.cls = outer[1][i].dep.cls = &classes[i];
	}
	for (unsigned few = 0; few < 2; few++) {
		struct lock *first = few ? &m : &a_mutex, *second = few ? &n : &b_mutex;

		for (unsigned round = 0; round < 2; round++) {
			for (unsigned i = few; i < LOCKDEP_MAX_GUARDS; i++)
				get(&outer[round][i], 0);
			rule = round ? nest3(&g, second, first) : nest3(&g, first, second);
			for (unsigned i = few; i < LOCKDEP_MAX_GUARDS; i++)
				drop(&outer[round][i]);
		}
		CHECK(rule == (few ? NONE : ORDER));
	}
}

enum { LAYERS = 9, WIDE = 3 };

/* A way from first to last over so many layers, each lock of one inside any of the one before; the last
 * step only inside g, as the one that closes the cycle. */
static enum lockdep_rule cycle_over(unsigned layers)
{
	static struct lockdep_class classes[LAYERS][WIDE];
	static struct lock locks[LAYERS][WIDE];
	static char names[LAYERS][WIDE][8];
	enum lockdep_rule rule = NONE;

	for (unsigned i = 0; i < LAYERS * WIDE; i++) {
		struct lockdep_class *cls = &classes[i / WIDE][i % WIDE];

		snprintf(names[i / WIDE][i % WIDE], 8, "w%u", i);
		*cls = (struct lockdep_class)LOCKDEP_CLASS_INIT(names[i / WIDE][i % WIDE],
								HF_KIND_mutex, 0);
		locks[i / WIDE][i % WIDE].dep.cls = cls;
	}
	for (unsigned layer = 0; layer + 1 < layers; layer++)
		for (unsigned i = 0; i < WIDE * WIDE; i++)
			nest(&locks[layer][i / WIDE], 0, &locks[layer + 1][i % WIDE], 0);
	for (unsigned i = 0; i < WIDE; i++)
		nest3(&g, &locks[layers - 1][i], &m);
	get(&g, 0);
	rule = nest(&m, 0, &locks[0][0], 0);
	drop(&g);
	return rule;
}

static void common_outer_lock_of_a_few_ways(void)
{
	struct lockdep_stats stats;
	char line[128];

	CHECK(cycle_over(3) == NONE);
	lockdep_stats_get(&stats);
	lockdep_summary(line, sizeof(line));
	CHECK(stats.undecided == 0 && !strstr(line, "undecided"));
}

/* Not all are tried: the nearest is reported, and counted as what may be none. */
static void common_outer_lock_of_too_many_ways(void)
{
	struct lockdep_stats stats;
	char line[128];

	CHECK(cycle_over(LAYERS) == ORDER);
	lockdep_stats_get(&stats);
	lockdep_summary(line, sizeof(line));
	CHECK(stats.undecided == 1 && strstr(line, ", 1 undecided"));
}

static void common_outer_lock_of_a_module(void)
{
	static struct { struct lockdep_class cls; char name[8]; } module = { .name = "gate" };
	static struct lock gate = { .dep.cls = &module.cls };

	module.cls = (struct lockdep_class)LOCKDEP_CLASS_INIT(module.name, HF_KIND_mutex, 0);
	CHECK(nest3(&gate, &m, &n) == NONE);
	CHECK(nest3(&gate, &n, &m) == NONE);
	lockdep_forget(&module, sizeof(module));
	CHECK(nest(&n, 0, &m, 0) == ORDER);             /* seen without it for the first time */
	CHECK(occurrences("always inside a lock that is gone") == 1);
}

static void common_outer_lock_read(void)
{
	get(&g, READ);
	CHECK(nest(&m, 0, &n, 0) == NONE);
	drop(&g);
	get(&g, READ);
	CHECK(nest(&n, 0, &m, 0) == ORDER);             /* two readers at once */
	drop(&g);
}

static void common_outer_lock_read_and_written(void)
{
	get(&g, READ);
	CHECK(nest(&m, 0, &n, 0) == NONE);
	drop(&g);
	CHECK(nest3(&g, &n, &m) == NONE);
}

static void common_outer_lock_of_one_class(void)
{
	CHECK(nest3(&g, &m, &m2) == NONE);
	CHECK(nest3(&g, &m2, &m) == NONE);
	CHECK(nest(&m, 0, &m2, 0) == ORDER);
}

static void longer_way_around_the_outer_lock(void)
{
	CHECK(nest3(&g, &m, &n) == NONE);
	CHECK(nest3(&g, &n, &m) == NONE);               /* the short way is harmless */
	CHECK(nest(&n, 0, &m2, LOCKDEP_LEVEL(2)) == NONE);
	get(&m2, LOCKDEP_LEVEL(2));
	CHECK(get(&m, 0) == ORDER);                     /* n -> m/2 -> m isn't, with m -> n */
	drop(&m);
	drop(&m2);
}

static void inversion_under_an_outer_lock(void)
{
	DEFINE_LOCK(gate, raw_spin, no_preempt);

	get(&gate, LOCKDEP_TRY);
	CHECK(get(&raw, 0) == NONE);
	drop(&raw);
	drop(&gate);
	lockdep_posix_mask(HF_CTX_preempt);
	CHECK(get(&gate, LOCKDEP_TRY) != LOCKDEP_RULE_PREEMPT_INVERSION);
	get(&raw, 0);
	CHECK(occurrences("preempt-inversion: raw") == 0);      /* it can't have got the gate */
	drop(&raw);
	drop(&gate);
	CHECK(get(&raw, 0) == LOCKDEP_RULE_PREEMPT_INVERSION);
	drop(&raw);
	lockdep_posix_unmask(HF_CTX_preempt);
}

static void outer_lock_released_first(void)
{
	DEFINE_LOCK(gate, raw_spin, no_preempt);

	lockdep_posix_mask(HF_CTX_preempt);
	get(&gate, LOCKDEP_TRY);
	get(&raw, 0);
	drop(&raw);
	drop(&gate);
	lockdep_posix_unmask(HF_CTX_preempt);
	get(&gate, LOCKDEP_TRY);
	get(&raw, LOCKDEP_TRY);
	CHECK(occurrences("preempt-inversion: raw") == 0);
	CHECK(drop(&gate) == LOCKDEP_RULE_PREEMPT_INVERSION);   /* raw stays held, alone */
	drop(&raw);
}

static void outer_lock_of_a_handler(void)
{
	DEFINE_LOCK(gate, raw_spin, no_preempt);

	lockdep_posix_mask(HF_CTX_irq);
	get(&raw, LOCKDEP_TRY);
	lockdep_posix_enter(HF_CTX_softirq);
	get(&gate, LOCKDEP_TRY);
	lockdep_posix_unmask(HF_CTX_irq);       /* raw is open to interrupts; gate is the handler's */
	drop(&gate);
	lockdep_posix_leave(HF_CTX_softirq);
	drop(&raw);
	lockdep_posix_enter(HF_CTX_irq);
	get(&gate, LOCKDEP_TRY);
	get(&raw, 0);
	CHECK(occurrences("lockdep: irq-inversion: raw") == 1);
	drop(&raw);
	drop(&gate);
	lockdep_posix_leave(HF_CTX_irq);
}

static const struct test_case cases[] = {
	{ "common outer lock", common_outer_lock },
	{ "common outer lock: one lock, not a class", common_outer_lock_is_one_lock },
	{ "common outer lock: any of its class", common_outer_lock_is_any_lock },
	{ "common outer lock: a known chain under another", common_outer_lock_of_a_known_chain },
	{ "common outer lock: held already", common_outer_lock_held_already },
	{ "common outer lock: made anew, another one", common_outer_lock_made_anew },
	{ "common outer lock: too far inside to count", common_outer_lock_far_inside },
	{ "common outer lock: on each of a few ways", common_outer_lock_of_a_few_ways },
	{ "common outer lock: on each of too many ways", common_outer_lock_of_too_many_ways },
	{ "common outer lock: of a module that went away", common_outer_lock_of_a_module },
	{ "common outer lock: not among readers", common_outer_lock_read },
	{ "common outer lock: a reader and a writer", common_outer_lock_read_and_written },
	{ "common outer lock: two of one class", common_outer_lock_of_one_class },
	{ "common outer lock: a longer way around it", longer_way_around_the_outer_lock },
	{ "common outer lock: inversion", inversion_under_an_outer_lock },
	{ "common outer lock: released first", outer_lock_released_first },
	{ "common outer lock: a handler's is not the thread's", outer_lock_of_a_handler },
};

int main(void)
{
	return run_cases(cases, sizeof(cases) / sizeof(cases[0]));
}
