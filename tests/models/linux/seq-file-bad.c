/* SPDX-License-Identifier: MIT
 *
 * What start() takes and stop() gives back is held in between: show() may not sleep under a spinlock, and a start()
 * that fails has it as well.
 */
#include "linux.h"

struct rows { spinlock_t lock; struct mutex names; int count; };

static void *rows_start(struct seq_file *m, loff_t *pos)
{
	struct rows *rows = m->private;

	mutex_lock(&rows->names);
	if (*pos > rows->count) {
		mutex_unlock(&rows->names);
		*pos = 0;
		return rows;
	}
	return rows; // expect: lock-imbalance: `rows_start` returns with
}

static void rows_stop(struct seq_file *m, void *v)
{
	struct rows *rows = m->private;

	mutex_unlock(&rows->names);
}

static int rows_show(struct seq_file *m, void *v)
{
	struct rows *rows = v;

	spin_lock(&rows->lock);
	msleep(1); // expect: block-in-atomic
	spin_unlock(&rows->lock);
	return 0;
}

const struct seq_operations rows_ops = { .start = rows_start, .stop = rows_stop, .show = rows_show };
