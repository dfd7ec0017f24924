/* SPDX-License-Identifier: MIT
 *
 * matrix.c: each rule's fault beside its nearest correct neighbours.
 *
 * A case is up to three steps.  They run in every order, each order in a process
 * of its own with fresh tables, and the first lines of all reports are compared.
 * Afterwards the same steps run once more, which must add nothing.
 */
#include "locks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

DEFINE_LOCK(raw, raw_spin, preemptible);
DEFINE_LOCK(strict_raw, raw_spin, no_preempt);
DEFINE_LOCK(spin, spin, no_preempt);
DEFINE_LOCK(inner, spin, no_preempt);
DEFINE_LOCK(third, spin, no_preempt);
DEFINE_LOCK(soft, softirq_spin, no_softirq);
DEFINE_LOCK(irq, irq_spin, no_irq);
DEFINE_LOCK(wrong, spin, no_irq);
DEFINE_LOCK(mtx, mutex, preemptible);
DEFINE_LOCK(mtx2, mutex, preemptible);
/* Two places that initialise locks of one class, and two locks of the second. */
DEFINE_LOCK_NAMED(twin1, "twin", spin, no_preempt);
DEFINE_LOCK_NAMED(twin2, "twin", spin, no_preempt);
static struct lock twin3 = { .dep.cls = &twin2_class };
/* The same name, but another kind: another class. */
DEFINE_LOCK_NAMED(twin_raw, "twin", raw_spin, no_preempt);
static struct lock nameless;

static void use(struct lock *l)
{
	take(l);
	drop(l);
}

static __attribute__((noinline)) void block(void)
{
	lockdep_might_block(__builtin_return_address(0));
}

static void use_two(struct lock *first, struct lock *second)
{
	take(first);
	use(second);
	drop(first);
}

