/* SPDX-License-Identifier: MIT
 *
 * A lock that is taken where an argument asks for it, and given back where another one does.
 */
#include "linux.h"

struct table { struct mutex lock; int rows; bool shared; };

static int table_add(struct table *t, bool locked, bool last)
{
	if (!locked)
		mutex_lock(&t->lock);
	t->rows++;
	if (last)
		mutex_unlock(&t->lock); // expect: lock-imbalance
	return t->rows;
}

int table_fill(struct table *t)
{
	return table_add(t, true, true);
}

int table_one(struct table *t, bool wait)
{
	if (wait)
		mutex_lock(&t->lock);
	else if (!mutex_trylock(&t->lock))
		return -EAGAIN;
	if (t->rows > 100)
		return -EBUSY; // expect: lock-imbalance: `table_one` returns with
	mutex_unlock(&t->lock);
	return 0;
}
