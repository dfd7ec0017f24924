/* SPDX-License-Identifier: MIT
 *
 * A lock that is taken where an argument asks for it, and given back there, too.
 */
#include "linux.h"

struct table { struct mutex lock; int rows; bool shared; };

static int table_add(struct table *t, bool locked)
{
	int rows;

	if (!locked)
		mutex_lock(&t->lock);
	rows = ++t->rows;
	if (!locked)
		mutex_unlock(&t->lock);
	return rows;
}

int table_fill(struct table *t)
{
	int rows;

	mutex_lock(&t->lock);
	rows = table_add(t, true);
	mutex_unlock(&t->lock);
	return rows + table_add(t, false);
}

int table_shared(struct table *t)
{
	bool shared = t->shared;

	if (shared)
		mutex_lock(&t->lock);
	t->rows++;
	if (shared)
		mutex_unlock(&t->lock);
	return 0;
}

int table_one(struct table *t, bool wait)
{
	int error = 0;

	if (wait)
		mutex_lock(&t->lock);
	else if (!mutex_trylock(&t->lock))
		return -EAGAIN;
	if (t->rows > 100)
		error = -EBUSY;
	mutex_unlock(&t->lock);
	return error;
}
