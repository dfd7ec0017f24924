// SPDX-License-Identifier: MIT
/*
 * conditions.c: contracts that depend on an argument.  Of an argument that is not known both may be: what a
 * callee asks for, and whether it may wait, is then taken as said; what it does to locks and masks
 * is looked at in both ways, each time with what that says of the argument.
 */
#include "engine.h"

#include <string.h>

static enum condition_holds holds_for(const struct fact_value *v, const uint8_t *env, const struct fact_contract *c)
{
	uint32_t kind = v->kind == FACT_VALUE_VAR && env ? env[v->id] & ENV_VALUE : v->kind;
	bool is_whole = c->mask == UINT32_MAX, is_positive = kind == FACT_VALUE_POSITIVE,
	     is_negative = kind == FACT_VALUE_NEGATIVE;
	uint32_t number = kind == FACT_VALUE_ONE ? 1 : kind == FACT_VALUE_ZERO || v->kind == FACT_VALUE_VAR ? 0 : v->id;
	bool is_known = kind == FACT_VALUE_ONE || kind == FACT_VALUE_ZERO || ((is_positive || is_negative) && number);
	bool is_same;

	/* An address has bits that nobody knows, but is not null. */
	if (is_known)
		is_same = (number & c->mask) == c->value;
	else if (is_whole && !c->value && (kind == FACT_VALUE_NONZERO || is_positive || is_negative ||
					   v->kind == FACT_VALUE_FUNCTION))
		is_same = false;
	else if (is_whole && is_negative && c->value == 1)
		is_same = false;
	else
		return HOLDS_MAYBE;
	return is_same != !!c->is_unless ? HOLDS_SURELY : HOLDS_NOT;
}

static const struct fact_value *argument_of(const struct fact_node *call, const struct fact_contract *c)
{
	return c->condition <= call->args->len ? &g_array_index(call->args, struct fact_value, c->condition - 1) : NULL;
}

enum condition_holds condition_at(const struct fact_node *call, const struct fact_contract *c)
{
	const struct fact_value *v = c->condition ? argument_of(call, c) : NULL;

	return !c->condition ? HOLDS_SURELY : v ? holds_for(v, NULL, c) : HOLDS_MAYBE;
}

/* What a parameter was given, where that is a constant and nothing changes it. */
const struct fact_value *constant_param(const struct engine *e, uint32_t activation, const struct fact_value *v)
{
	const struct function *fn = engine_function(e, activation);

	if (v->kind != FACT_VALUE_VAR || v->id >= MIN(fn->param_count, MAX_PARAMS) ||
	    !(fn->condition_params >> v->id & 1))
		return NULL;
	uint32_t bind = engine_activation(e, activation)->binds[v->id];

	return BIND_KIND(bind) == BIND_CONSTANT ? &g_array_index(e->constants, struct fact_value, BIND_ID(bind)) : NULL;
}

uint32_t constant_bind(struct engine *e, const struct fact_value *v)
{
	uint32_t key[] = { 'Z', v->kind, v->id };
	uint32_t *known = engine_lookup(e, key, G_N_ELEMENTS(key));

	if (!*known) {
		g_array_append_val(e->constants, *v);
		*known = e->constants->len;
	}
	return BIND(BIND_CONSTANT, *known - 1);
}

enum condition_holds contract_holds(const struct engine *e, const struct node_state *ns, const struct fact_contract *c)
{
	const struct fact_node *call = function_node(engine_function(e, ns->activation), ns->node);
	const struct fact_value *v = c->condition ? argument_of(call, c) : NULL;
	const struct fact_value *constant = v ? constant_param(e, ns->activation, v) : NULL;

	if (!v)
		return c->condition ? HOLDS_MAYBE : HOLDS_SURELY;
	return holds_for(constant ? constant : v, ns->env, c);
}

static bool is_same_condition(const struct fact_contract *a, const struct fact_contract *b)
{
	return a->condition == b->condition && a->mask == b->mask && a->value == b->value;
}

static bool splits(const struct fact_contract *c)
{
	return fact_op_is_change(c->op) && c->condition;
}

unsigned cases_find(const struct engine *e, const struct node_state *ns, const struct function *callee,
		    struct cases *cases)
{
	cases->count = 0;
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		bool is_known = !splits(c) || contract_holds(e, ns, c) != HOLDS_MAYBE;

