/* SPDX-License-Identifier: MIT
 *
 * objects.h: the locks of a program that knows nothing of lockdep, by their addresses.
 *
 * A lock's class is the place that initialised it, with who called that; of a lock that was
 * initialised statically, the lock itself, by its symbol; and of one in memory without a symbol, the
 * place that took it first.  Nobody declares an order of several locks of one class: for them the
 * orders of each two locks are kept, and the opposite one is what breaks lock-order.
 */
#ifndef LOCKDEP_OBJECTS_H
#define LOCKDEP_OBJECTS_H

#include <lockdep/lockdep.h>

struct object {
	const void *address;            /* atomic; NULL: free */
	struct lockdep_map map;
	uint8_t life;                   /* how often its memory has become another lock */
	bool counts;                    /* a semaphore that isn't used as a lock */
};

/* The lock at the address; `site` is who asks.  NULL: there is no room. */
struct object *object_get(const void *address, unsigned kind, const void *site);

/* It was initialised in `site`: from here on it is another lock. */
struct object *object_init(const void *address, unsigned kind, const void *site);

/* NULL: it was never seen. */
struct object *object_find(const void *address);

/* Locks that found no room, and are not checked. */
unsigned object_missed(void);

#endif
