/* SPDX-License-Identifier: MIT
 *
 * Two mutexes in both orders; a mutex and the rtnl lock; a spinlock in a record against a global one.
 */
#include "linux.h"

struct volume { struct mutex journal; struct mutex bitmap; spinlock_t lock; int free; };
static DEFINE_MUTEX(devices);
static DEFINE_SPINLOCK(volumes);

int block_alloc(struct volume *v)
{
	mutex_lock(&v->journal);
	mutex_lock(&v->bitmap); // expect: lock-order
	v->free--;
	mutex_unlock(&v->bitmap);
	mutex_unlock(&v->journal);
	return 0;
}

void bitmap_check(struct volume *v)
{
	mutex_lock(&v->bitmap);
	mutex_lock(&v->journal);
	v->free++;
	mutex_unlock(&v->journal);
	mutex_unlock(&v->bitmap);
}

void device_up(void)
{
	rtnl_lock();
	mutex_lock(&devices); // expect: lock-order
	mutex_unlock(&devices);
	rtnl_unlock();
}

void device_scan(void)
{
	mutex_lock(&devices);
	rtnl_lock();
	rtnl_unlock();
	mutex_unlock(&devices);
}

void volume_add(struct volume *v)
{
	spin_lock(&volumes);
	spin_lock(&v->lock); // expect: lock-order
	v->free = 0;
	spin_unlock(&v->lock);
	spin_unlock(&volumes);
}

void volume_drop(struct volume *v)
{
	spin_lock(&v->lock);
	spin_lock(&volumes);
	v->free = -1;
	spin_unlock(&volumes);
	spin_unlock(&v->lock);
}
