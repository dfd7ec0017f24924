/* SPDX-License-Identifier: MIT
 *
 * Of two wound-wait mutexes with a context, the one that would wait for ever fails.
 */
#include "linux.h"

struct dma_resv { struct ww_mutex lock; };
struct object { struct dma_resv resv; spinlock_t list; int pins; };
static struct ww_class objects;

int object_pin(struct object *o, struct ww_acquire_ctx *ctx)
{
	int error = ww_mutex_lock(&o->resv.lock, ctx);

	if (error)
		return error;
	o->pins++;
	ww_mutex_unlock(&o->resv.lock);
	return 0;
}

int object_swap(struct object *a, struct object *b)
{
	struct ww_acquire_ctx ctx;
	int error;

	ww_acquire_init(&ctx, &objects);
	error = ww_mutex_lock(&a->resv.lock, &ctx);
	if (error)
		goto fini;
	error = ww_mutex_lock_interruptible(&b->resv.lock, &ctx);
	if (error)
		goto unlock;
	a->pins = b->pins;
	ww_mutex_unlock(&b->resv.lock);
unlock:
	ww_mutex_unlock(&a->resv.lock);
fini:
	ww_acquire_fini(&ctx);
	return error;
}

void object_list(struct object *o)
{
	ww_mutex_lock(&o->resv.lock, NULL);
	spin_lock(&o->list);
	o->pins--;
	spin_unlock(&o->list);
	ww_mutex_unlock(&o->resv.lock);
	if (ww_mutex_trylock(&o->resv.lock, NULL)) {
		o->pins++;
		ww_mutex_unlock(&o->resv.lock);
	}
}
