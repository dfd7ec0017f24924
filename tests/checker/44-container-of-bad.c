/* SPDX-License-Identifier: MIT
 *
 * The enclosing record's lock, by each usual way to write container_of: held at the
 * sleep, released by the other name, and taken twice where it is one object.
 *
 * expect: block-in-atomic: bad.c:36:
 * expect: block-in-atomic: bad.c:50:
 * expect: block-in-atomic: bad.c:57:
 * expect: lock-recursion: bad.c:28:
 * chain: classic: acquires `device.lock`
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
	spin_lock(&CLASSIC(&d->link, struct device, link)->lock);
}

void voided(struct device *d)
{
	struct list *l = &d->link;

	spin_lock(&VOIDED(l, struct device, link)->lock);
	sleep_ms(1);
	spin_unlock(&d->lock);
}

static void inner(struct list *l)
{
	struct device *d = NUMBERED(l, struct device, link);

	spin_lock(&d->lock);
}

void numbered(struct device *d)
{
	inner(&d->link);
	sleep_ms(1);
	spin_unlock(&d->lock);
}

void element(struct device *d)
{
	spin_lock(&container_of(&d->sub.l[1], struct device, sub.l[1])->lock);
	sleep_ms(1);
	spin_unlock(&d->lock);
}
