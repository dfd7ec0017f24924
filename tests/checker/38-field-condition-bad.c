/* SPDX-License-Identifier: MIT
 *
 * The field that decides is written between the two tests: by this function, by a
 * callee, by a callee's callee through a pointer of its type, by code that isn't here.
 * The lock may then be held at the sleep.
 *
 * expect: block-in-atomic: bad.c:51:
 * expect: block-in-atomic: bad.c:61:
 * expect: block-in-atomic: bad.c:71:
 * expect: block-in-atomic: bad.c:81:
 * expect: block-in-atomic: bad.c:92:
 * expect: block-in-atomic: bad.c:102:
 * chain: 45: written: acquires the lock
 */
#include "case.h"

struct device {
	HF_LOCK_FIELD(spinlock_t, lock, no_preempt);
	bool shared;
	unsigned flags;
	int users;
};
#define BUSY 4u

extern unsigned mode;
void elsewhere(struct device *d);

static void set(struct device *d) { d->shared = true; }
static void poke(int *users) { *users = 3; }
static void deeper(struct device *d) { poke(&d->users); }

static void enter(struct device *d)
{
	spin_lock(&d->lock);
}

static void leave(struct device *d)
{
	spin_unlock(&d->lock);
}

void written(struct device *d)
{
	if (d->shared)
		spin_lock(&d->lock);
	d->shared = false;
	if (d->shared)
		spin_unlock(&d->lock);


	sleep_ms(1);
}

void callee(struct device *d)
{
	if (d->shared)
		enter(d);
	set(d);
	if (d->shared)
		leave(d), (void)0;
	sleep_ms(1);
}

void pointer(struct device *d)
{
	if (d->users)
		enter(d);
	deeper(d);
	if (d->users)
		leave(d), (void)0;
	sleep_ms(1);
}

void unseen(struct device *d)
{
	if (d->flags & BUSY)
		enter(d);
	elsewhere(d);
	if (d->flags & BUSY)
		leave(d), (void)0;
	sleep_ms(1);
}

void other_bit(struct device *d)
{
	if (d->flags & BUSY)
		enter(d);

	if (d->flags & 8)
		leave(d);

	sleep_ms(1);
}

void variable(struct device *d)
{
	if (mode & BUSY)
		spin_lock(&d->lock);
	mode = 0;
	if (mode & BUSY)
		spin_unlock(&d->lock), (void)0;
	sleep_ms(1);
}
