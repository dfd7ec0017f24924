// SPDX-License-Identifier: MIT
/*
 * bounds.c: keeps the number of states linear.  N locks, each held or not, make 2^N sets.
 * Order pairs, blocking and openness are facts about one held lock, though.  So where a node
 * has many states already, or a callee many activations, a state goes on in *parts*: one for
 * each held lock, which follows that lock alone.
 *
 * A part knows one lock, and what has been masked; from then on it takes that for masked, and
 * blames nothing on it.  What is missing in a part may well be held: the absence of a lock, the
 * balance of masks and the order of saves are not judged there, and no lock is a gate.
 * Functions with parts are listed in every report.
 */
#include "engine.h"

/* The states of one node in one activation, and the activations and states of a function, that
 * are told apart by all that is held.  The reference kernel stays below all three. */
struct bounds {
	uint32_t node_states, activations, states;
};
static const struct bounds generous = { 48, 200, 10000 };
/* Once a program has this many states, since more than some millions take too long. */
static const struct bounds strict = { 4, 8, 1000 };
#define MAX_GENEROUS_STATES 400000

static const struct bounds *bounds(const struct engine *e)
{
	return e->node_states->len < MAX_GENEROUS_STATES && !e->is_large ? &generous : &strict;
}

bool engine_is_crowded_node(struct engine *e, uint32_t activation, uint32_t node)
{
	uint32_t *count = engine_arrival(e, activation, node, 0);

	if (*count >= bounds(e)->node_states ||
	    e->states_of[engine_activation(e, activation)->function] > bounds(e)->states)
		return true;
	++*count;
	return false;
}

bool engine_is_crowded_function(const struct engine *e, uint32_t function)
{
	return e->activations_of[function] >= bounds(e)->activations ||
	       e->states_of[function] > bounds(e)->states;
}

/* In a large program a function is called in so many states; beyond that in those only in which others can
 * interrupt, or hold what it depends on, otherwise than in all states before. */
#define MAX_ALIKE 4
/* Once there are so many states, each function is looked at in one more state at most, whoever calls it: better so than
 * not at all. */
#define MAX_FULL_STATES 1000000
/* The same for a function that has so many of them itself, long before it is given up. */
#define MAX_FULL_FUNCTION 2500

/* What is called with other constants does other things, and what is given another lock takes that. */
static bool has_same_arguments(const struct engine *e, const struct activation *act, const uint32_t *binds)
{
	const struct function *fn = model_function(e->m, act->function);

	for (uint32_t i = 0; i < fn->param_count; i++) {
		bool is_lock = i < MAX_PARAMS && fn->lock_params >> i & 1;

		if (act->binds[i] != binds[i] &&
		    (is_lock || BIND_KIND(act->binds[i]) == BIND_CONSTANT || BIND_KIND(binds[i]) == BIND_CONSTANT))
			return false;
	}
	return true;
}

static bool is_alike(const struct engine *e, const struct activation *act, const struct state *entry,
		     const uint32_t *binds, bool in_any_context)
{
	bool is_same = !act->is_order_only && act->entry.phase == entry->phase;

	if (in_any_context)
		return is_same && !act->entry.held_count;
	is_same &= has_same_arguments(e, act, binds);
	is_same &= act->entry.is_part == entry->is_part && act->entry.held_count == entry->held_count &&
		   act->entry.entered == entry->entered;
	for (int row = 0; row < context_count; row++)
		is_same &= !act->entry.depth[row] == !entry->depth[row];
	for (unsigned i = 0; is_same && i < entry->held_count; i++)
		is_same &= act->entry.held[i].cls == entry->held[i].cls &&
			   act->entry.held[i].instance == entry->held[i].instance;
	return is_same;
}

uint32_t engine_alike(struct engine *e, uint32_t function, const struct state *entry, const uint32_t *binds)
{
	const GArray *all = e->activations_in[function];
	bool is_full = e->node_states->len > MAX_FULL_STATES || e->states_of[function] > MAX_FULL_FUNCTION;

	if (!e->is_large || !all || (!is_full && all->len < MAX_ALIKE))
		return MODEL_NONE;
	for (guint i = 0; i < all->len; i++) {
		uint32_t id = g_array_index(all, uint32_t, i);

		if (is_alike(e, engine_activation(e, id), entry, binds, is_full)) {
			e->a->in_parts[function] = true;
			return id;
		}
	}
	return MODEL_NONE;
}

void bounds_make_part(struct state *s, enum part part)
{
	s->is_part = part;
	s->save_count = 0;
	for (int row = 0; row < context_count; row++)
		s->depth[row] = MIN(s->depth[row], MAX_PART_DEPTH);
}

void engine_arrive_in_parts(struct engine *e, uint32_t activation, uint32_t node,
			    const struct state *s, const uint8_t *env)
{
	struct state part = *s;

	e->a->in_parts[engine_activation(e, activation)->function] = true;
	bounds_make_part(&part, s->is_part ? s->is_part : PART_OF_WHOLE);
	for (unsigned i = 0; i < MAX(s->held_count, 1u); i++) {
		part.held_count = MIN(s->held_count, 1u);
		part.held[0] = s->held[i];
		part.held[0].again = 0;
		engine_arrive(e, activation, node, &part, env);
	}
}
