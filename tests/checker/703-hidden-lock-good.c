/* SPDX-License-Identifier: MIT
 *
 * The same in one order, and given back on all ways.
 *
 * args: --model 700-guesses.ini
 * with: 703-hidden-lock-other.c
 * count: 0
 */
#include "700-guesses.h"

extern struct sleeper table;

void nested(void)
{
	sleeper_take(&table);
	hidden_take();
	hidden_give();
	sleeper_give(&table);
}

int leave(int failed)
{
	hidden_take();
	hidden_give();
	return failed ? -1 : -2;
}
