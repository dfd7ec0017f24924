/* SPDX-License-Identifier: MIT
 *
 * event.h: one call of the host, and what it taught: what the rules look at.
 */
#ifndef LOCKDEP_EVENT_H
#define LOCKDEP_EVENT_H

#include <lockdep/lockdep.h>
#include "trace.h"

enum lockdep_event_kind {
	LOCKDEP_EVENT_ACQUIRE = 1u << 0,
	LOCKDEP_EVENT_RELEASE = 1u << 1,
	LOCKDEP_EVENT_OPENED = 1u << 2,         /* once for each held lock */
	LOCKDEP_EVENT_BLOCK = 1u << 3,
	LOCKDEP_EVENT_OTHER = 1u << 4,          /* reported by whoever makes it */
};

#define LOCKDEP_FLAG_UNDER (1u << 3)            /* of an acquire: under a parent */

struct lockdep_event {
	enum lockdep_event_kind kind;
	struct lockdep_thread *thread;  /* its held stack as it was before an acquire */
	const struct lockdep_map *map;  /* NULL: LOCKDEP_EVENT_BLOCK */
	const char *name;               /* of the lock's class */
	uint16_t cls;                   /* or LOCKDEP_CLASS_NONE, LOCKDEP_CLASS_UNLEARNED */
	uint16_t closed, entered;
	bool pinned;
	uint8_t flags;                  /* of an acquire, or of the held lock */
	bool waits;                     /* an acquire that isn't a trylock */
	const void *site;

	/* whose stack counts: what runs now holds base..; entry `index` is the lock itself */
	unsigned base, index;

	/* what is new about `cls` */
	uint16_t now_open;              /* held open to these */
	uint16_t now_spun;              /* spun on by these */
	uint16_t now_edges[LOCKDEP_MAX_HELD];   /* waited for after others (order.h) */
	unsigned now_edge_count;

	uint32_t guarded_by;            /* entries from `base` on that guard any of what was learned */
	lockdep_trace_id trace;         /* of this call, once something is new; else 0 */
	enum lockdep_rule verdict;      /* the first rule reported */
	bool refused;                   /* a rule with that policy was broken */
};

static inline bool lockdep_event_shared(const struct lockdep_event *ev)
{
	return ev->flags & (LOCKDEP_READ | LOCKDEP_READ_RECURSIVE);
}

static inline bool lockdep_event_recursive(const struct lockdep_event *ev)
{
	return ev->flags & LOCKDEP_READ_RECURSIVE;
}

#endif
