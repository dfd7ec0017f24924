/* SPDX-License-Identifier: MIT
 *
 * A lock that is waited for, one that is tried so many times, one whose holder gets the CPU meanwhile, and one
 * whose caller comes again.
 */
#include "linux.h"

static DEFINE_MUTEX(state);
static DECLARE_RWSEM(table);
static int entries;

void state_force(void)
{
	mutex_lock(&state);
	entries = 0;
	mutex_unlock(&state);
}

int state_try(void)
{
	int tries = 0;

	while (!mutex_trylock(&state)) {
		if (tries++ > 5)
			return -EBUSY;
		barrier();
	}
	entries = 0;
	mutex_unlock(&state);
	return 0;
}

int table_force(void)
{
	if (!rtnl_trylock())
		return restart_syscall();
	while (!down_write_trylock(&table))
		cond_resched();
	entries++;
	up_write(&table);
	rtnl_unlock();
	return 0;
}
