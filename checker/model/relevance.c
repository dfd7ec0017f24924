// SPDX-License-Identifier: MIT
/*
 * relevance.c: what the analysis may leave out.  A function in which, and below
 * which, nothing happens is inert; a parameter matters only if a lock, a call or
 * a tested branch depends on it.  All of it is a fixpoint over the call graph.
 */
#include "model.h"

/* Calls back for every function that a call may lead to. */
static bool any_target(const struct model *m, const struct fact_node *node,
		       bool (*is)(const struct model *, const struct function *))
{
	if (node->value.kind == FACT_VALUE_FUNCTION)
		return is(m, model_function(m, node->value.id));
	const struct slot *s = model_slot(m, node->value.id);
	bool found = false;

	for (guint t = 0; t < s->targets->len; t++)
		found |= is(m, model_function(m, g_array_index(s->targets, uint32_t, t)));
	return found;
}

static bool is_event(const struct model *m, const struct function *fn)
{
	bool is_any = false;

	(void)m;
	/* What makes a lock does nothing with it yet. */
	for (guint i = 0; i < fn->contracts->len && !is_any; i++)
		is_any = g_array_index(fn->contracts, struct fact_contract, i).op != FACT_OP_INITIALISE;
	return is_any || (fn->flags & FACT_FUNCTION_MAY_BLOCK) || fn->is_active;
}

static bool find_active(struct model *m, struct function *fn, void *user)
{
	(void)user;
	if (fn->is_active)
		return false;
	for (guint n = 0; n < fn->nodes->len && !fn->is_active; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->kind == FACT_NODE_ACCESS)
			fn->is_active = true;
		if (node->kind == FACT_NODE_CALL)
			fn->is_active |= any_target(m, node, is_event) ||
					 (node->value.kind == FACT_VALUE_SLOT &&
					  model_slot(m, node->value.id)->may_block);
	}
	return fn->is_active;
}

/* The contract's lock in the caller's terms, or MODEL_NONE. */
static uint32_t contract_path(struct model *m, const struct fact_node *call, uint32_t path)
{
	uint32_t root = path_root(m, path);
	struct fact_path r = *path_get(m, root);

	if (r.kind != FACT_PATH_PARAM)
		return path;
	if (r.a >= call->args->len)
		return MODEL_NONE;
	const struct fact_value *arg = &g_array_index(call->args, struct fact_value, r.a);

	return arg->kind == FACT_VALUE_PATH ? path_replace(m, path, root, arg->id) : MODEL_NONE;
}

/* Does the body itself call a function whose contract is `c`? */
static bool body_does(struct model *m, const struct function *fn, const struct fact_contract *c)
{
	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->kind != FACT_NODE_CALL || node->value.kind != FACT_VALUE_FUNCTION)
			continue;
		const struct function *callee = model_function(m, node->value.id);

		for (guint i = 0; i < callee->contracts->len; i++) {
			const struct fact_contract *d = &g_array_index(callee->contracts, struct fact_contract, i);

			if (callee == fn || d->op != c->op || d->text != c->text)
				continue;
			if (c->path == FACT_NONE || contract_path(m, node, d->path) == c->path)
				return true;
		}
	}
	return false;
}

static void find_realised(struct model *m)
{
	for (guint f = 0; f < m->functions->len; f++) {
		struct function *fn = model_function(m, f);

		for (guint i = 0; i < fn->contracts->len; i++)
			fn->changes_locks |=
				fact_op_is_change(g_array_index(fn->contracts, struct fact_contract, i).op);
		fn->realises_contract = !fn->trust && fn->nodes->len;
		for (guint i = 0; i < fn->contracts->len && fn->realises_contract; i++) {
			const struct fact_contract *c = &g_array_index(fn->contracts, struct fact_contract, i);

			if (fact_op_is_change(c->op))
				fn->realises_contract = c->op != FACT_OP_TRY && body_does(m, fn, c);
		}
	}
}

/* ---- parameters ---------------------------------------------------------- */

static bool is_param(const struct model *m, uint32_t path, uint32_t *param)
{
	struct fact_path r = *path_get(m, path_root(m, path));

	*param = r.a;
	return r.kind == FACT_PATH_PARAM && r.a < 64;
}

/* A lock is reached through `path`; does that make a parameter matter? */
static void lock_at(struct model *m, struct function *fn, uint32_t path, bool needs_class)
{
	uint32_t param;

	if (!is_param(m, path, &param))
		return;
	fn->used_params |= 1ull << param;
	if (needs_class && class_of_path(m, path, "") == MODEL_NONE)
		fn->lock_params |= 1ull << param;
}

static bool is_assigned(const struct function *fn, uint32_t var)
{
	for (guint n = 0; n < fn->nodes->len; n++)
		if (function_node(fn, n)->kind == FACT_NODE_SET && function_node(fn, n)->var == var)
			return true;
	return false;
}

