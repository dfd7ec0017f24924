/* SPDX-License-Identifier: MIT
 *
 * No caller can know when it got the lock: after an error, or on one of two ways with the same
 * result; nor may a function release it that isn't called by its address.
 *
 * expect: lock-imbalance: `begin` returns with mutex `table` held
 * expect: lock-imbalance: `touch` returns with mutex `table` held
 * expect: lock-imbalance: `stop` releases mutex `table`, which is not held
 * expect: lock-imbalance: `finish` releases mutex `table`, which is not held
 * count: 4
 */
#include "case.h"

struct rows {
	int (*begin)(int at);
	void (*touch)(int at);
	void (*stop)(void *row);
};

static mutex_t table HF_HELD_IN(preemptible);
static mutex_t other HF_HELD_IN(preemptible);
static int row[8];

static int begin(int at)
{
	mutex_lock(&table);
	if (at >= 8)
		return -1;
	mutex_unlock(&table);
	return 0;
}

static void touch(int at)
{
	mutex_lock(&table);
	if (at >= 8)
		return;
	row[at]++;
	mutex_unlock(&table);
}

static void stop(void *at)
{
	if (at)
		mutex_unlock(&table);
}

const struct rows rows = { begin, touch, stop };

void finish(void)
{
	mutex_lock(&other);
	mutex_unlock(&other);
	mutex_unlock(&table);
}
