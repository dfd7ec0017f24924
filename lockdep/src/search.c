/* SPDX-License-Identifier: MIT
 *
 * search.c: breadth first without regard to guards; where what that finds can't happen
 * together, every way there is, depth first and bounded.
 *
 * A state is a class with the mode in which the way arrives there.  A way passes each state
 * once.
 */
#include "search.h"

#include "stats.h"

#define STATES (2 * (LOCKDEP_MAX_CLASSES + 1))

/* One search at a time: the slow path is exclusive. */
static struct {
	uint16_t queue[STATES];
	uint16_t came_from[STATES];
	uint16_t came_by[STATES];       /* edge */
	uint32_t visited[STATES];       /* the search that was there last */
	uint32_t number;
} search;

static unsigned state_of(uint16_t cls, bool mode)
{
	return 2u * cls + mode;
}

/* Is the goal at `cls`, for a way that arrives there in `mode`, as a fact of `fact_mode`? */
static bool at_goal(const struct lockdep_half *h, uint16_t cls, bool mode, bool fact_mode)
{
	const struct lockdep_class_info *base = &lockdep_classes[lockdep_classes[cls].base];

	switch (h->goal) {
	case LOCKDEP_GOAL_HOLDER:
		return cls == h->goal_cls && fact_mode == h->goal_mode &&
		       lockdep_class_blocks(fact_mode, mode);
	case LOCKDEP_GOAL_OPEN:
		return lockdep_class_spins(cls) && (base->open[fact_mode].rows & 1u << h->row) &&
		       lockdep_class_blocks(fact_mode, mode);
	case LOCKDEP_GOAL_SPUN:
		return (base->spun[fact_mode].rows & 1u << h->row) &&
		       lockdep_class_blocks(mode, fact_mode);
	}
	return false;
}

/* The goal's own guards; NULL for a holder, whose fact is not the half's. */
static const struct lockdep_guards *goal_guards(const struct lockdep_half *h, uint16_t cls,
						bool fact_mode)
{
	const struct lockdep_class_info *base = &lockdep_classes[lockdep_classes[cls].base];

	if (h->goal == LOCKDEP_GOAL_OPEN)
		return &base->open[fact_mode].guards[h->row];
	if (h->goal == LOCKDEP_GOAL_SPUN)
		return &base->spun[fact_mode].guards[h->row];
	return NULL;
}

/* Does the way go on over the edge, and in which state? */
static bool step(const struct lockdep_half *h, const struct lockdep_edge *edge, bool mode,
		 uint16_t *cls, bool *next_mode)
{
	bool shared = edge->mode & LOCKDEP_EDGE_SHARED;
	bool recursive = edge->mode & LOCKDEP_EDGE_RECURSIVE;

	if ((edge->mode & LOCKDEP_EDGE_DECLARED) && !h->declared)
		return false;
	*cls = h->backward ? edge->from : edge->to;
	*next_mode = h->backward ? shared : recursive;
	return h->backward ? lockdep_class_blocks(mode, recursive)
			   : lockdep_class_blocks(shared, mode);
}

static uint16_t first_edge(const struct lockdep_half *h, uint16_t cls)
{
	return h->backward ? lockdep_classes[cls].edges_in : lockdep_classes[cls].edges_out;
}

static uint16_t next_edge(const struct lockdep_half *h, uint16_t e)
{
	return h->backward ? lockdep_edges[e].next_in : lockdep_edges[e].next_out;
}

static void tell_way(struct lockdep_half *h, unsigned state, bool fact_mode)
{
	unsigned len = 0, at;

	h->end = (uint16_t)(state / 2);
	h->end_mode = fact_mode;
	for (unsigned s = state; search.came_by[s]; s = search.came_from[s])
		len++;
	h->cut = len > LOCKDEP_MAX_PATH;
	h->len = h->cut ? LOCKDEP_MAX_PATH : len;
	at = len;
	for (unsigned s = state; search.came_by[s]; s = search.came_from[s])
		if (--at < LOCKDEP_MAX_PATH)
			h->edges[at] = search.came_by[s];
}

/* Breadth first: the nearest goal. */
static bool find_nearest(struct lockdep_half *h)
{
	unsigned head = 0, tail = 0, start = state_of(h->start, h->mode);

	search.number++;
	search.visited[start] = search.number;
	search.came_by[start] = 0;
	search.queue[tail++] = (uint16_t)start;
	while (head < tail) {
		unsigned state = search.queue[head++];
		uint16_t cls = (uint16_t)(state / 2);

		for (unsigned fact_mode = 0; fact_mode < 2; fact_mode++)
			if (at_goal(h, cls, state % 2, fact_mode)) {
				tell_way(h, state, fact_mode);
				return true;
			}
		for (uint16_t e = first_edge(h, cls); e; e = next_edge(h, e)) {
			uint16_t next;
			bool mode;
			unsigned to;

			if (!step(h, &lockdep_edges[e], state % 2, &next, &mode))
				continue;
			to = state_of(next, mode);
			if (search.visited[to] == search.number)
				continue;
			search.visited[to] = search.number;
			search.came_from[to] = (uint16_t)state;
			search.came_by[to] = e;
			search.queue[tail++] = (uint16_t)to;
		}
	}
	return false;
}

