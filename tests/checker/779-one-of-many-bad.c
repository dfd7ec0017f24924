/* SPDX-License-Identifier: MIT
 *
 * The one function that the pointer may lead to writes what decides how the lock is taken again: then it is
 * taken or not by chance, and what takes it again would wait for itself.
 *
 * expect: lock-imbalance: `idle` releases spinlock `device.lock`, which is not held
 */
#include "case.h"

struct device {
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	bool stays_locked;
	int users;
};
struct driver { void (*idle)(struct device *d) HF_MAY_BLOCK; };

static void idle_a(struct device *d) { d->users = 1; }
static void idle_e(struct device *d) { d->stays_locked = true; }

void idle(struct device *d, struct driver *by)
{
	spin_lock(&d->lock);
	if (!d->stays_locked) {
		spin_unlock(&d->lock);
		by->idle(d);
	}
	if (!d->stays_locked)
		spin_lock(&d->lock);
	d->users = 0;
	spin_unlock(&d->lock);
}
