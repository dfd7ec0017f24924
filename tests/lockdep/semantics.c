/* SPDX-License-Identifier: MIT
 *
 * semantics.c: readers, levels, declared orders, lives of locks, pins,
 * budgets, policies: each fault beside its nearest correct neighbour.
 */
#include "nests.h"

DEFINE_LOCK(a, spin, no_preempt);
DEFINE_LOCK(b, spin, no_preempt);
DEFINE_LOCK(c, spin, no_preempt);
DEFINE_LOCK(g, mutex, preemptible);
DEFINE_LOCK(m, mutex, preemptible);
DEFINE_LOCK(n, mutex, preemptible);
DEFINE_LOCK(raw, raw_spin, preemptible);
DEFINE_LOCK(irq, irq_spin, no_irq);
static struct lock m2 = { .dep.cls = &m_class }, m3 = { .dep.cls = &m_class };
static struct lock g2 = { .dep.cls = &g_class };

static void readers_in_a_cycle(void)
{
	CHECK(nest(&m, READ, &n, READ) == NONE);
	CHECK(nest(&n, READ, &m, READ) == ORDER);       /* each behind a waiting writer */
}

static void recursive_readers_in_a_cycle(void)
{
	CHECK(nest(&m, READ, &n, REREAD) == NONE);
	CHECK(nest(&n, REREAD, &m, REREAD) == NONE);
	CHECK(nest(&n, 0, &m, REREAD) == NONE);         /* m: a reader holds it, at most */
	CHECK(nest(&m, 0, &n, READ) == ORDER);
}

static void recursive_reader_waits_for_a_writer(void)
{
	CHECK(nest(&m, 0, &n, REREAD) == NONE);
	CHECK(nest(&n, 0, &m, REREAD) == ORDER);
}

static void long_cycle_broken_by_a_reader(void)
{
	static struct lockdep_class classes[12];
	static struct lock ring[12];
	static char names[12][4];

	for (unsigned i = 0; i < 12; i++) {
		snprintf(names[i], sizeof(names[i]), "r%u", i);
		classes[i] = (struct lockdep_class)LOCKDEP_CLASS_INIT(names[i], HF_KIND_mutex,
								      HF_STATE_preemptible);
		ring[i].dep.cls = &classes[i];
	}
	for (unsigned i = 0; i + 1 < 12; i++)
		CHECK(nest(&ring[i], i == 6 ? READ : 0, &ring[i + 1], i == 5 ? REREAD : 0) == NONE);
	CHECK(nest(&ring[11], 0, &ring[0], 0) == NONE);
	CHECK(nest(&ring[5], 0, &ring[6], 0) == ORDER); /* the same edge, as a writer */
}

static void same_lock_twice(void)
{
	CHECK(nest(&m, REREAD, &m, REREAD) == NONE);
	CHECK(nest(&m, READ, &m, REREAD) == NONE);
	CHECK(nest(&n, REREAD, &n, READ) == LOCKDEP_RULE_LOCK_RECURSION);
	CHECK(nest(&g, READ, &g, 0) == LOCKDEP_RULE_LOCK_RECURSION);
	CHECK(nest(&g2, 0, &g2, REREAD) == LOCKDEP_RULE_LOCK_RECURSION);
}

static void reader_in_a_handler(void)
{
	get(&a, REREAD);
	drop(&a);
	lockdep_posix_enter(HF_CTX_irq);
	CHECK(get(&a, REREAD) == LOCKDEP_RULE_CONTEXT_MISMATCH);
	drop(&a);
	lockdep_posix_leave(HF_CTX_irq);
	CHECK(occurrences("irq-inversion") == 0);
	CHECK(get(&a, 0) == LOCKDEP_RULE_IRQ_INVERSION);        /* a writer that is interrupted */
	drop(&a);
}

