/* SPDX-License-Identifier: MIT
 *
 * A constant that a caller was given by its own caller is known, unless it is assigned.
 *
 * args: --model 762-constant-handed-on.ini
 */
#define FOREVER (-1)
struct gate { int closed; };
struct latch { int taken; };
int gate_take(struct gate *g, int wait);
void gate_give(struct gate *g);
void latch_take(struct latch *l);
void latch_give(struct latch *l);
void *page_get(int size, unsigned how);

struct store { struct gate gate; int n; };
static struct latch latch;

static int store_lock(struct store *s, int wait)
{
	return gate_take(&s->gate, wait);
}

static void *buffer(int size, unsigned how)
{
	return size ? page_get(size, how) : 0;
}

static void *two_buffers(int size, unsigned how)
{
	buffer(size, how);
	return buffer(size, how);
}

static void *changed(int size, unsigned how)
{
	if (size > 100)
		how = 0x20;
	return page_get(size, how);
}

void f(struct store *s)
{
	store_lock(s, FOREVER);
	s->n++;
	gate_give(&s->gate);
	latch_take(&latch);
	two_buffers(4, 0x20);

	latch_give(&latch);
	two_buffers(4, 0x400);
}
