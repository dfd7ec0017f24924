/* SPDX-License-Identifier: MIT
 *
 * A callee that returns 1, or an object, with the lock held, and callers that know.
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
	if (begin(n) != 1) {
		sleep_ms(1);
		return;
	}
	spin_unlock(&t);
	if (begin(n) == 1)
		spin_unlock(&t);
	sleep_ms(1);
}

void switched(int n)
{
	switch (begin(n)) {
	case 1:
		spin_unlock(&t);
		break;
	default:
		sleep_ms(1);
	}
	sleep_ms(1);
}

void object(int id)
{
	struct object *o = find(id);

	if (!o) {
		sleep_ms(1);
		return;
	}
	o->id = 3;
	spin_unlock(&o->lock);
	sleep_ms(1);
}
