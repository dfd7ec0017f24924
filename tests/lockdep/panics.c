/* SPDX-License-Identifier: MIT
 *
 * panics.c: lockdep where the host is worst off: called by its own output path, by a handler on top of a
 * report, and by a panic, wherever that began.  It goes on quietly, waits for nobody, and each report is whole.
 */
#include "nests.h"

#include <signal.h>

DEFINE_LOCK(m, mutex, preemptible);
DEFINE_LOCK(n, mutex, preemptible);
DEFINE_LOCK(console, irq_spin, no_irq);
DEFINE_LOCK(buffer, irq_spin, no_irq);
DEFINE_LOCK(fresh, mutex, preemptible);

static struct lockdep_stats stats;
static char dumped[4096];

static enum lockdep_rule close_cycle(void)
{
	CHECK(nest(&m, 0, &n, 0) == NONE);
	return nest(&n, 0, &m, 0);
}

/* All that a lock's user can do wrong. */
static void misbehave(void)
{
	get(&console, 0);
	get(&console, 0);
	drop(&console);
	drop(&console);
	lockdep_release(&console.dep, HERE);
	nest(&buffer, 0, &console, 0);
	nest(&console, 0, &buffer, 0);
	nest(&console, 0, &m, 0);
	lockdep_might_block(HERE);
	lockdep_assert_held(&fresh.dep, 0, HERE);
	lockdep_init(&fresh.dep, &fresh_class, HERE);
	lockdep_free(&m, sizeof(m), HERE);
	lockdep_return_to_user(HERE);
	lockdep_declare_order(&buffer_class, &console_class);
}

/* The reports, each from its first line to its last, none inside another. */
static unsigned whole_reports(void)
{
	unsigned count = 0;
	const char *at = reports;

	while (strncmp(at, "lockdep: ", 9) == 0) {
		const char *last = strstr(at, "\n  see checker/rules/"), *next = strstr(at + 1, "lockdep: ");

		if (!last || (next && next < last))
			return ~0u;
		at = strchr(last + 1, '\n') + 1;
		count++;
	}
	return *at ? ~0u : count;
}

static void misbehave_in_report(const char *text, size_t len)
{
	misbehave();
	collect(text, len);
	misbehave();
}

static void from_its_output(void)
{
	lockdep_posix_on_report(misbehave_in_report);
	CHECK(close_cycle() == ORDER);
	CHECK(whole_reports() == 1);
	lockdep_stats_get(&stats);
	CHECK(stats.reports_total == 1 && stats.classes == 2 && stats.nested_unchecked > 30);
	/* What it did while it printed is forgotten, what it does now is not. */
	CHECK(nest(&console, 0, &buffer, 0) == NONE);
	CHECK(nest(&buffer, 0, &console, 0) == ORDER);
}

static void on_signal(int number)
{
	(void)number;
	lockdep_posix_enter(HF_CTX_irq);
	get(&console, 0);
	CHECK(get(&console, 0) == LOCKDEP_RULE_LOCK_RECURSION);
	drop(&console);
	drop(&console);
	lockdep_posix_leave(HF_CTX_irq);
}

static void interrupt_report(const char *text, size_t len)
{
	lockdep_posix_on_report(collect);
	raise(SIGUSR1);                 /* masked: it comes when the report is out */
	collect(text, len);
}

static void handler_on_top_of_a_report(void)
{
	signal(SIGUSR1, on_signal);
	lockdep_posix_on_report(interrupt_report);
	CHECK(close_cycle() == ORDER);
	CHECK(whole_reports() == 2);
	CHECK(strstr(reports, "lockdep: lock-order: m") < strstr(reports, "lockdep: lock-recursion: console"));
}

/* One that nothing masks comes in the middle, and is not checked. */
static void unmaskable_on_top_of_a_report(const char *text, size_t len)
{
	lockdep_posix_enter(HF_CTX_irq);
	get(&console, 0);
	get(&console, 0);
	collect(text, len);
	drop(&console);
	drop(&console);
	lockdep_posix_leave(HF_CTX_irq);
}

static void unmaskable_handler(void)
{
	lockdep_posix_on_report(unmaskable_on_top_of_a_report);
	CHECK(close_cycle() == ORDER);
	CHECK(whole_reports() == 1);
	CHECK(!lockdep_is_held(&console.dep) && !lockdep_is_held(&m.dep));
}

