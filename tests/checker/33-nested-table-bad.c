/* SPDX-License-Identifier: MIT
 *
 * A table of records in a record, without inner braces; and the pointer goes through
 * a local variable, a result and a choice before it is called.
 *
 * expect: block-in-atomic: `sleep_ms` may block while in state no_preempt
 * chain: run: calls slow through `fn`
 */
#include "case.h"

struct row { const char *name; void (*fn)(void); };
struct table { int n; struct row rows[2]; };

static void fast(void) { }
static void slow(void) { sleep_ms(1); }
static const struct table table = { 2, { "fast", fast, "slow", slow } };

static void (*choose(int n))(void)
{
	return n > 1 ? table.rows[1].fn : fast;
}

void run(int n)
{
	void (*fn)(void) = choose(n);

	preempt_disable();
	fn();
	preempt_enable();
}
