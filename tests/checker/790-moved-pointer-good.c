/* SPDX-License-Identifier: MIT
 *
 * A pointer that is found by going through an array is no null pointer, so the caller's test tells whether the lock came
 * along.
 */
#include "case.h"

struct item { int key, next; };
struct table { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); struct item items[8]; char *heap; };

static struct item *look_up(struct table *t, int key)
{
	struct item *i = t->items;

	spin_lock(&t->lock);
	for (int n = 0; n < 8; n++, i++)
		if (i->key == key)
			return i;
	spin_unlock(&t->lock);
	return NULL;
}

static struct item *at_offset(struct table *t, int offset)
{
	spin_lock(&t->lock);
	if (offset)
		return (struct item *)(t->heap + offset);
	spin_unlock(&t->lock);
	return NULL;
}

void change(struct table *t, int key)
{
	struct item *i = look_up(t, key);

	if (!i)
		return;
	i->key = 0;
	spin_unlock(&t->lock);
}

void follow(struct table *t, int offset)
{
	struct item *i = at_offset(t, offset);

	if (i) {
		i->next = 0;
		spin_unlock(&t->lock);
	}
	sleep_ms(1);
}
