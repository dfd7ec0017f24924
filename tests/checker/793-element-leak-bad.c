/* SPDX-License-Identifier: MIT
 *
 * The lock of an element is given back in each round, but on one way out of the loop.
 *
 * expect: lock-imbalance: `move` returns with mutex `desk.gate` held
 * expect: lock-imbalance: `one` returns with mutex `desk.gate` held
 */
#include "case.h"

struct desk { mutex_t gate; int busy; };

static struct desk desks[16];
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

void one(int i)
{
	mutex_lock(&desks[i].gate);
	if (!put(&desks[i]))
		return;
	mutex_unlock(&desks[i].gate);
}
