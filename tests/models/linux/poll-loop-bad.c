/* SPDX-License-Identifier: MIT
 *
 * A trylock of a lock that sleeps, tried again and again at once.
 */
#include "linux.h"

static DEFINE_MUTEX(state);
static DECLARE_RWSEM(table);
static int entries;

void state_force(void)
{
	while (!mutex_trylock(&state)) // expect: poll-loop
		barrier();
	entries = 0;
	mutex_unlock(&state);
}

int table_force(void)
{
retry:
	if (!rtnl_trylock()) // expect: poll-loop
		goto retry;
	if (!down_write_trylock(&table)) { // expect: poll-loop
		rtnl_unlock();
		goto retry;
	}
	entries++;
	up_write(&table);
	rtnl_unlock();
	return 0;
}
