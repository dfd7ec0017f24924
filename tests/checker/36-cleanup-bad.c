/* SPDX-License-Identifier: MIT
 *
 * What a cleanup does at the end of the scope is not seen, and that is said.
 *
 * args: --require-closed
 * expect: unresolved: it is not known what `leave (cleanup)` holds
 */
#include "case.h"

static void leave(int *n) { (void)n; sleep_ms(1); }

int f(void)
{
	__attribute__((cleanup(leave))) int n = 3;

	return n;
}
