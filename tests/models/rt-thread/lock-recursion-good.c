/* SPDX-License-Identifier: MIT
 *
 * Its caller holds the spinlock for it.
 */
#include "rtthread.h"

struct ring { struct rt_spinlock lock; int used; };

static void clear(struct ring *r)
{
	r->used = 0;
}

void ring_reset(struct ring *r)
{
	rt_spin_lock(&r->lock);
	clear(r);
	rt_spin_unlock(&r->lock);
}
