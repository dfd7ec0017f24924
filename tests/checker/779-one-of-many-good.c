/* SPDX-License-Identifier: MIT
 *
 * One of many functions that a pointer may lead to writes what decides how the lock is released and taken again
 * around the call.  Who wrote it so relies on that this one's object is another.
 */
#include "case.h"

struct device {
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	bool stays_locked;
	int users;
};
struct driver { void (*idle)(struct device *d) HF_MAY_BLOCK; };

static void idle_a(struct device *d) { d->users = 1; }
static void idle_b(struct device *d) { d->users = 2; }
static void idle_c(struct device *d) { d->users = 3; }
static void idle_d(struct device *d) { d->users = 4; }
static void idle_e(struct device *d) { d->stays_locked = true; }
struct driver drivers[] = { { idle_a }, { idle_b }, { idle_c }, { idle_d }, { idle_e } };

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
