/* SPDX-License-Identifier: MIT
 *
 * knowledge.c: what a caller and its callee know of the same memory (model/knowledge.c says which), on the way in and back,
 * and what a constant argument decides.
 */
#include "engine.h"

static const struct shared_predicate *shared_at(const struct function *fn, unsigned i)
{
	return &g_array_index(fn->shared, struct shared_predicate, i);
}

void knowledge_bind(const struct engine *e, const struct node_state *ns, const struct function *callee, uint32_t *binds)
{
	const struct function *caller = engine_function(e, ns->activation);
	const struct fact_node *call = function_node(caller, ns->node);

	for (unsigned i = 0; i < knowledge_count(callee); i++) {
		uint32_t var = shared_var(e->m, caller, call, shared_at(callee, i));
		uint8_t known = var == MODEL_NONE ? FACT_VALUE_UNKNOWN : ns->env[var] & ENV_VALUE;

		binds[callee->param_count + i] = known == FACT_VALUE_UNKNOWN ? BIND_NONE :
			known == FACT_VALUE_ZERO ? BIND(BIND_ZERO, 0) : BIND(BIND_NONZERO, FACT_VALUE_NONZERO);
	}
}

static uint32_t number_of(const struct fact_value *v)
{
	return v->kind == FACT_VALUE_ONE ? 1 : v->id;
}

/* Is the predicate true of a parameter that is bound so? */
static uint8_t truth(const struct engine *e, const struct fact_predicate *p, uint32_t bind)
{
	const struct fact_value *is = &p->is;
	struct fact_value v = { FACT_VALUE_UNKNOWN, 0 };

	if (BIND_KIND(bind) == BIND_CONSTANT)
		v = g_array_index(e->constants, struct fact_value, BIND_ID(bind));
	else if (BIND_KIND(bind) == BIND_ZERO)
		v.kind = FACT_VALUE_ZERO;
	else if (BIND_KIND(bind) == BIND_NONZERO)
		v.kind = BIND_ID(bind);
	bool is_number = v.kind == FACT_VALUE_ZERO || v.kind == FACT_VALUE_ONE || v.id;
	uint32_t bits = number_of(&v) & p->mask;

	if (is_number && is->kind == FACT_VALUE_NONZERO)
		return bits ? FACT_VALUE_NONZERO : FACT_VALUE_ZERO;
	if (is_number && number_of(is))
		return bits == number_of(is) ? FACT_VALUE_NONZERO : FACT_VALUE_ZERO;
	if (p->mask != UINT32_MAX || v.kind == FACT_VALUE_UNKNOWN)
		return FACT_VALUE_UNKNOWN;
	return values_overlap(v.kind, is->kind) ? FACT_VALUE_UNKNOWN : FACT_VALUE_ZERO;
}

void knowledge_begin(const struct engine *e, const struct function *fn, const uint32_t *binds, uint8_t *env)
{
	for (unsigned i = 0; i < knowledge_count(fn); i++) {
		uint32_t bind = binds[fn->param_count + i];

		if (bind != BIND_NONE)
			env[shared_at(fn, i)->predicate.var] = BIND_KIND(bind) == BIND_ZERO ? FACT_VALUE_ZERO :
							       FACT_VALUE_NONZERO;
	}
	for (guint i = 0; i < fn->constants->len; i++) {
		const struct fact_predicate *p = &g_array_index(fn->constants, struct fact_predicate, i);

		if (p->of.id < fn->param_count)
			env[p->var] = truth(e, p, binds[p->of.id]);
	}
}

bool knowledge_end(const struct function *fn, const uint8_t *env, struct exit_state *x, bool is_new)
{
	bool changed = false;

	for (unsigned i = 0; i < knowledge_count(fn); i++) {
		uint8_t known = env[shared_at(fn, i)->predicate.var] & ENV_VALUE;

		known = is_new ? known : value_join(x->known[i], known);
		changed |= known != x->known[i];
		x->known[i] = known;
	}
	return changed;
}

bool knowledge_learn(const struct engine *e, const struct node_state *ns, const struct function *callee,
		     const struct exit_state *exit, uint8_t *env)
{
	const struct function *caller = engine_function(e, ns->activation);
	const struct fact_node *call = function_node(caller, ns->node);

	for (unsigned i = 0; i < knowledge_count(callee); i++) {
		uint32_t var = exit->known[i] == FACT_VALUE_UNKNOWN ? MODEL_NONE :
			       shared_var(e->m, caller, call, shared_at(callee, i));

		if (var == MODEL_NONE)
			continue;
		if (!values_overlap(env[var] & ENV_VALUE, exit->known[i]))
			return false;
		env[var] = exit->known[i];
	}
	return true;
}

void knowledge_forget(const struct model *m, const struct function *fn, uint32_t var, uint8_t *env)
{
	for (unsigned i = 0; i < fn->imported; i++) {
		const struct fact_predicate *p = &g_array_index(fn->predicates, struct fact_predicate,
								fn->predicates->len - 1 - i);
		const struct fact_path *root = path_get(m, path_root(m, p->of.id));

		if (root->kind == FACT_PATH_LOCAL_PTR && root->a == var)
			env[p->var] = FACT_VALUE_UNKNOWN;
	}
}
