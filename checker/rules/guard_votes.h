/* SPDX-License-Identifier: MIT
 *
 * guard_votes.h: who touches a field with a lock and who without it, for rules that guess what guards it.
 */
#ifndef RULES_GUARD_VOTES_H
#define RULES_GUARD_VOTES_H

#include "rules.h"

struct guard_run {
	struct rule_run *r;
	GHashTable *entries;            /* (function, class): somebody calls it with such a lock */
	GHashTable *takers;             /* (function, class): it takes such a lock itself */
	GHashTable *makers;             /* (function, class): it makes one */
	GHashTable *below;              /* (root, class): so does something that begins there */
	GHashTable *said;               /* (function, class): guessed of it already */
	GHashTable *outside;            /* class: functions that nobody is seen to call, and that take it below: a count */
};

/* Those that do without the lock. */
struct bare {
	GHashTable *functions, *writers;
	const struct touch *touch;      /* one that writes, if one does */
	uint32_t function;              /* of that one */
};

/* Of one field and one class.  Functions that make the lock have no vote: nobody else has its object yet. */
struct votes {
	GHashTable *locked, *writers;   /* functions; of them those that write */
	guint places;                   /* with the lock */
	/* Surely without it; and those of which no caller is seen, but others like them take it themselves. */
	struct bare sure, outside;
};

struct guard_run *guard_run_new(struct rule_run *r);
void guard_run_free(struct guard_run *g);
/* Who counts as doing without it: those outside only where there is nobody else. */
const struct bare *votes_bare(const struct votes *v);
const struct bare *votes_bare_writers(const struct votes *v);
/* Is nothing said yet of the function that does without the lock? */
bool guard_is_new(struct guard_run *g, uint32_t function, uint32_t cls);
bool touch_holds(const struct touch *t, uint32_t cls);
/* `touches`: all of one field. */
void votes_count(const struct guard_run *g, const struct touch *touches, guint n, uint32_t cls, struct votes *v);
void votes_free(struct votes *v);
/* Does the function that the object is given to take such a lock, or release it? */
bool touch_calls_taker(const struct guard_run *g, const struct touch *t, uint32_t cls);
/* Does it begin where such a lock is taken somewhere? */
bool touch_takes_below(const struct guard_run *g, const struct touch *t, uint32_t cls);

#endif
