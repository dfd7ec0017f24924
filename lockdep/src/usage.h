/* SPDX-License-Identifier: MIT
 *
 * usage.h: learning from an event: how its class is held and spun on, and after
 * which others it is waited for.
 */
#ifndef LOCKDEP_USAGE_H
#define LOCKDEP_USAGE_H

#include "event.h"

/* Has `cls` been seen held open to all of `open`?  Any time. */
bool lockdep_usage_known_open(uint16_t cls, uint16_t open);

/* Slow path.  Record the event in the class and the order graph; the event's
 * `now_` fields say what was new. */
void lockdep_usage_learn_held(struct lockdep_event *ev);
void lockdep_usage_learn_spun(struct lockdep_event *ev);
void lockdep_usage_learn_order(struct lockdep_event *ev);

#endif
