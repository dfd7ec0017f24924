/* SPDX-License-Identifier: MIT
 *
 * Tests of one unchanged field, bit or global belong together: nothing between them
 * writes it, and another field of the same object doesn't count.
 */
#include "case.h"

struct device {
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	bool shared;
	unsigned flags;
	int users;
	struct { int level; } power;
	struct device *parent;
};
#define BUSY 4u

extern unsigned mode;

static void set_users(struct device *d) { d->users = 3; }
static void enter(struct device *d) { spin_lock(&d->lock); }
static void leave(struct device *d) { spin_unlock(&d->lock); }

void field(struct device *d)
{
	if (d->shared)
		spin_lock(&d->lock);
	d->users++;
	if (d->shared)
		spin_unlock(&d->lock);
	sleep_ms(1);
}

void callee(struct device *d)
{
	if (d->shared)
		enter(d);
	set_users(d);
	if (d->shared)
		leave(d);
	sleep_ms(1);
}

void bit(struct device *d)
{
	if (d->flags & BUSY)
		enter(d);
	if (d->flags & BUSY)
		leave(d);
	sleep_ms(1);
}

void negated_bit(struct device *d)
{
	if (!(d->flags & BUSY))
		enter(d);
	if ((d->flags & BUSY) == 0)
		leave(d);
	sleep_ms(1);
}

void parameter_bit(struct device *d, unsigned flags)
{
	if (flags & BUSY)
		enter(d);
	if (flags & BUSY)
		leave(d);
	sleep_ms(1);
}

void depth(struct device *d)
{
	if (d->parent->power.level > 2)
		enter(d);
	if (d->parent->power.level > 2)
		leave(d);
	sleep_ms(1);
}

void variable(struct device *d)
{
	if (mode & BUSY)
		enter(d);
	if (mode & BUSY)
		leave(d);
	sleep_ms(1);
}

void other_object(struct device *d, int n)
{
	struct device local = { .users = n };

	if (local.users)
		enter(d);
	if (local.users)
		leave(d);
	sleep_ms(1);
}