static void starving_reader_in_a_handler(void)
{
	get(&a, READ);
	drop(&a);
	lockdep_posix_enter(HF_CTX_irq);
	CHECK(get(&a, READ) == LOCKDEP_RULE_IRQ_INVERSION);
	drop(&a);
	lockdep_posix_leave(HF_CTX_irq);
}

static void levels(void)
{
	CHECK(nest(&m, 0, &m2, LOCKDEP_LEVEL(1)) == NONE);
	CHECK(nest(&m2, 0, &m, LOCKDEP_LEVEL(1)) == NONE);
	CHECK(nest(&m, LOCKDEP_LEVEL(1), &m2, LOCKDEP_LEVEL(2)) == NONE);
	CHECK(nest(&m, LOCKDEP_LEVEL(1), &m2, 0) == ORDER);
	CHECK(occurrences("m -> m/1 -> m") + occurrences("m/1 -> m -> m/1") == 1);
}

static void levels_share_contexts(void)
{
	DEFINE_LOCK(deep, raw_spin, preemptible);

	get(&deep, LOCKDEP_LEVEL(1));
	drop(&deep);
	lockdep_posix_mask(HF_CTX_preempt);
	CHECK(get(&deep, 0) == LOCKDEP_RULE_PREEMPT_INVERSION);
	drop(&deep);
	lockdep_posix_unmask(HF_CTX_preempt);
}

static bool by_address(const struct lockdep_map *outer, const struct lockdep_map *inner)
{
	return outer < inner;
}

static void compared(void)
{
	static struct lockdep_class cls = { .name = "sorted", .kind = HF_KIND_mutex,
					    .nests = by_address };
	static struct lock l[3] = { { .dep.cls = &cls }, { .dep.cls = &cls }, { .dep.cls = &cls } };

	CHECK(nest(&l[0], 0, &l[1], 0) == NONE);
	CHECK(nest(&l[1], 0, &l[2], 0) == NONE);
	CHECK(nest(&l[0], 0, &l[1], 0) == NONE);
	CHECK(nest(&l[2], 0, &l[1], LOCKDEP_TRY) == NONE);
	CHECK(nest(&l[2], 0, &l[1], 0) == ORDER);
	CHECK(occurrences("comparison") == 1);
}

static enum lockdep_rule under(struct lock *parent, struct lock *first, struct lock *second)
{
	enum lockdep_rule rule;

	get(parent, 0);
	lockdep_acquire_under(&first->dep, &parent->dep, 0, HERE);
	rule = lockdep_acquire_under(&second->dep, &parent->dep, 0, HERE);
	drop(first);
	drop(second);
	drop(parent);
	return rule;
}

static void under_a_parent(void)
{
	CHECK(under(&g, &m, &m2) == NONE);
	CHECK(under(&g, &m2, &m) == NONE);
	CHECK(under(&g, &m2, &m2) == LOCKDEP_RULE_LOCK_RECURSION);
	CHECK(lockdep_acquire_under(&m3.dep, &g.dep, 0, HERE) == LOCKDEP_RULE_REQUIRES);
	drop(&m3);
	CHECK(nest(&m, 0, &m2, 0) == ORDER);
}

static void declared_order(void)
{
	lockdep_declare_order(&m_class, &n_class);
	CHECK(nest(&m, 0, &n, 0) == NONE);
	CHECK(nest(&m, 0, &n, 0) == NONE);
	lockdep_declare_order(&g_class, &m_class);
	CHECK(nest(&n, 0, &g, 0) == ORDER);             /* over both, the first never seen */
	CHECK(occurrences("g -> m, as declared") == 1);
	CHECK(nest(&a, READ, &b, REREAD) == NONE);      /* seen, but more weakly than declared */
	lockdep_declare_order(&a_class, &b_class);
	CHECK(nest(&b, READ, &a, REREAD) == ORDER);
}