		for (unsigned k = 0; k < cases->count; k++)
			is_known |= is_same_condition(cases->of[k], c);
		if (!is_known && cases->count < MAX_CASES)
			cases->of[cases->count++] = c;
	}
	return 1u << cases->count;
}

/* In case `number`, whose bits say which of the conditions are met. */
bool cases_holds(const struct cases *cases, unsigned number, const struct engine *e, const struct node_state *ns,
		 const struct fact_contract *c)
{
	for (unsigned k = 0; splits(c) && k < cases->count; k++)
		if (is_same_condition(cases->of[k], c))
			return (number >> k & 1) != !!c->is_unless;
	return contract_holds(e, ns, c) != HOLDS_NOT;
}

/* One number is not two. */
bool cases_are_possible(const struct cases *cases, unsigned number)
{
	for (unsigned i = 0; i < cases->count; i++)
		for (unsigned k = 0; k < i; k++) {
			const struct fact_contract *a = cases->of[i], *b = cases->of[k];
			bool both = number >> i & 1 && number >> k & 1;
			uint32_t common = a->mask & b->mask;

			if (both && a->condition == b->condition && (a->value & common) != (b->value & common))
				return false;
		}
	return true;
}

void cases_learn(const struct cases *cases, unsigned number, const struct fact_node *call, uint8_t *env)
{
	for (unsigned k = 0; k < cases->count; k++) {
		const struct fact_contract *c = cases->of[k];
		bool is_zero = c->mask == UINT32_MAX && !c->value, is_met = number >> k & 1;

		if (c->condition > call->args->len)
			continue;
		const struct fact_value *v = &g_array_index(call->args, struct fact_value, c->condition - 1);

		/* A value with some bits, or a number that is none, is not zero. */
		if (v->kind != FACT_VALUE_VAR || !(is_zero || (is_met && c->value)))
			continue;
		env[v->id] = (env[v->id] & ~ENV_VALUE) | (is_zero && is_met ? FACT_VALUE_ZERO : FACT_VALUE_NONZERO);
	}
}

/* ---- what blocks ---------------------------------------------------------------- */

bool call_may_block(const struct engine *e, const struct node_state *ns, const struct function *callee)
{
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);

		if (c->op == FACT_OP_BLOCK && contract_holds(e, ns, c) != HOLDS_NOT)
			return true;
	}
	return callee->flags & FACT_FUNCTION_MAY_BLOCK;
}

/* ... and not because of an argument that isn't known. */
bool call_surely_blocks(const struct engine *e, const struct node_state *ns, const struct function *callee)
{
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);

		if (c->op == FACT_OP_BLOCK && contract_holds(e, ns, c) == HOLDS_SURELY)
			return true;
	}
	return callee->flags & FACT_FUNCTION_MAY_BLOCK;
}

/* ---- results that somebody looks at ------------------------------------------------ */

/* Is what the variable has tested in the function, or handed to its caller? */
static bool is_looked_at(const struct function *fn, uint32_t var, bool *seen)
{
	if (seen[var])
		return false;
	seen[var] = true;
	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (function_skips(fn, n))
			continue;
		if (node->kind == FACT_NODE_BRANCH && (node->var == var || (fact_test_compares(node->test) &&
									     node->value.id == var)))
			return true;
		if (node->kind == FACT_NODE_RETURN && fact_value_has_var(node->value.kind) && node->value.id == var)
			return true;
		if (node->kind == FACT_NODE_SET && fact_value_has_var(node->value.kind) && node->value.id == var &&
		    is_looked_at(fn, node->var, seen))
			return true;
	}
	return false;
}

static bool looks_at(const struct function *fn, const struct fact_node *call)
{
	if (call->var == FACT_NONE)
		return false;
	bool *seen = g_new0(bool, fn->var_count + 1);
	bool found = is_looked_at(fn, call->var, seen);

	g_free(seen);
	return found;
}

bool result_is_looked_at(struct engine *e, uint32_t function, uint32_t node)
{
	const struct function *fn = model_function(e->m, function);
	uint32_t key[] = { 'L', function, node };
	uint32_t *known = engine_lookup(e, key, G_N_ELEMENTS(key));

	if (!*known)
		*known = 1 + looks_at(fn, function_node(fn, node));
	return *known > 1;
}

/* The callee hands a failure on that there should not be, and its caller doesn't look. */
bool failure_is_ignored(struct engine *e, const struct node_state *ns, const struct state *after)
{
	return after->has_failed &&
	       !result_is_looked_at(e, engine_activation(e, ns->activation)->function, ns->node);
}