/* The facts that are to happen together; those without guards exclude nothing. */
struct together {
	const struct lockdep_guards *guards[2 * LOCKDEP_MAX_PATH + 3];
	unsigned count;
};

static bool join(struct together *t, const struct lockdep_guards *guards)
{
	if (!guards || lockdep_guards_empty(guards))
		return true;
	for (unsigned i = 0; i < t->count; i++)
		if (lockdep_guards_exclude(t->guards[i], guards))
			return false;
	t->guards[t->count++] = guards;
	return true;
}

static bool all_join(struct together *t, const struct lockdep_half *halves, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		for (unsigned k = 0; k < halves[i].len; k++)
			if (!join(t, &lockdep_edges[halves[i].edges[k]].guards))
				return false;
		if (!join(t, goal_guards(&halves[i], halves[i].end, halves[i].end_mode)))
			return false;
	}
	return true;
}

struct trial {
	struct lockdep_half *halves;
	unsigned count, half;           /* of them; the one that is being built */
	struct together together;
	uint16_t states[LOCKDEP_MAX_PATH + 1];  /* of this half */
	unsigned steps;
	bool gave_up;
};

static bool try_half(struct trial *t, unsigned half);

static bool passed(const struct trial *t, unsigned len, unsigned state)
{
	for (unsigned i = 0; i <= len; i++)
		if (t->states[i] == state)
			return true;
	return false;
}

/* The half has come to the last of its states: is it done there, or by going on? */
static bool go_on(struct trial *t)
{
	struct lockdep_half *h = &t->halves[t->half];
	unsigned state = t->states[h->len], before = t->together.count, half = t->half;
	uint16_t cls = (uint16_t)(state / 2);

	for (unsigned fact_mode = 0; fact_mode < 2; fact_mode++) {
		uint16_t states[LOCKDEP_MAX_PATH + 1];

		if (!at_goal(h, cls, state % 2, fact_mode) ||
		    !join(&t->together, goal_guards(h, cls, fact_mode)))
			continue;
		h->end = cls;
		h->end_mode = fact_mode;
		if (half + 1 == t->count)
			return true;
		for (unsigned i = 0; i <= h->len; i++)
			states[i] = t->states[i];
		if (try_half(t, half + 1))
			return true;
		for (unsigned i = 0; i <= h->len; i++)
			t->states[i] = states[i];
		t->half = half;
		t->together.count = before;
	}
	for (uint16_t e = first_edge(h, cls); e; e = next_edge(h, e)) {
		uint16_t next;
		bool mode;

		if (!step(h, &lockdep_edges[e], state % 2, &next, &mode) ||
		    passed(t, h->len, state_of(next, mode)))
			continue;
		if (++t->steps > LOCKDEP_MAX_STEPS || h->len == LOCKDEP_MAX_PATH) {
			t->gave_up = true;
			return false;
		}
		if (!join(&t->together, &lockdep_edges[e].guards))
			continue;
		h->edges[h->len++] = e;
		t->states[h->len] = (uint16_t)state_of(next, mode);
		if (go_on(t))
			return true;
		h->len--;
		t->together.count = before;
	}
	return false;
}

static bool try_half(struct trial *t, unsigned half)
{
	struct lockdep_half *h = &t->halves[half];

	t->half = half;
	h->len = 0;
	h->cut = false;
	t->states[0] = (uint16_t)state_of(h->start, h->mode);
	return go_on(t);
}

bool lockdep_search(struct lockdep_half *halves, unsigned count, const struct lockdep_guards *with)
{
	struct together nearest = { .count = 0 };
	struct trial trial = { .halves = halves, .count = count };

	for (unsigned i = 0; i < count; i++)
		if (!find_nearest(&halves[i]))
			return false;
	if (join(&nearest, with) && all_join(&nearest, halves, count))
		return true;
	join(&trial.together, with);
	if (try_half(&trial, 0))
		return true;
	if (!trial.gave_up)
		return false;
	/* Not decided: the nearest ways are told. */
	lockdep_stats_undecided();
	for (unsigned i = 0; i < count; i++)
		find_nearest(&halves[i]);
	return true;
}