static void declared_order_carries_nothing(void)
{
	lockdep_declare_order(&irq_class, &a_class);
	lockdep_posix_enter(HF_CTX_irq);
	CHECK(get(&irq, 0) == NONE);
	drop(&irq);
	lockdep_posix_leave(HF_CTX_irq);
	CHECK(get(&a, 0) == NONE);
	drop(&a);
	CHECK(nest(&irq, 0, &a, 0) == LOCKDEP_RULE_IRQ_INVERSION);
}

static void ranks(void)
{
	static struct lockdep_class low = { .name = "low", .kind = HF_KIND_mutex, .rank = 1 };
	static struct lockdep_class high = { .name = "high", .kind = HF_KIND_mutex, .rank = 2 };
	static struct lock l = { .dep.cls = &low }, h = { .dep.cls = &high };

	CHECK(nest(&l, 0, &h, 0) == NONE);
	CHECK(nest(&h, 0, &m, 0) == NONE);
	CHECK(nest(&h, 0, &l, LOCKDEP_TRY) == NONE);
	CHECK(nest(&h, 0, &l, 0) == ORDER);
	CHECK(occurrences("declared ranks: high 2, low 1") == 1);
}

static void out_of_order(void)
{
	get(&m, 0);
	get(&n, 0);
	get(&a, 0);
	CHECK(drop(&m) == NONE);
	CHECK(!lockdep_is_held(&m.dep) && lockdep_is_held(&n.dep) && lockdep_is_held(&a.dep));
	CHECK(get(&b, 0) == NONE);
	drop(&n);
	drop(&b);
	drop(&a);
	CHECK(nest(&b, 0, &a, 0) == ORDER);             /* a -> b was learned on what was left */
	CHECK(nest(&a, 0, &c, 0) == NONE);
	CHECK(occurrences("lock-imbalance") == 0);
}

static void waits(void)
{
	static struct lockdep_class cls = { .name = "patient", .kind = HF_KIND_raw_spin,
					    .wait = LOCKDEP_WAIT_MAY_SLEEP };
	static struct lock patient = { .dep.cls = &cls };

	CHECK(nest(&patient, 0, &raw, 0) == NONE);
	CHECK(nest(&m, 0, &patient, 0) == NONE);
	CHECK(nest(&raw, 0, &patient, LOCKDEP_TRY) == NONE);
	CHECK(nest(&raw, 0, &patient, 0) == LOCKDEP_RULE_BLOCK_IN_ATOMIC);
	CHECK(nest(&patient, 0, &n, 0) == LOCKDEP_RULE_BLOCK_IN_ATOMIC);
}

static void held_at_the_end(void)
{
	CHECK(lockdep_return_to_user(HERE) == NONE);
	CHECK(lockdep_thread_exit(HERE) == NONE);
	get(&m, 0);
	CHECK(lockdep_return_to_user(HERE) == LOCKDEP_RULE_LOCK_IMBALANCE);
	CHECK(lockdep_thread_exit(HERE) == LOCKDEP_RULE_LOCK_IMBALANCE);
	CHECK(occurrences("m is held at the end of its thread") == 1);
	CHECK(!lockdep_is_held(&m.dep));
}

static void held_at_a_switch(void)
{
	get(&m, 0);
	get(&raw, 0);
	CHECK(lockdep_switch(HERE) == NONE);            /* declared so, both */
	get(&a, 0);
	CHECK(lockdep_switch(HERE) == LOCKDEP_RULE_LOCK_IMBALANCE);
	drop(&a);
	CHECK(lockdep_switch(HERE) == NONE);
}

static enum lockdep_rule drop_m(void)
{
	return drop(&m);
}

static void released_by_another(void)
{
	get(&m, 0);
	CHECK(run_in_thread(drop_m) == LOCKDEP_RULE_LOCK_IMBALANCE);
	CHECK(occurrences("another thread does, or waits for it: taken at ") == 1);
	CHECK(drop(&m) == NONE);
}

