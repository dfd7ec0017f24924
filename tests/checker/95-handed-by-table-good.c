/* SPDX-License-Identifier: MIT
 *
 * A table of operations whose `start` returns with the lock and whose `stop` releases it: whoever
 * calls them isn't seen.
 */
#include "case.h"

struct rows {
	void *(*start)(int at);
	void *(*find)(int at);
	int (*begin)(int at);
	void (*stop)(void *row);
};

static mutex_t table HF_HELD_IN(preemptible);
static int row[8];

static void *start(int at)
{
	mutex_lock(&table);
	return at < 8 ? &row[at] : NULL;
}

static void *find(int at)
{
	mutex_lock(&table);
	if (at < 8)
		return &row[at];
	mutex_unlock(&table);
	return NULL;
}

static int begin(int at)
{
	mutex_lock(&table);
	if (at >= 8) {
		mutex_unlock(&table);
		return -1;
	}
	return 0;
}

static void stop(void *at)
{
	if (at)
		row[0]++;
	mutex_unlock(&table);
}

const struct rows rows = { start, find, begin, stop };