/* The value decides what a callee does; by its contract? */
static void value_of(struct function *fn, const struct fact_value *v, bool by_contract)
{
	if (v->kind != FACT_VALUE_VAR || v->id >= MIN(fn->param_count, 64))
		return;
	fn->tested_params |= 1ull << v->id;
	if (!(fn->condition_params >> v->id & 1) && !is_assigned(fn, v->id))
		fn->condition_params |= 1ull << v->id;
	if (by_contract)
		fn->contract_params |= fn->condition_params & 1ull << v->id;
}

static void params_of_callee(struct model *m, struct function *fn, const struct fact_node *node,
			     const struct function *callee)
{
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		uint32_t path = c->path == FACT_NONE ? MODEL_NONE : contract_path(m, node, c->path);

		if (path != MODEL_NONE)
			lock_at(m, fn, path, true);
		if (c->condition && c->condition <= node->args->len)
			value_of(fn, &g_array_index(node->args, struct fact_value, c->condition - 1), true);
	}
	for (guint a = 0; a < node->args->len && a < 64; a++) {
		const struct fact_value *v = &g_array_index(node->args, struct fact_value, a);
		uint64_t bit = 1ull << a;

		if (callee->condition_params & bit)
			value_of(fn, v, callee->contract_params & bit);
		if (v->kind == FACT_VALUE_PATH && (callee->used_params & bit))
			lock_at(m, fn, v->id, callee->lock_params & bit);
		if (v->kind == FACT_VALUE_SLOT && (callee->function_params & bit)) {
			const struct slot *s = model_slot(m, v->id);

			if (s->kind == FACT_SLOT_PARAM && model_function(m, s->function) == fn)
				fn->function_params |= 1ull << s->param;
		}
		if (v->kind == FACT_VALUE_VAR && (callee->tested_params & bit) && v->id < fn->param_count)
			fn->tested_params |= 1ull << v->id;
	}
}

static void params_of_node(struct model *m, struct function *fn, const struct fact_node *node)
{
	if (node->kind == FACT_NODE_BRANCH && node->var < fn->param_count)
		fn->tested_params |= 1ull << node->var;
	if (node->kind == FACT_NODE_BRANCH && fact_test_compares(node->test) &&
	    node->value.id < fn->param_count)
		fn->tested_params |= 1ull << node->value.id;
	/* What a call stands for is worth no activation of its own. */
	if (node->kind == FACT_NODE_ACCESS && !access_is_call(m, node))
		lock_at(m, fn, node->value.id, false);
	if (node->kind != FACT_NODE_CALL)
		return;
	if (node->value.kind == FACT_VALUE_FUNCTION) {
		params_of_callee(m, fn, node, model_function(m, node->value.id));
		return;
	}
	const struct slot *s = model_slot(m, node->value.id);

	if (s->kind == FACT_SLOT_PARAM && model_function(m, s->function) == fn)
		fn->function_params |= 1ull << s->param;
	for (guint t = 0; t < s->targets->len; t++)
		params_of_callee(m, fn, node, model_function(m, g_array_index(s->targets, uint32_t, t)));
}

static bool find_params(struct model *m, struct function *fn, void *user)
{
	struct function before = *fn;

	(void)user;
	for (guint i = 0; i < fn->contracts->len && fn->is_active; i++) {
		const struct fact_contract *c = &g_array_index(fn->contracts, struct fact_contract, i);

		if (c->op == FACT_OP_REQUIRE)
			lock_at(m, fn, c->path, true);
	}
	for (guint n = 0; n < fn->nodes->len && fn->is_active; n++)
		if (!function_skips(fn, n))
			params_of_node(m, fn, function_node(fn, n));
	for (guint i = 0; i < fn->constants->len; i++)
		value_of(fn, &g_array_index(fn->constants, struct fact_predicate, i).of, false);
	return fn->condition_params != before.condition_params ||
	       fn->contract_params != before.contract_params || fn->used_params != before.used_params || fn->lock_params != before.lock_params ||
	       fn->function_params != before.function_params || fn->tested_params != before.tested_params;
}

static bool mark_reached(const struct model *m, const struct function *fn)
{
	(void)m;
	((struct function *)fn)->is_reached = true;
	return true;
}

static void find_reached(struct model *m)
{
	for (guint f = 0; f < m->functions->len; f++) {
		const struct function *fn = model_function(m, f);

		for (guint n = 0; n < fn->nodes->len && !fn->trust; n++)
			if (function_node(fn, n)->kind == FACT_NODE_CALL)
				any_target(m, function_node(fn, n), mark_reached);
	}
	for (guint i = 0; i < m->entry_points->len; i++) {
		const struct entry_point *e = g_ptr_array_index(m->entry_points, i);

		model_function(m, e->function)->is_reached = true;
	}
}

void model_find_relevance(struct model *m)
{
	model_fixpoint(m, find_active, NULL);
	find_realised(m);
	find_reached(m);
}

void model_find_params(struct model *m)
{
	model_fixpoint(m, find_params, NULL);
}
