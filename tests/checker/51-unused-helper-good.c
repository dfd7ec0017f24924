/* SPDX-License-Identifier: MIT
 *
 * A header's helpers that nobody calls are no part of the program.
 */
#include "case.h"
#include "51-unused-helper.h"

int f(void)
{
	return 0;
}
