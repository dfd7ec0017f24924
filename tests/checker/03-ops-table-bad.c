/* SPDX-License-Identifier: MIT
 *
 * The spinning side is reached through a table of operations.
 *
 * expect: preempt-inversion: `disk.lock`
 * chain: tick: calls disk_poll through `driver.poll`
 */
#include "case.h"

struct disk { HF_LOCK_FIELD(raw_spinlock_t, lock, no_preempt); int n; };
struct driver { void (*poll)(struct disk *d); void (*flush)(struct disk *d); };

static void disk_poll(struct disk *d)
{
	raw_spin_lock(&d->lock);
	raw_spin_unlock(&d->lock);
}

static void disk_flush(struct disk *d)
{
	raw_spin_lock(&d->lock);
	d->n = 0;
	raw_spin_unlock(&d->lock);
}

static const struct driver driver = { .flush = disk_flush, .poll = disk_poll };

void tick(struct disk *d)
{
	const struct driver *ops = &driver;

	preempt_disable();
	ops->poll(d);
	preempt_enable();
}

void sync(struct disk *d) { driver.flush(d); }