static void lives(void)
{
	static struct { int data; struct lock l; int more; } object;

	CHECK(lockdep_init(&object.l.dep, &m_class, HERE) == NONE);
	get(&object.l, 0);
	CHECK(lockdep_free(&object.more, sizeof(object.more), HERE) == NONE);
	CHECK(lockdep_free(&object, sizeof(object), HERE) == LOCKDEP_RULE_LOCK_IMBALANCE);
	CHECK(lockdep_init(&object.l.dep, &m_class, HERE) == LOCKDEP_RULE_LOCK_IMBALANCE);
	CHECK(lockdep_destroy(&object.l.dep, HERE) == LOCKDEP_RULE_LOCK_IMBALANCE);
	drop(&object.l);
	CHECK(get(&object.l, 0) == LOCKDEP_RULE_LOCK_IMBALANCE);
	drop(&object.l);
	CHECK(occurrences("m was destroyed, and is used again") == 1);
	CHECK(lockdep_init(&object.l.dep, &m_class, HERE) == NONE);
	CHECK(get(&object.l, 0) == NONE);
	drop(&object.l);
	CHECK(lockdep_destroy(&object.l.dep, HERE) == NONE);
	CHECK(lockdep_free(&object, sizeof(object), HERE) == NONE);
}

static void asserts(void)
{
	get(&m, READ);
	CHECK(lockdep_assert_held(&m.dep, READ, HERE) == NONE);
	CHECK(lockdep_assert_held(&m.dep, 0, HERE) == LOCKDEP_RULE_REQUIRES);
	CHECK(lockdep_assert_not_held(&n.dep, HERE) == NONE);
	CHECK(lockdep_assert_not_held(&m.dep, HERE) == LOCKDEP_RULE_REQUIRES);
	drop(&m);
	CHECK(lockdep_assert_held(&n.dep, READ, HERE) == LOCKDEP_RULE_REQUIRES);
	CHECK(lockdep_assert_context(0, 0, HERE) == NONE);
	get(&irq, 0);
	CHECK(lockdep_assert_context(HF_STATE_no_preempt, 0, HERE) == NONE);
	CHECK(lockdep_assert_context(HF_STATE_no_irq, HF_BIT(irq), HERE) == LOCKDEP_RULE_REQUIRES);
	drop(&irq);
	CHECK(lockdep_might_block(HERE) == NONE);
}

static void pins(void)
{
	get(&m, 0);
	CHECK(lockdep_pin(&m.dep, HERE) == NONE);
	CHECK(lockdep_unpin(&m.dep, HERE) == NONE);
	CHECK(lockdep_unpin(&m.dep, HERE) == LOCKDEP_RULE_REQUIRES);
	CHECK(drop(&m) == NONE);
	get(&m, 0);
	lockdep_pin(&m.dep, HERE);
	CHECK(drop(&m) == LOCKDEP_RULE_LOCK_IMBALANCE);
	CHECK(!lockdep_is_held(&m.dep));
	CHECK(lockdep_pin(&n.dep, HERE) == LOCKDEP_RULE_REQUIRES);
}

static void wait_us(unsigned us)
{
	usleep(us);
}

static void budgets(void)
{
	static struct lockdep_class cls = { .name = "brief", .kind = HF_KIND_mutex,
					    .hold_budget_us = 20000 };
	static struct lock brief = { .dep.cls = &cls };

	get(&brief, 0);
	CHECK(drop(&brief) == NONE);
	get(&brief, 0);
	wait_us(25000);
	CHECK(drop(&brief) == LOCKDEP_RULE_SLOW_IN_ATOMIC);
	lockdep_section_begin(HF_CTX_irq, HERE);
	wait_us(25000);
	CHECK(lockdep_section_end(HF_CTX_irq, HERE) == NONE);   /* no budget */
	lockdep_section_budget(HF_CTX_preempt, 20000);
	lockdep_section_begin(HF_CTX_preempt, HERE);
	CHECK(lockdep_section_end(HF_CTX_preempt, HERE) == NONE);
	lockdep_section_begin(HF_CTX_preempt, HERE);
	wait_us(25000);
	CHECK(lockdep_section_end(HF_CTX_preempt, HERE) == LOCKDEP_RULE_SLOW_IN_ATOMIC);
	CHECK(occurrences("slow-in-atomic: brief") == 1 && occurrences("slow-in-atomic: no_preempt") == 1);
}

