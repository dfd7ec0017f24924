/* SPDX-License-Identifier: MIT
 *
 * The lock is one that the record points to.
 *
 * args: --model 700-guesses.ini
 * args: --all
 * expect: guard-guessed: `port.flags` is written without `host.lock`, with which 3 other functions touch it
 * count: 1
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

void all(struct host *h, struct port *p)
{
	attach(p, h);
	raise(p);
	lower(p);
	turn(p);
	clear(p);
}
