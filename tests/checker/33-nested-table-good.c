/* SPDX-License-Identifier: MIT
 *
 * The same table, called with preemption on.
 *
 * args: --require-closed
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

	fn();
}
