// SPDX-License-Identifier: MIT
/*
 * judge.c: compares a state with what a declaration asks for: what a callee requires
 * or excludes, what it does that the state forbids, what guards the data that are
 * touched.  Each contradiction is a breach.
 *
 * Two locks of one class are taken for different ones only where both paths are
 * plain: a variable or an argument, then fields.  What was loaded from memory may
 * be either.
 */
#include "engine.h"

#include <string.h>

void evidence_breach(struct analysis *a, const struct breach *b)
{
	const struct activation *act = g_ptr_array_index(a->activations, b->activation);
	/* What a state decides is asked at one place, whatever the way there (frames.c). */
	const struct site *at = b->kind == BREACH_REQUIRE_STATE || b->kind == BREACH_GUARD ?
				site_innermost(a, breach_site(a, b)) : NULL;
	uint32_t function = at ? engine_activation(a->engine, at->activation)->function : act->function;
	/* What a callee did is one breach wherever it ends. */
	uint32_t key[] = { 'P', b->kind, b->subject, b->object,
			   b->place ? b->place - 1 : function,
			   b->place ? MODEL_NONE : at ? at->node : b->node,
			   /* What is assumed of one caller hides no mistake of another. */
			   activation_is_unseen(a, b->activation) };

	if (act->is_order_only || (act->is_balance_only && b->kind != BREACH_KEEPS))
		return;
	uint32_t *index = engine_lookup(a->engine, key, G_N_ELEMENTS(key));

	if (!*index) {
		g_ptr_array_add(a->breaches, g_memdup2(b, sizeof(*b)));
		*index = a->breaches->len;
		return;
	}
	struct breach *old = g_ptr_array_index(a->breaches, *index - 1);
	const struct activation *before = g_ptr_array_index(a->activations, old->activation);

	if (act->length < before->length)
		*old = *b;
}

void evidence_touch(struct analysis *a, uint32_t activation, uint32_t cls)
{
	uint32_t key[] = { 'Q', activation, cls };
	uint32_t *known = engine_lookup(a->engine, key, G_N_ELEMENTS(key));
	struct take take = { activation, cls };

	if (!*known)
		g_array_append_val(a->takes, take);
	*known = 1;
}

bool evidence_is_touched(const struct analysis *a, uint32_t activation, uint32_t cls)
{
	uint32_t key[] = { 'Q', activation, cls };

	return *engine_lookup(a->engine, key, G_N_ELEMENTS(key));
}

void evidence_taken(struct analysis *a, uint32_t activation, uint32_t cls)
{
	uint32_t key[] = { 'W', activation, cls };

	evidence_touch(a, activation, cls);
	*engine_lookup(a->engine, key, G_N_ELEMENTS(key)) = 1;
}

bool evidence_is_taken(const struct analysis *a, uint32_t activation, uint32_t cls)
{
	uint32_t key[] = { 'W', activation, cls };

	return *engine_lookup(a->engine, key, G_N_ELEMENTS(key));
}

bool path_is_plain(const struct model *m, uint32_t path)
{
	for (;; path = path_get(m, path)->parent) {
		uint32_t kind = path_get(m, path)->kind;

		if (kind == FACT_PATH_GLOBAL || kind == FACT_PATH_LOCAL_OBJECT || kind == PATH_OUTER)
			return true;
		if (kind != FACT_PATH_FIELD)
			return false;
	}
}

bool state_may_hold(const struct model *m, const struct state *s, uint32_t cls, uint32_t instance)
{
	int kind = model_class(m, cls)->kind;

	if (s->is_part)
		return true;
	for (unsigned i = 0; i < s->held_count; i++) {
		const struct held *h = &s->held[i];
		const struct lock_class *held = model_class(m, h->cls);
		bool either = held->is_unresolved || model_class(m, cls)->is_unresolved;

		if (h->cls == cls && (h->instance == instance || !path_is_plain(m, h->instance) ||
				      !path_is_plain(m, instance)))
			return true;
		if (h->cls != cls && either && held->kind == kind)
			return true;
	}
	return false;
}

static bool state_surely_holds(const struct model *m, const struct state *s, uint32_t cls,
			       uint32_t instance)
{
	for (unsigned i = 0; i < s->held_count; i++)
		if (s->held[i].cls == cls && s->held[i].instance == instance &&
		    path_is_one_object(m, instance))
			return true;
	return false;
}

