/* SPDX-License-Identifier: MIT
 *
 * ktest.c: the list of tests.
 */
#include <kernel/init.h>
#include <kernel/panic.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include "kernel/sched/explore.h"
#include "ktest.h"
#include "tests.h"

static const struct ktest {
	const char *name;
	const char *(*run)(void) HF_MAY_BLOCK;  /* NULL, or what went wrong */
	bool explored;
} tests[] = {
#define KTEST(name, explored) { #name, test_##name, explored },
#include "tests.def"
#undef KTEST
};

/* Under -icount time is counted in instructions, and passes at once where nobody has
 * anything to do: so a test that hangs is told from a slow one. */
#define STUCK_NS (20 * NSEC_PER_SEC)

static struct timeout stuck;

static void be_stuck(struct timeout *t)
{
	(void)t;
	panic("explore: a test does not end");
}

static const char *run(const struct ktest *test) HF_MAY_BLOCK;
static const char *run(const struct ktest *test)
{
	const char *step = thread_step(test->name), *wrong;

	if (explore_on)
		timeout_set(&stuck, clock_ns() + STUCK_NS, be_stuck);
	wrong = test->run();
	if (explore_on)
		timeout_cancel_wait(&stuck);
	thread_step(step);
	return wrong;
}

static bool wanted(const struct ktest *test, const char *name)
{
	return *name ? !strcmp(test->name, name) : test->explored || !explore_on;
}

int ktest_run(const char *name)
{
	int failed = 0, passed = 0;

	for (unsigned i = 0; i < ARRAY_LEN(tests); i++) {
		const char *wrong;

		if (!wanted(&tests[i], name))
			continue;
		wrong = run(&tests[i]);
		if (wrong) {
			failed++;
			kprintf(LOG_ERR, "ktest: %s: FAIL: %s\n", tests[i].name, wrong);
		} else {
			passed++;
			kprintf(LOG_INFO, "ktest: %s: ok\n", tests[i].name);
		}
	}
	kprintf(LOG_INFO, "ktest: %d passed, %d failed\n", passed, failed);
	return passed ? failed : 1;
}
