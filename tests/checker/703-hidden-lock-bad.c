/* SPDX-License-Identifier: MIT
 *
 * A lock that is static in another file, and known here by its functions alone: it is one lock in both files.
 *
 * args: --model 700-guesses.ini
 * with: 703-hidden-lock-other.c
 * expect: lock-order: locks are taken in a cycle
 * expect: lock-imbalance: `leave` returns with mutex `hidden_lock` held
 * count: 2
 */
#include "700-guesses.h"

extern struct sleeper table;

void nested(void)
{
	hidden_take();
	sleeper_take(&table);
	sleeper_give(&table);
	hidden_give();
}

int leave(int failed)
{
	hidden_take();
	if (failed)
		return -1;
	hidden_give();
	return -2;
}
