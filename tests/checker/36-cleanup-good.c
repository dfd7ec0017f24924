/* SPDX-License-Identifier: MIT
 *
 * The same by hand.
 *
 * args: --require-closed
 */
#include "case.h"

static void leave(int *n) { (void)n; sleep_ms(1); }

int f(void)
{
	int n = 3;

	leave(&n);
	return n;
}
