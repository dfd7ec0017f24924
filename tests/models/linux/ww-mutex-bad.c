/* SPDX-License-Identifier: MIT
 *
 * A wound-wait mutex whose lock failed isn't held; it sleeps; without a context it is a mutex as others are.
 */
#include "linux.h"

struct dma_resv { struct ww_mutex lock; };
struct object { struct dma_resv resv; spinlock_t list; int pins; };
static struct ww_class objects;

int object_pin(struct object *o, struct ww_acquire_ctx *ctx)
{
	int error = ww_mutex_lock(&o->resv.lock, ctx);

	if (error == -EALREADY)
		error = 0;
	o->pins++;
	ww_mutex_unlock(&o->resv.lock); // expect: lock-imbalance: `object_pin` releases
	return error;
}

int object_swap(struct object *a, struct object *b)
{
	struct ww_acquire_ctx ctx;
	int error;

	ww_acquire_init(&ctx, &objects);
	error = ww_mutex_lock(&a->resv.lock, &ctx);
	if (error)
		return error;
	error = ww_mutex_lock_interruptible(&b->resv.lock, &ctx);
	if (error)
		return error; // expect: lock-imbalance: `object_swap` returns with
	a->pins = b->pins;
	ww_mutex_unlock(&b->resv.lock);
	ww_mutex_unlock(&a->resv.lock);
	ww_acquire_fini(&ctx);
	return 0;
}

void object_list(struct object *o)
{
	spin_lock(&o->list);
	ww_mutex_lock(&o->resv.lock, NULL); // expect: block-in-atomic: `ww_mutex_lock`
	o->pins--;
	ww_mutex_unlock(&o->resv.lock);
	spin_unlock(&o->list);
}

void object_twice(struct object *o)
{
	ww_mutex_lock(&o->resv.lock, NULL);
	ww_mutex_lock(&o->resv.lock, NULL); // expect: lock-recursion
	ww_mutex_unlock(&o->resv.lock);
}
