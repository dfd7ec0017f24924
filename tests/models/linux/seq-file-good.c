/* SPDX-License-Identifier: MIT
 *
 * What start() takes, stop() gives back.
 */
#include "linux.h"

struct rows { spinlock_t lock; struct mutex names; int count; };

static void *rows_start(struct seq_file *m, loff_t *pos)
{
	struct rows *rows = m->private;

	mutex_lock(&rows->names);
	return *pos > rows->count ? NULL : rows;
}

static void *rows_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct rows *rows = v;

	return ++*pos > rows->count ? NULL : rows;
}

static void rows_stop(struct seq_file *m, void *v)
{
	struct rows *rows = m->private;

	mutex_unlock(&rows->names);
}

static int rows_show(struct seq_file *m, void *v)
{
	struct rows *rows = v;
	int count;

	spin_lock(&rows->lock);
	count = rows->count;
	spin_unlock(&rows->lock);
	return seq_printf(m, "%d\n", count);
}

const struct seq_operations rows_ops = {
	.start = rows_start, .next = rows_next, .stop = rows_stop, .show = rows_show,
};
