/* SPDX-License-Identifier: MIT
 *
 * A pointer that only new objects are stored in has a lock of its own, in a record and in a static variable.
 *
 * expect: lock-order: locks are taken in a cycle: *port.lock -> *bus -> *port.lock
 * expect: unresolved: which lock is taken here is not known
 * count: 2
 * args: --require-closed
 */
#include "case.h"

struct port { spinlock_t *lock; };
static spinlock_t *bus, *either;
spinlock_t *spin_new(void) __attribute__((malloc)) HF_TRUST("made elsewhere");

void begin(struct port *p)
{
	bus = spin_new();
	p->lock = spin_new();
}

void send(struct port *p)
{
	spin_lock(bus);
	spin_lock(p->lock);
	spin_unlock(p->lock);
	spin_unlock(bus);
}

void reset(struct port *p)
{
	spin_lock(p->lock);
	spin_lock(bus);
	spin_unlock(bus);
	spin_unlock(p->lock);
}

/* Here something else is stored as well. */
void begin_either(spinlock_t *other) { either = spin_new(); either = other; }
void use_either(void) { spin_lock(either); spin_unlock(either); }
