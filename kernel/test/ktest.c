/* SPDX-License-Identifier: MIT
 *
 * ktest.c: the list of tests.
 */
#include <kernel/print.h>
#include <kernel/thread.h>
#include "ktest.h"
#include "tests.h"

static const struct ktest {
	const char *name;
	const char *(*run)(void) HF_MAY_BLOCK;  /* NULL, or what went wrong */
} tests[] = {
#define KTEST(name) { #name, test_##name },
#include "tests.def"
#undef KTEST
};

int ktest_run(void)
{
	int failed = 0;

	for (unsigned i = 0; i < ARRAY_LEN(tests); i++) {
		const char *step = thread_step(tests[i].name);
		const char *wrong = tests[i].run();

		thread_step(step);
		if (wrong) {
			failed++;
			kprintf(LOG_ERR, "ktest: %s: FAIL: %s\n", tests[i].name, wrong);
		} else {
			kprintf(LOG_INFO, "ktest: %s: ok\n", tests[i].name);
		}
	}
	kprintf(LOG_INFO, "ktest: %d passed, %d failed\n", (int)ARRAY_LEN(tests) - failed, failed);
	return failed;
}
