/* SPDX-License-Identifier: MIT
 *
 * All functions touch a list under its lock, but for the one that made it.
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

	mutex_lock(&c->lock);
	c->count = 0;
	mutex_unlock(&c->lock);
	return 0;
}

static int cache_open(struct inode *inode, struct file *file)
{
	struct cache *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	c->count = 0;
	file->private_data = c;
	return 0;
}

const struct file_operations cache_fops = { .unlocked_ioctl = cache_ioctl, .open = cache_open };