void judge_call(struct engine *e, const struct node_state *ns, const struct state *s,
		uint32_t target)
{
	const struct function *callee = model_function(e->m, target);
	const struct activation *act = engine_activation(e, ns->activation);

	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		const char *text = fact_text(e->m->names, c->text);
		struct breach b = { .subject = target, .activation = ns->activation, .node = ns->node,
				    .since = MODEL_NONE };

		if (contract_is_void(e, ns, s, c))
			continue;
		/* What its callers would hold or mask, nobody can say. */
		if (act->is_dead && (c->op == FACT_OP_REQUIRE || c->op == FACT_OP_REQUIRE_STATE))
			continue;
		if (c->op == FACT_OP_REQUIRE || c->op == FACT_OP_EXCLUDE) {
			uint32_t instance = contract_instance(e, ns, s, c->path);

			b.object = contract_class(e, ns, instance, text, false);
			b.kind = c->op == FACT_OP_REQUIRE ? BREACH_REQUIRE : BREACH_EXCLUDE;
			b.is_other = state_has_class(s, b.object);
			look_for(e, ns, s, b.object, instance);
			if (c->op == FACT_OP_REQUIRE ? !state_may_hold(e->m, s, b.object, instance) :
						       state_surely_holds(e->m, s, b.object, instance))
				evidence_breach(e->a, &b);
		} else if (c->op == FACT_OP_REQUIRE_STATE) {
			uint32_t closes;

			if (context_state_closes(text, &closes) && (closes & ~state_closed(s)))
				event_state(e, ns, s, c->text, target);
		} else if (c->op == FACT_OP_EFFECT) {
			int effect = effect_by_name(text);

			if (effect >= 0)
				event_need(e, ns, s, effect, target, call_may_block(e, ns, callee));
		}
	}
}

/* ---- guarded data -------------------------------------------------------- */

bool path_is_private(const struct model *m, const uint8_t *env, uint32_t path)
{
	uint32_t var;

	if (path_is_part(m, path, FACT_PATH_LOCAL_OBJECT, &var))
		return !(env[var] & ENV_SHARED);
	return (path_is_part(m, path, FACT_PATH_LOCAL_PTR, &var) ||
		path_is_part(m, path, FACT_PATH_PARAM, &var)) && (env[var] & ENV_FRESH);
}

void env_publish(const struct model *m, uint8_t *env, uint32_t path, uint32_t to)
{
	uint32_t var;

	if (to != MODEL_NONE && (path_root(m, to) == path_root(m, path) || path_is_private(m, env, to)))
		return;
	if (path_is_part(m, path, FACT_PATH_LOCAL_OBJECT, &var))
		env[var] |= ENV_SHARED;
	else if (path_is_part(m, path, FACT_PATH_LOCAL_PTR, &var) ||
		 path_is_part(m, path, FACT_PATH_PARAM, &var))
		env[var] &= ~ENV_FRESH;
}

void judge_access(struct engine *e, const struct node_state *ns)
{
	const struct fact_node *node = function_node(engine_function(e, ns->activation), ns->node);
	uint32_t number = guarded_of_access(e->m, node);

	if (number == MODEL_NONE)
		note_touch(e, ns);
	if (number == MODEL_NONE || ns->state->phase || engine_activation(e, ns->activation)->is_dead ||
	    path_is_private(e->m, ns->env, node->value.id))
		return;
	const struct guarded *data = g_ptr_array_index(e->m->guarded, number);
	struct breach at = { .activation = ns->activation, .node = ns->node };
	bool by_state = false;

	for (guint i = 0; i < data->guards->len; i++) {
		const struct guard *g = &g_array_index(data->guards, struct guard, i);

		by_state |= g->path == MODEL_NONE && *g->text;
	}
	if (by_state)
		event_guarded(e, ns, number);
	judge_guards(e, ns, number, by_state ? UINT32_MAX : state_closed(ns->state), &at);
}

void judge_guards(struct engine *e, const struct node_state *ns, uint32_t number, uint32_t closed,
		  const struct breach *at)
{
	const struct fact_node *node = function_node(engine_function(e, ns->activation), ns->node);
	const struct guarded *data = g_ptr_array_index(e->m->guarded, number);
	uint32_t path = engine_path(e, ns->activation, ns->state, node->value.id);
	struct breach b = { .kind = BREACH_GUARD, .subject = number, .activation = at->activation,
			    .node = at->node, .below = at->below, .since = MODEL_NONE,
			    .is_write = node->test & FACT_ACCESS_WRITE };
	unsigned missing = 0;

	for (guint i = data->guards->len; i-- > 0;) {
		const struct guard *g = &g_array_index(data->guards, struct guard, i);
		bool is_other = false, is_kept;

		if (g->path == MODEL_NONE && !*g->text) {
			is_kept = ns->state->held_count || ns->state->is_part;
			if (!is_kept)
				demand_lock(e, ns->activation, MODEL_NONE, MODEL_NONE);
		} else if (g->path == MODEL_NONE) {
			is_kept = !(g->closes & ~closed);
		} else {
			uint32_t instance = guard_instance(e->m, g, path);
			uint32_t cls = contract_class(e, ns, instance, g->text, false);

			look_for(e, ns, ns->state, cls, instance);
			is_kept = state_may_hold(e->m, ns->state, cls, instance);
			is_other = state_has_class(ns->state, cls);
		}
		if (is_kept)
			continue;
		missing++;
		b.object = i;
		b.is_other = is_other;
	}
	if (missing == data->guards->len || (missing && b.is_write))
		evidence_breach(e->a, &b);
}
