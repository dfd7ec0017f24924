/* SPDX-License-Identifier: MIT
 *
 * The same with the lock in all of them, taken by a caller in one.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * count: 0
 */
#include "700-guesses.h"

struct host { struct latch lock; };
struct port { struct latch *lock; struct host *host; int flags; };

struct port *port_new(struct host *h);

static void attach(struct port *p, struct host *h)
{
	p->host = h;
	p->lock = &h->lock;
}

static void raise(struct port *p)
{
	latch_take(p->lock);
	p->flags |= 1;
	latch_give(p->lock);
}

static void lower(struct port *p)
{
	latch_take(p->lock);
	p->flags &= ~1;
	latch_give(p->lock);
}

static void turn(struct port *p)
{
	latch_take(p->lock);
	p->flags ^= 1;
	latch_give(p->lock);
}

static void clear(struct port *p) { p->flags = 0; }

static void clear_locked(struct host *h, struct port *p)
{
	latch_take(&h->lock);
	clear(p);
	latch_give(&h->lock);
}

void all(struct host *h, struct port *p)
{
	attach(p, h);
	raise(p);
	lower(p);
	turn(p);
	clear_locked(h, p);
}
