/* SPDX-License-Identifier: MIT
 *
 * Where the lock is that nobody else can name.
 */
#include "700-guesses.h"

static struct sleeper hidden_lock;
struct sleeper table;

void hidden_take(void) { sleeper_take(&hidden_lock); }
void hidden_give(void) { sleeper_give(&hidden_lock); }

void other_way(void)
{
	sleeper_take(&table);
	sleeper_take(&hidden_lock);
	sleeper_give(&hidden_lock);
	sleeper_give(&table);
}
