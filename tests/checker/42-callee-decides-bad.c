/* SPDX-License-Identifier: MIT
 *
 * A callee that returns 1, or an object, with the lock held: the caller takes the
 * result the wrong way round.
 *
 * expect: block-in-atomic: bad.c:42:
 * expect: block-in-atomic: bad.c:52:
 * chain: one: calls begin
 */
#include "case.h"

struct object { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); int id; struct object *next; };

static struct object *first;
static spinlock_t t HF_HELD_IN(no_preempt);

static int begin(int n)
{
	if (n < 0)
		return -22;
	if (!n)
		return 0;
	spin_lock(&t);
	return 1;
}

static struct object *find(int id)
{
	for (struct object *o = first; o; o = o->next) {
		spin_lock(&o->lock);
		if (o->id == id)
			return o;
		spin_unlock(&o->lock);
	}
	return NULL;
}

void one(int n)
{
	if (begin(n) != 1)
		return;
	sleep_ms(1);
	spin_unlock(&t);
}

void object(int id)
{
	struct object *o = find(id);

	if (!o)
		return;
	sleep_ms(1);
	spin_unlock(&o->lock);
}
