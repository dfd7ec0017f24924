/* SPDX-License-Identifier: MIT
 *
 * mtx_init says whether the holder may lock again.
 */
#include <threads.h>

struct store { mtx_t lock; int items; };

int store_init(struct store *s)
{
	s->items = 0;
	return mtx_init(&s->lock, mtx_plain | mtx_recursive);
}

static void inner(struct store *s)
{
	mtx_lock(&s->lock);
	s->items++;
	mtx_unlock(&s->lock);
}

void outer(struct store *s)
{
	mtx_lock(&s->lock);
	inner(s);
	mtx_unlock(&s->lock);
}