static void severities(void)
{
	get(&raw, 0);
	drop(&raw);
	lockdep_posix_mask(HF_CTX_preempt);
	get(&raw, 0);
	drop(&raw);
	lockdep_posix_unmask(HF_CTX_preempt);
	CHECK(occurrences("severity: livelock, until the holder goes on") == 1);
	CHECK(occurrences("severity: deadlock") == 0);
}

static void severity_of_the_pinned(void)
{
	lockdep_posix_pin(true);
	get(&raw, 0);
	drop(&raw);
	lockdep_posix_pin(false);
	lockdep_posix_mask(HF_CTX_preempt);
	get(&raw, 0);
	drop(&raw);
	lockdep_posix_unmask(HF_CTX_preempt);
	CHECK(occurrences("severity: deadlock") == 1);
	CHECK(occurrences("severity: livelock") == 0);
}

static unsigned panics;

static void on_panic(enum lockdep_rule rule)
{
	panics += rule == ORDER;
}

static void policies(void)
{
	lockdep_posix_on_panic(on_panic);
	lockdep_policy_set(ORDER, LOCKDEP_PANIC);
	lockdep_policy_set(LOCKDEP_RULE_LOCK_RECURSION, LOCKDEP_REFUSE);
	CHECK(nest(&m, 0, &n, 0) == NONE);
	CHECK(panics == 0);
	CHECK(nest(&n, 0, &m, 0) == ORDER);
	CHECK(panics == 1);
	get(&m, 0);
	for (unsigned i = 0; i < 3; i++) {
		CHECK(get(&m, 0) == LOCKDEP_RULE_LOCK_RECURSION);
		CHECK(lockdep_refuses(LOCKDEP_RULE_LOCK_RECURSION) && !lockdep_refuses(ORDER));
	}
	CHECK(drop(&m) == NONE);
	CHECK(!lockdep_is_held(&m.dep));                /* the refused ones never were */
	CHECK(occurrences("lock-recursion: m") == 1);
}

static void refused_is_not_learned(void)
{
	struct lockdep_stats stats;

	lockdep_policy_set(NONE, LOCKDEP_REFUSE);
	CHECK(nest(&m, 0, &n, 0) == NONE);
	get(&n, 0);
	CHECK(get(&m, 0) == ORDER);
	CHECK(get(&m, 0) == ORDER);
	drop(&n);
	lockdep_stats_get(&stats);
	CHECK(stats.edges == 1);
	get(&g, 0);
	CHECK(nest(&m, 0, &n, 0) == NONE);              /* in another chain: still right */
	drop(&g);
	get(&raw, 0);
	drop(&raw);
	lockdep_posix_mask(HF_CTX_preempt);
	CHECK(get(&raw, 0) == LOCKDEP_RULE_PREEMPT_INVERSION);
	lockdep_posix_unmask(HF_CTX_preempt);
	get(&raw, 0);
	CHECK(drop(&raw) == NONE);
	CHECK(occurrences("lockdep: lock-order") == 1);
}

