/* SPDX-License-Identifier: MIT
 *
 * One order; where it can't be kept, a trylock that backs out, and a lock that is dropped before the other.
 */
#include "linux.h"

struct volume { struct mutex journal; struct mutex bitmap; spinlock_t lock; int free; };
static DEFINE_MUTEX(devices);
static DEFINE_SPINLOCK(volumes);

int block_alloc(struct volume *v)
{
	mutex_lock(&v->journal);
	mutex_lock(&v->bitmap);
	v->free--;
	mutex_unlock(&v->bitmap);
	mutex_unlock(&v->journal);
	return 0;
}

void bitmap_check(struct volume *v)
{
	mutex_lock(&v->bitmap);
	if (mutex_trylock(&v->journal)) {
		v->free++;
		mutex_unlock(&v->journal);
	}
	mutex_unlock(&v->bitmap);
}

void device_up(void)
{
	rtnl_lock();
	mutex_lock(&devices);
	mutex_unlock(&devices);
	rtnl_unlock();
}

void device_scan(void)
{
	mutex_lock(&devices);
	mutex_unlock(&devices);
	rtnl_lock();
	rtnl_unlock();
}

void volume_add(struct volume *v)
{
	spin_lock(&volumes);
	spin_lock(&v->lock);
	v->free = 0;
	spin_unlock(&v->lock);
	spin_unlock(&volumes);
}

void volume_drop(struct volume *v)
{
	spin_lock(&volumes);
	spin_lock(&v->lock);
	spin_unlock(&volumes);
	v->free = -1;
	spin_unlock(&v->lock);
}
