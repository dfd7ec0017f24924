/* SPDX-License-Identifier: MIT
 *
 * Waiting for a job under the lock that the job takes.
 *
 * args: --model 765-work-item.ini
 * expect: lock-order: locks are taken in a cycle: port.lock -> port.work -> port.lock
 * count: 1
 */
#include "case.h"

struct sleeper { int v; };
struct job { void (*fn)(struct job *j); };
struct port { struct sleeper lock; struct job work, other; int count; };

void sleeper_take(struct sleeper *l);
void sleeper_give(struct sleeper *l);
void job_wait(struct job *j);

static void count(struct job *j)
{
	struct port *p = container_of(j, struct port, work);

	sleeper_take(&p->lock);
	p->count++;
	sleeper_give(&p->lock);
}

static void look(struct job *j)
{
	struct port *p = container_of(j, struct port, other);

	p->count = !p->count;
}

void open(struct port *p)
{
	p->work.fn = count;
	p->other.fn = look;
}

void close(struct port *p)
{
	sleeper_take(&p->lock);
	job_wait(&p->work);
	sleeper_give(&p->lock);
	job_wait(&p->other);
}