static void modules(void)
{
	static struct { struct lockdep_class cls; char name[8]; } module;
	static struct lock l = { .dep.cls = &module.cls };
	struct lockdep_stats stats;

	for (unsigned load = 0; load < 300; load++) {   /* more often than there are classes */
		snprintf(module.name, sizeof(module.name), "l%u", load % 2);
		module.cls = (struct lockdep_class)LOCKDEP_CLASS_INIT(module.name, HF_KIND_mutex, 0);
		l.dep = (struct lockdep_map){ .cls = &module.cls };
		/* the opposite order each time: the last one's is forgotten */
		CHECK((load % 2 ? nest(&m, 0, &l, 0) : nest(&l, 0, &m, 0)) == NONE);
		if (load == 299)
			CHECK((load % 2 ? nest(&l, 0, &m, 0) : nest(&m, 0, &l, 0)) == ORDER);
		lockdep_forget(&module, sizeof(module));
	}
	lockdep_stats_get(&stats);
	CHECK(stats.classes == 2 && stats.full_classes == 0);
}

static void reset(void)
{
	struct lockdep_stats stats;

	CHECK(nest(&m, 0, &n, 0) == NONE);
	CHECK(nest(&n, 0, &m, 0) == ORDER);
	lockdep_reset();
	lockdep_stats_get(&stats);
	CHECK(!stats.classes && !stats.edges && !stats.chains && !stats.reports_total);
	m.dep.number = n.dep.number = 0;
	CHECK(nest(&n, 0, &m, 0) == NONE);
	CHECK(nest(&m, 0, &n, 0) == ORDER);
}

static void emit(void *arg, const char *text, size_t len)
{
	snprintf((char *)arg + strlen(arg), 4096 - strlen(arg), "%.*s", (int)len, text);
}

static void times(void)
{
	static char text[4096];

	lockdep_times_keep(true);
	get(&m, 0);
	lockdep_contended(&m.dep, HERE);
	wait_us(2000);
	lockdep_acquired(&m.dep);
	drop(&m);
	nest(&n, 0, &a, 0);
	lockdep_dump_times(emit, text);
	CHECK(strstr(text, "\nm: 1 ") && strstr(text, "; 1 ") && strstr(text, "\nn: 1 "));
	text[0] = '\0';
	lockdep_dump_as(LOCKDEP_DOT, emit, text);
	CHECK(strstr(text, "\"n\" -> \"a\";") && strstr(text, "\"a\" [shape=box];"));
	text[0] = '\0';
	lockdep_dump_as(LOCKDEP_JSON, emit, text);
	CHECK(strstr(text, "{\"from\": \"n\", \"to\": \"a\", \"declared\": false}"));
}

static const struct test_case cases[] = {
	{ "readers in a cycle", readers_in_a_cycle },
	{ "recursive readers in a cycle", recursive_readers_in_a_cycle },
	{ "a recursive reader waits for a writer", recursive_reader_waits_for_a_writer },
	{ "a cycle of 12, broken by a recursive reader", long_cycle_broken_by_a_reader },
	{ "one lock twice, by readers and writers", same_lock_twice },
	{ "a recursive reader in a handler", reader_in_a_handler },
	{ "a reader that starves in a handler", starving_reader_in_a_handler },
	{ "levels", levels },
	{ "levels share contexts", levels_share_contexts },
	{ "order by comparison", compared },
	{ "any order under a parent", under_a_parent },
	{ "declared order", declared_order },
	{ "a declared order carries nothing", declared_order_carries_nothing },
	{ "ranks", ranks },
	{ "released out of order", out_of_order },
	{ "wait types", waits },
	{ "held at the end of a thread", held_at_the_end },
	{ "held at a switch", held_at_a_switch },
	{ "released by another thread", released_by_another },
	{ "lives of locks", lives },
	{ "asserts", asserts },
	{ "pinned locks", pins },
	{ "budgets", budgets },
	{ "severity: livelock", severities },
	{ "severity: of a pinned holder", severity_of_the_pinned },
	{ "policies", policies },
	{ "a refused lock teaches nothing", refused_is_not_learned },
	{ "modules come and go", modules },
	{ "reset", reset },
	{ "times, JSON and DOT", times },
};

int main(void)
{
	return run_cases(cases, sizeof(cases) / sizeof(cases[0]));
}