/* One statement as a step. */
#define STEP(name, ...) static void name(void) { __VA_ARGS__ }
#define WITH(row, what)                          \
	lockdep_posix_mask(HF_CTX_##row);        \
	what;                                    \
	lockdep_posix_unmask(HF_CTX_##row);
#define AS(row, what)                            \
	lockdep_posix_enter(HF_CTX_##row);       \
	what;                                    \
	lockdep_posix_leave(HF_CTX_##row);

STEP(raw_open, use(&raw);)
STEP(raw_open_try, try_take(&raw); drop(&raw);)
STEP(raw_masked, WITH(preempt, use(&raw)))
STEP(raw_masked_try, WITH(preempt, try_take(&raw); drop(&raw)))
STEP(raw_both, use(&raw); WITH(preempt, use(&raw)))
STEP(raw_irq_off, WITH(irq, use(&raw)))
STEP(raw_inside, use_two(&irq, &raw);)
STEP(strict_open, use(&strict_raw);)
STEP(strict_masked, WITH(preempt, use(&strict_raw)))
STEP(strict_opened,
     lockdep_posix_mask(HF_CTX_preempt);
     try_take(&strict_raw);
     lockdep_posix_unmask(HF_CTX_preempt);
     drop(&strict_raw);)
STEP(strict_nested_mask, WITH(preempt, take(&strict_raw); WITH(preempt, ) drop(&strict_raw)))

STEP(spin_thread, use(&spin);)
STEP(spin_irq, AS(irq, use(&spin)))
STEP(spin_irq_try, AS(irq, try_take(&spin); drop(&spin)))
STEP(spin_irq_off, WITH(irq, use(&spin)))
STEP(spin_softirq, AS(softirq, use(&spin)))
STEP(spin_nmi, AS(nmi, use(&spin)))
STEP(spin_held_irq_takes_it, take(&spin); AS(irq, use(&spin)) drop(&spin);)
STEP(soft_thread, use(&soft);)
STEP(soft_softirq, AS(softirq, use(&soft)))
STEP(soft_irq, AS(irq, use(&soft)))
STEP(irq_thread, use(&irq);)
STEP(irq_irq, AS(irq, use(&irq)))
STEP(irq_nmi, AS(nmi, use(&irq)))
STEP(irq_nmi_try, AS(nmi, try_take(&irq); drop(&irq)))

STEP(irq_then_spin, use_two(&irq, &spin);)
STEP(irq_then_try_spin, take(&irq); try_take(&spin); drop(&spin); drop(&irq);)
STEP(irq_then_mutex, use_two(&irq, &mtx);)
STEP(irq_inner_spin, take(&irq); use_two(&inner, &spin); drop(&irq);)
STEP(spin_then_irq, use_two(&spin, &irq);)
STEP(spin_irq_interrupted, take(&spin); AS(irq, use(&irq)) drop(&spin);)

STEP(ab, use_two(&spin, &inner);)
STEP(ba, use_two(&inner, &spin);)
STEP(ba_try, take(&inner); try_take(&spin); drop(&spin); drop(&inner);)
STEP(bc, use_two(&inner, &third);)
STEP(ca, use_two(&third, &spin);)
STEP(ac, use_two(&spin, &third);)
STEP(abc, take(&spin); use_two(&inner, &third); drop(&spin);)
STEP(try_b_c_without_a,
     take(&spin);
     try_take(&inner);
     drop(&spin);
     use(&third);
     drop(&inner);)
STEP(a_try_b_c, take(&spin); try_take(&inner); use(&third); drop(&inner); drop(&spin);)
STEP(mutex_ab, use_two(&mtx, &mtx2);)
STEP(mutex_ba, use_two(&mtx2, &mtx);)
STEP(mutex_spin, use_two(&mtx, &spin);)
STEP(twin_nested, use_two(&twin1, &twin2);)
STEP(twin_nested_instances, use_two(&twin2, &twin3);)
STEP(twin_twice, use_two(&twin2, &twin2);)
STEP(twin_raw_in_twin, use_two(&twin1, &twin_raw);)
STEP(twin_nested_try, take(&twin1); try_take(&twin2); drop(&twin2); drop(&twin1);)
STEP(twin_in_turn, use(&twin1); use(&twin2); use(&twin3);)
STEP(twin1_spin, use_two(&twin1, &spin);)
STEP(spin_twin2, use_two(&spin, &twin2);)

STEP(twice, use_two(&spin, &spin);)
STEP(twice_raw, use_two(&raw, &raw);)
STEP(twice_known, use(&spin); take(&spin); use(&inner); take(&spin); drop(&spin); drop(&spin);)
STEP(in_turn, use(&spin); use(&spin);)
STEP(release_free, drop(&mtx);)
STEP(crosswise, take(&mtx); take(&mtx2); drop(&mtx); use(&spin); drop(&mtx2); use(&mtx2);)

STEP(block_plain, block();)
STEP(block_masked, WITH(preempt, block()))
STEP(block_irq_off, WITH(irq, block()))
STEP(block_in_irq, AS(irq, block()))
STEP(block_in_softirq, AS(softirq, block()))
STEP(block_raw, take(&raw); block(); drop(&raw);)
STEP(block_after_raw, use(&raw); block();)
STEP(block_mutex, take(&mtx); block(); drop(&mtx);)
STEP(mutex_in_spin, use_two(&spin, &mtx);)
STEP(mutex_try_in_spin, take(&spin); try_take(&mtx); drop(&mtx); drop(&spin);)
STEP(mutex_in_raw, use_two(&raw, &mtx);)
STEP(mutex_masked, WITH(preempt, use(&mtx)))
STEP(mutex_plain, use(&mtx);)

STEP(wrong_use, use(&wrong);)
STEP(wrong_irq_off, WITH(irq, use(&wrong)))
STEP(take_nameless, take(&nameless); drop(&nameless);)

struct test {
	const char *name;
	void (*steps[3])(void);
	/* First lines without "lockdep: ", joined by ", ": the same in any order; or
	 * `reversed` for the orders that don't begin with the first step.  '*' at
	 * the end of one stands for any class. */
	const char *reports, *reversed;
};

static const struct test tests[] = {
	{ "preempt-inversion", { raw_open, raw_masked }, "preempt-inversion: raw",
	  "context-mismatch: raw, preempt-inversion: raw" },
	{ "preempt-inversion: held by trylock", { raw_open_try, raw_masked },
	  "preempt-inversion: raw", "context-mismatch: raw, preempt-inversion: raw" },
	{ "preempt-inversion: spun on with interrupts off", { raw_open, raw_irq_off },
	  "preempt-inversion: raw", "context-mismatch: raw, preempt-inversion: raw" },
	{ "preempt-inversion: one report, whatever is held around it", { raw_open, raw_inside },
	  "preempt-inversion: raw", "context-mismatch: raw, preempt-inversion: raw" },
	{ "preempt-inversion: opened while held", { strict_masked, strict_opened },
	  "preempt-inversion: strict_raw",
	  "context-mismatch: strict_raw, preempt-inversion: strict_raw" },
	{ "no inversion: always preemptible", { raw_open, raw_open }, "", NULL },
	{ "no inversion: trylock never waits", { raw_open, raw_masked_try }, "", NULL },
	{ "no inversion: always masked", { strict_masked, strict_masked }, "", NULL },
	{ "no inversion: the inner of two masks lifted", { strict_nested_mask, strict_masked }, "",
	  NULL },
	{ "no inversion: the type masks", { spin_thread, spin_irq_off }, "", NULL },

	{ "irq-inversion", { spin_thread, spin_irq }, "irq-inversion: spin",
	  "context-mismatch: spin, irq-inversion: spin" },
	{ "irq-inversion: in one go", { spin_held_irq_takes_it }, "irq-inversion: spin", NULL },
	{ "irq-inversion: deferred work", { spin_thread, spin_softirq }, "irq-inversion: spin",
	  "context-mismatch: spin, irq-inversion: spin" },
	{ "irq-inversion: deferred work's lock in a handler", { soft_thread, soft_irq },
	  "irq-inversion: soft", "context-mismatch: soft, irq-inversion: soft" },
	{ "no irq-inversion: trylock in the handler", { spin_thread, spin_irq_try }, "", NULL },
	{ "no irq-inversion: irq-masking type", { irq_thread, irq_irq }, "", NULL },
	{ "no irq-inversion: softirq-masking type", { soft_thread, soft_softirq }, "", NULL },

	{ "user row: inversion", { irq_thread, irq_nmi }, "nmi-inversion: irq",
	  "context-mismatch: irq, nmi-inversion: irq" },
	{ "user row: strictest row only", { spin_thread, spin_nmi }, "nmi-inversion: spin",
	  "context-mismatch: spin, nmi-inversion: spin" },
	{ "user row: no inversion by trylock", { irq_thread, irq_nmi_try }, "", NULL },

	{ "carried irq-inversion", { irq_irq, irq_then_spin, spin_thread }, "irq-inversion: spin",
	  NULL },
	{ "carried irq-inversion: over a third lock", { irq_irq, irq_inner_spin, spin_thread },
	  "irq-inversion: spin", NULL },
	{ "not carried: held masked everywhere", { irq_irq, irq_then_spin, spin_irq_off }, "", NULL },
	{ "not carried: the other order", { irq_irq, spin_then_irq, spin_thread }, "", NULL },
	{ "not carried: a mutex gives the CPU back", { irq_irq, irq_then_mutex, mutex_plain },
	  "block-in-atomic: mtx", NULL },
	{ "not carried: trylock", { irq_irq, irq_then_try_spin, spin_thread }, "", NULL },
	{ "carried irq-inversion: to the interrupted thread", { spin_irq_interrupted, irq_then_spin },
	  "irq-inversion: spin", NULL },
	{ "no order between a handler and what it interrupts", { spin_irq_interrupted }, "", NULL },

	{ "lock-order: two", { ab, ba }, "lock-order: *", NULL },
	{ "lock-order: three", { ab, bc, ca }, "lock-order: *", NULL },
	{ "lock-order: one report for a cycle through two held locks", { abc, ca },
	  "lock-order: *", NULL },
	{ "lock-order: what is left of a chain is not the chain",
	  { try_b_c_without_a, a_try_b_c, ca }, "lock-order: *", NULL },
	{ "lock-order: mutexes", { mutex_ab, mutex_ba }, "lock-order: *", NULL },
	{ "lock-order: one class", { twin_nested }, "lock-order: twin", NULL },
	{ "lock-order: one class, one initialiser", { twin_nested_instances }, "lock-order: twin",
	  NULL },
	{ "lock-order: one class over two objects", { twin1_spin, spin_twin2 }, "lock-order: *",
	  NULL },
	{ "no cycle: same order", { ab, bc, ac }, "", NULL },
	{ "no cycle: trylock", { ab, ba_try }, "", NULL },
	{ "no cycle: mutex then spinlock", { mutex_ab, mutex_spin }, "", NULL },
	{ "no cycle: one class, trylock", { twin_nested_try }, "", NULL },
	{ "no cycle: one name, two kinds", { twin_raw_in_twin }, "", NULL },
	{ "no cycle: one class in turn", { twin_in_turn }, "", NULL },

	{ "lock-recursion", { twice }, "lock-recursion: spin", NULL },
	{ "lock-recursion: raw", { twice_raw }, "lock-recursion: raw", NULL },
	{ "lock-recursion: after known chains", { in_turn, twice_known }, "lock-recursion: spin",
	  NULL },
	{ "lock-recursion: of a class that nests", { twin_nested_instances, twin_twice },
	  "lock-order: twin, lock-recursion: twin", "lock-recursion: twin, lock-order: twin" },
	{ "no recursion: in turn", { in_turn }, "", NULL },
	{ "lock-imbalance", { release_free }, "lock-imbalance: mtx", NULL },
	{ "no imbalance: crosswise", { crosswise }, "", NULL },

	{ "block-in-atomic: preemption off", { block_masked }, "block-in-atomic: no lock", NULL },
	{ "block-in-atomic: interrupts off", { block_irq_off }, "block-in-atomic: no lock", NULL },
	{ "block-in-atomic: handler", { block_in_irq }, "block-in-atomic: no lock", NULL },
	{ "block-in-atomic: deferred work", { block_in_softirq }, "block-in-atomic: no lock", NULL },
	{ "block-in-atomic: spinlock held preemptibly", { block_raw }, "block-in-atomic: raw", NULL },
	{ "block-in-atomic: mutex in spinlock", { mutex_in_spin }, "block-in-atomic: mtx", NULL },
	{ "block-in-atomic: mutex in raw spinlock", { mutex_in_raw }, "block-in-atomic: mtx", NULL },
	{ "block-in-atomic: mutex with preemption off", { mutex_plain, mutex_masked },
	  "block-in-atomic: mtx", NULL },
	{ "may block: thread", { block_plain, mutex_plain }, "", NULL },
	{ "may block: mutex held", { block_mutex, mutex_ab }, "", NULL },
	{ "may block: spinlock released", { block_after_raw }, "", NULL },
	{ "may block: mutex trylock in spinlock", { mutex_try_in_spin }, "", NULL },

	{ "context-mismatch: weaker than declared", { strict_open }, "context-mismatch: strict_raw",
	  NULL },
	{ "context-mismatch: type too weak", { wrong_use }, "context-mismatch: wrong", NULL },
	{ "context-mismatch: no class", { take_nameless },
	  "context-mismatch: a lock without a class", NULL },
	{ "no mismatch: as declared", { strict_masked }, "", NULL },
	{ "no mismatch: the caller masks", { wrong_irq_off }, "", NULL },

	{ "goes on after a report", { raw_both, mutex_in_spin },
	  "preempt-inversion: raw, block-in-atomic: mtx",
	  "block-in-atomic: mtx, preempt-inversion: raw" },
};

static char seen[2048];

static void collect(const char *text, size_t len)
{
	static const char head[] = "lockdep: ";
	const char *end = memchr(text, '\n', len);
	size_t used = strlen(seen);

	text += sizeof(head) - 1;
	snprintf(seen + used, sizeof(seen) - used, "%s%.*s", used ? ", " : "",
		 end ? (int)(end - text) : 0, text);
}

static bool matches(const char *wanted)
{
	const char *star = strchr(wanted, '*');

	if (!star)
		return strcmp(seen, wanted) == 0;
	return strncmp(seen, wanted, (size_t)(star - wanted)) == 0 && !strchr(seen, ',');
}

static void run_steps(const struct test *test, const unsigned *order, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		test->steps[order[i]]();
}

/* In the child: 0, or 1 after saying what is wrong. */
static int check_order(const struct test *test, const unsigned *order, unsigned count)
{
	const char *wanted = order[0] && test->reversed ? test->reversed : test->reports;
	char once[sizeof(seen)];

	lockdep_posix_on_report(collect);
	run_steps(test, order, count);
	if (!matches(wanted)) {
		printf("FAIL lockdep: %s: order %u%u%u: reported [%s], expected [%s]\n", test->name, order[0],
		       order[1], order[2], seen, wanted);
		return 1;
	}
	strcpy(once, seen);
	run_steps(test, order, count);
	if (strcmp(once, seen) != 0) {
		printf("FAIL lockdep: %s: reported again: [%s]\n", test->name, seen);
		return 1;
	}
	return 0;
}

static bool passes(const struct test *test, const unsigned *order, unsigned count)
{
	int status;
	pid_t child = fork();

	if (child < 0) {
		perror("fork");
		return false;
	}
	if (child == 0) {
		status = check_order(test, order, count);
		fflush(stdout);
		_exit(status);
	}
	if (waitpid(child, &status, 0) != child)
		return false;
	if (WIFSIGNALED(status))
		printf("FAIL lockdep: %s: died of signal %d\n", test->name, WTERMSIG(status));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool run_test(const struct test *test)
{
	static const unsigned orders[][3] = {
		{ 0, 1, 2 }, { 1, 0, 2 }, { 0, 2, 1 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
	};
	static const unsigned orders_of[] = { 0, 1, 2, 6 };
	unsigned count = 0;

	while (count < 3 && test->steps[count])
		count++;
	for (unsigned i = 0; i < orders_of[count]; i++)
		if (!passes(test, orders[i], count))
			return false;
	printf("ok lockdep: %s\n", test->name);
	fflush(stdout);
	return true;
}

int main(void)
{
	unsigned failed = 0;

	for (unsigned i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		failed += !run_test(&tests[i]);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
