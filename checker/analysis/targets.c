// SPDX-License-Identifier: MIT
/*
 * targets.c: a call, and which functions it leads to.  A pointer may lead to many: those that fit what is held are
 * called, and in a large program not from each state.
 */
#include "engine.h"

static bool is_met(const struct engine *e, const struct state *s, uint32_t target)
{
	for (unsigned i = 0; i < s->held_count; i++)
		if (demand_keeps(e, target, s->held[i].cls))
			return true;
	return false;
}

/* Which function a pointer leads to is often decided once, by what it is for: one that takes a mutex and another
 * one that spins, each with its own that releases.  So where one of the targets finds the lock held
 * that it releases, one that would need another lock is not called. */
static bool is_any_met(const struct engine *e, const struct state *s, const GArray *targets)
{
	for (guint t = 0; s->held_count && targets->len > 1 && t < targets->len; t++)
		if (is_met(e, s, g_array_index(targets, uint32_t, t)))
			return true;
	return false;
}

static bool is_fitting(const struct engine *e, const struct state *s, uint32_t target)
{
	return !demand_is_any(e, target) || is_met(e, s, target);
}

/* In a large program a pointer to so many functions is followed from one state only of those in which a function that calls
 * through it holds the same locks in the same context; and they aren't told what is known of numbers. */
#define MAX_WIDE 16

bool targets_are_wide(const struct engine *e, const struct node_state *ns)
{
	const struct activation *act = engine_activation(e, ns->activation);
	const struct fact_node *node = function_node(model_function(e->m, act->function), ns->node);

	if (!e->is_large || node->value.kind == FACT_VALUE_FUNCTION)
		return false;
	const struct slot *s = model_slot(e->m, node->value.id);

	return s->targets->len > MAX_WIDE && (s->kind != FACT_SLOT_PARAM || s->function != act->function ||
					      BIND_KIND(act->binds[s->param]) != BIND_FUNCTION);
}

static bool is_told(struct engine *e, uint32_t index)
{
	const struct node_state *ns = g_ptr_array_index(e->node_states, index);
	const struct state *s = ns->state;
	uint32_t key[7 + MAX_HELD] = { 'Y', engine_activation(e, ns->activation)->function, ns->node, s->entered,
				       state_rows(s), s->told.in, s->told.out };

	if (!targets_are_wide(e, ns))
		return false;
	for (unsigned i = 0; i < s->held_count; i++)
		key[7 + i] = s->held[i].cls;
	uint32_t *first = engine_lookup(e, key, 7 + s->held_count);

	if (!*first)
		*first = 1 + index;
	return *first != 1 + index;
}

void engine_call(struct engine *e, uint32_t index)
{
	struct node_state *ns = g_ptr_array_index(e->node_states, index);
	const struct activation *act = engine_activation(e, ns->activation);
	const struct fact_node *node = function_node(model_function(e->m, act->function), ns->node);

	ns->passed = 0;
	if (node->value.kind == FACT_VALUE_FUNCTION) {
		engine_call_function(e, index, node->value.id);
		return;
	}
	const struct slot *s = model_slot(e->m, node->value.id);

	if (s->may_block)
		event_need(e, ns, ns->state, NEED_CPU, MODEL_NONE, false);
	if (s->kind == FACT_SLOT_PARAM && s->function == act->function &&
	    BIND_KIND(act->binds[s->param]) == BIND_FUNCTION) {
		engine_call_function(e, index, BIND_ID(act->binds[s->param]));
		return;
	}
	if (is_told(e, index)) {
		e->a->in_parts[act->function] = true;
		engine_leave_call(e, ns, ns->state, FACT_VALUE_UNKNOWN);
		return;
	}
	if (!s->targets->len)
		engine_leave_call(e, ns, ns->state, FACT_VALUE_UNKNOWN);
	bool is_chosen = is_any_met(e, ns->state, s->targets);

	for (guint t = 0; t < s->targets->len; t++) {
		uint32_t target = g_array_index(s->targets, uint32_t, t);

		if (!is_chosen || is_fitting(e, ns->state, target))
			engine_call_function(e, index, target);
	}
}