static unsigned panics;

/* A panic that knows nothing of lockdep: its own fault is another report, and another panic. */
static void careless_panic(enum lockdep_rule rule)
{
	panics++;
	if (rule == ORDER)
		CHECK(nest(&console, 0, &console, 0) == LOCKDEP_RULE_LOCK_RECURSION);
}

static void fault_of_a_panic(void)
{
	lockdep_posix_on_panic(careless_panic);
	lockdep_policy_set(NONE, LOCKDEP_PANIC);
	get(&fresh, READ);              /* not a common outer lock */
	CHECK(close_cycle() == ORDER);
	CHECK(panics == 2);
	CHECK(whole_reports() == 2);
	CHECK(lockdep_is_held(&fresh.dep) && drop(&fresh) == NONE);
}

static void emit(void *arg, const char *text, size_t len)
{
	size_t used = strlen(arg);

	snprintf((char *)arg + used, sizeof(dumped) - used, "%.*s", (int)len, text);
}

/* What a panic prints and takes. */
static void last_words(void)
{
	char line[160];

	lockdep_panicking();
	misbehave();
	lockdep_dump(emit, dumped);
	CHECK(strstr(dumped, "\norder m -> n\n") && strstr(dumped, "\nacquires "));
	lockdep_summary(line, sizeof(line));
	CHECK(strstr(line, " nested unchecked"));
}

static void quiet_panic(enum lockdep_rule rule)
{
	panics += rule == ORDER;
	last_words();
}

static void panic_after_a_report(void)
{
	lockdep_posix_on_panic(quiet_panic);
	lockdep_policy_set(NONE, LOCKDEP_PANIC);
	get(&fresh, READ);              /* not a common outer lock */
	CHECK(close_cycle() == ORDER);
	CHECK(panics == 1 && whole_reports() == 1);
	CHECK(lockdep_is_held(&fresh.dep));
	misbehave();
	CHECK(whole_reports() == 1);
}

static void panic_in_report(const char *text, size_t len)
{
	collect(text, len);
	last_words();
}

static void panic_inside_lockdep(void)
{
	lockdep_posix_on_report(panic_in_report);
	CHECK(close_cycle() == ORDER);
	CHECK(whole_reports() == 1);
}

/* A thread that is stopped in the middle of a report keeps the slow path. */
static volatile bool reporting, resumed;

static void stop_in_report(const char *text, size_t len)
{
	collect(text, len);
	reporting = true;
	while (!resumed)
		usleep(100);
}

static void *close_cycle_on_thread(void *arg)
{
	(void)arg;
	CHECK(close_cycle() == ORDER);
	return NULL;
}

static volatile bool said;

static void *panic_on_thread(void *arg)
{
	(void)arg;
	last_words();
	said = true;
	return NULL;
}

static enum lockdep_rule recur(void)
{
	return nest(&console, 0, &console, 0);
}

static void panic_beside_a_report(void)
{
	pthread_t reporter, panicker;

	lockdep_posix_on_report(stop_in_report);
	CHECK(!pthread_create(&reporter, NULL, close_cycle_on_thread, NULL));
	while (!reporting)
		usleep(100);
	lockdep_posix_on_report(collect);
	CHECK(!pthread_create(&panicker, NULL, panic_on_thread, NULL));
	while (!said)
		usleep(100);
	resumed = true;
	pthread_join(reporter, NULL);
	pthread_join(panicker, NULL);
	CHECK(run_in_thread(recur) == LOCKDEP_RULE_LOCK_RECURSION);     /* others are checked on */
	CHECK(whole_reports() == 2);
}

static const struct test_case cases[] = {
	{ "called from its own output", from_its_output },
	{ "a handler that came due during a report", handler_on_top_of_a_report },
	{ "a handler that nothing masks, on top of a report", unmaskable_handler },
	{ "a panic's own fault is reported, and is a panic", fault_of_a_panic },
	{ "a panic that is announced is quiet", panic_after_a_report },
	{ "a panic in the middle of a report", panic_inside_lockdep },
	{ "a panic beside a report that never ends", panic_beside_a_report },
};

int main(void)
{
	return run_cases(cases, sizeof(cases) / sizeof(cases[0]));
}
