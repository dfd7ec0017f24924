/* SPDX-License-Identifier: MIT
 *
 * On each way; and a loop that takes all of them, before another one that gives all of them back.
 */
#include "case.h"

struct desk { mutex_t gate; int busy; };

static struct desk desks[16];
struct board { mutex_t gate HF_NESTS("their number"); };
static struct board boards[4];
static mutex_t table HF_HELD_IN(preemptible);

bool put(struct desk *d) HF_TRUST("test: has no lock to do with");

static bool move(int from, int count)
{
	for (int i = 0; i < count; i++) {
		struct desk *d = &desks[i];

		mutex_lock(&d->gate);
		if (d->busy != from) {
			mutex_unlock(&d->gate);
			continue;
		}
		mutex_lock(&table);
		if (!put(d)) {
			mutex_unlock(&table);
			mutex_unlock(&d->gate);
			return false;
		}
		mutex_unlock(&table);
		mutex_unlock(&d->gate);
	}
	return true;
}

int all(void)
{
	(void)move(1, 16);
	return 0;
}

static void shut(int count)
{
	for (int i = 0; i < count; i++)
		mutex_lock(&boards[i].gate);
}

static void open_again(int count)
{
	for (int i = 0; i < count; i++)
		mutex_unlock(&boards[i].gate);
}

void everything(int count)
{
	shut(count);
	open_again(count);
}
