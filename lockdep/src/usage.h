/* SPDX-License-Identifier: MIT
 *
 * usage.h: learning from an event: how its class is held and spun on, and after
 * which others it is waited for.
 */
#ifndef LOCKDEP_USAGE_H
#define LOCKDEP_USAGE_H

#include "class.h"
#include "event.h"

/* Is nothing new about holding entry `index` of the stack open to all of `open`?  Any time. */
bool lockdep_usage_known_open(struct lockdep_thread *thread, unsigned base, unsigned index,
			      uint16_t open);

/* Slow path.  Record the event in the class and the order graph; the event's
 * `now_` fields say what was new: also a fact that was known, seen now without some outer lock. */
void lockdep_usage_learn_held(struct lockdep_event *ev);
void lockdep_usage_learn_spun(struct lockdep_event *ev);
void lockdep_usage_learn_order(struct lockdep_event *ev);

/* The rows for which any class was seen spun on, and any spinning one held open: others have no
 * inversion.  Slow path. */
extern uint16_t lockdep_usage_rows;
void lockdep_usage_reset(void);

/* The rows for which the class was seen held open and spun on such that the one waits for the
 * other.  Slow path. */
uint16_t lockdep_usage_inverted(const struct lockdep_class_info *info);

/* Is the order of two locks of the class not lockdep's to find: compared, or any under a parent? */
static inline bool lockdep_usage_ordered(const struct lockdep_held *held,
					 const struct lockdep_event *ev)
{
	return lockdep_classes[held->cls].base == lockdep_classes[ev->cls].base &&
	       ((ev->flags & LOCKDEP_FLAG_UNDER) || lockdep_classes[ev->cls].nests);
}

#endif
