/* SPDX-License-Identifier: MIT
 *
 * Two readers in both orders share both locks, and a reader may read again where no writer waits.  Readers are
 * taken for writers.
 */
#include "linux.h"

static DECLARE_RWSEM(names);
static DECLARE_RWSEM(values);
static DEFINE_RWLOCK(routes);
static int n;

int name_to_value(void)
{
	int found;

	down_read(&names);
	down_read(&values); // expect: lock-order
	found = n;
	up_read(&values);
	up_read(&names);
	return found;
}

int value_to_name(void)
{
	int found;

	down_read(&values);
	down_read(&names);
	found = n;
	up_read(&names);
	up_read(&values);
	return found;
}

static int route_metric(void)
{
	int metric;

	read_lock(&routes); // expect: lock-recursion
	metric = n;
	read_unlock(&routes);
	return metric;
}

int route_sum(void)
{
	int sum;

	read_lock(&routes);
	sum = n + route_metric();
	read_unlock(&routes);
	return sum;
}
