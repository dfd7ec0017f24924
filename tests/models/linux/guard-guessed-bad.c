/* SPDX-License-Identifier: MIT
 *
 * Three functions touch a list under its lock, one without.
 *
 * args: --all
 */
#include "linux.h"

struct item { struct list_head link; int key; };
struct cache { struct mutex lock; struct list_head items; int count; };

void cache_add(struct cache *c, struct item *item)
{
	mutex_lock(&c->lock);
	list_add_tail(&item->link, &c->items);
	c->count++;
	mutex_unlock(&c->lock);
}

bool cache_empty(struct cache *c)
{
	bool empty;

	mutex_lock(&c->lock);
	empty = list_empty(&c->items);
	c->count += !empty;
	mutex_unlock(&c->lock);
	return empty;
}

int cache_find(struct cache *c, int key)
{
	struct item *item;
	int n = 0;

	mutex_lock(&c->lock);
	list_for_each_entry(item, &c->items, link)
		n += item->key == key;
	c->count = n;
	mutex_unlock(&c->lock);
	return n;
}

static long cache_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct cache *c = file->private_data;

	c->count = 0; // expect: guard-guessed
	return 0;
}

const struct file_operations cache_fops = { .unlocked_ioctl = cache_ioctl };
