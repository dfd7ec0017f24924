/* SPDX-License-Identifier: MIT
 *
 * Takes a spinlock that its caller holds.
 */
#include "rtthread.h"

struct ring { struct rt_spinlock lock; int used; };

static void clear(struct ring *r)
{
	rt_spin_lock(&r->lock); // expect: lock-recursion
	r->used = 0;
	rt_spin_unlock(&r->lock);
}

void ring_reset(struct ring *r)
{
	rt_spin_lock(&r->lock);
	clear(r);
	rt_spin_unlock(&r->lock);
}
