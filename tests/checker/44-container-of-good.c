/* SPDX-License-Identifier: MIT
 *
 * The enclosing record's lock, by each usual way to write container_of: what is taken by
 * one name is released by the other.
 */
#include "case.h"

struct list { struct list *next; };
struct device { int n; HF_LOCK_FIELD(spinlock_t, lock, no_preempt); struct list link; struct { struct list l[2]; } sub; };

#define CLASSIC(ptr, type, member) ({ \
	const __typeof__(((type *)0)->member) *ptr_ = (ptr); \
	(type *)((char *)ptr_ - __builtin_offsetof(type, member)); })
#define VOIDED(ptr, type, member) ({ \
	void *ptr_ = (void *)(ptr); \
	((type *)(ptr_ - offsetof(type, member))); })
#define NUMBERED(ptr, type, member) \
	((type *)((unsigned long)(ptr) - (unsigned long)&((type *)0)->member))

void classic(struct device *d)
{
	spin_lock(&d->lock);
	spin_unlock(&CLASSIC(&d->link, struct device, link)->lock);
	sleep_ms(1);
}

void voided(struct device *d)
{
	struct list *l = &d->link;

	spin_lock(&d->lock);
	spin_unlock(&VOIDED(l, struct device, link)->lock);
	sleep_ms(1);
}

static void inner(struct list *l)
{
	struct device *d = NUMBERED(l, struct device, link);

	spin_unlock(&d->lock);
}

void numbered(struct device *d)
{
	spin_lock(&d->lock);
	inner(&d->link);
	sleep_ms(1);
}

void element(struct device *d)
{
	spin_lock(&d->lock);
	spin_unlock(&container_of(&d->sub.l[1], struct device, sub.l[1])->lock);
	sleep_ms(1);
}
