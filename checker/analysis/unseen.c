// SPDX-License-Identifier: MIT
/*
 * unseen.c: what is assumed of callers that no unit shows: that they hold what is required,
 * and that a function which they call by its address may hand a lock over to the
 * next one: what `start` of a table of operations takes, `stop` releases.  It must do so
 * always, or say by its result whether it did; what only some paths do is a mistake.
 */
#include "engine.h"

#include <string.h>

static const struct activation *root_of(const struct analysis *a, uint32_t id)
{
	const struct activation *act = g_ptr_array_index(a->activations, id);

	while (act->parent != MODEL_NONE)
		act = g_ptr_array_index(a->activations, act->parent);
	return act;
}

bool activation_is_unseen(const struct analysis *a, uint32_t activation)
{
	const struct activation *root = root_of(a, activation);

	return !a->m->is_whole_program && root->is_unknown && a->is_stored[root->function];
}

bool result_tells(uint32_t with, uint32_t without)
{
	if (without == FACT_VALUE_NEGATIVE)
		return with == FACT_VALUE_ZERO || with == FACT_VALUE_ONE || with == FACT_VALUE_POSITIVE ||
		       with == FACT_VALUE_NOT_NEGATIVE;
	return without == FACT_VALUE_ZERO && (with == FACT_VALUE_NONZERO || with == FACT_VALUE_ONE ||
					      with == FACT_VALUE_POSITIVE);
}

/* `any`: by any difference of results; else only as functions do that take a lock where they succeed. */
static bool keeps_always_or_tells(const struct activation *act, const struct breach *b, bool any)
{
	for (guint i = 0; i < act->exits->len; i++)
		for (guint k = 0; k < act->exits->len; k++) {
			const struct exit_state *x = &g_array_index(act->exits, struct exit_state, i);
			const struct exit_state *y = &g_array_index(act->exits, struct exit_state, k);

			if (activation_ends_with(act, x, b) && !activation_ends_with(act, y, b) &&
			    !(any ? !values_overlap(x->result, y->result) : result_tells(x->result, y->result)))
				return false;
		}
	return true;
}

/* Is it one of the places where the function gives back what it doesn't have? */
static bool gives_back_at(const struct analysis *a, const struct breach *b, uint32_t activation,
			  uint32_t node)
{
	for (guint i = 0; i < a->breaches->len; i++) {
		const struct breach *other = g_ptr_array_index(a->breaches, i);

		if (other->kind == b->kind && other->object == b->object && other->node == node &&
		    other->activation == activation)
			return true;
	}
	return false;
}

bool breach_is_always(const struct analysis *a, const struct breach *b)
{
	const struct activation *act = g_ptr_array_index(a->activations, b->activation);
	const struct function *fn = model_function(a->m, act->function);
	bool *seen = g_new0(bool, fn->nodes->len), always = true;
	GArray *ways = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	uint32_t at = 0;

	g_array_append_val(ways, at);
	while (ways->len && always) {
		at = g_array_index(ways, uint32_t, ways->len - 1);
		g_array_set_size(ways, ways->len - 1);
		if (seen[at] || gives_back_at(a, b, b->activation, at))
			continue;
		seen[at] = true;
		const struct fact_node *node = function_node(fn, at);

		always = node->kind != FACT_NODE_RETURN;
		g_array_append_vals(ways, node->next->data, node->next->len);
	}
	g_array_free(ways, TRUE);
	g_free(seen);
	return always;
}

/* An entry point does so. */
static bool gives_back_always(const struct analysis *a, const struct breach *b)
{
	return ((const struct activation *)g_ptr_array_index(a->activations, b->activation))->parent == MODEL_NONE &&
	       breach_is_always(a, b);
}

static bool is_handed_over(const struct analysis *a, const struct breach *b, bool any)
{
	if (b->kind == BREACH_KEEPS || b->kind == BREACH_STAYS_MASKED)
		return keeps_always_or_tells(root_of(a, b->activation), b, any);
	return (b->kind == BREACH_UNHELD || b->kind == BREACH_NOT_MASKED) && !b->is_other &&
	       gives_back_always(a, b);
}

bool breach_is_handed_over(const struct analysis *a, const struct breach *b)
{
	const struct activation *root = root_of(a, b->activation);

	bool is_stored = a->is_stored[root->function];

	return ((root->is_unknown && model_function(a->m, root->function)->is_external) || is_stored) &&
	       is_handed_over(a, b, !is_stored);
}

/* A way without the lock is one on which the acquire itself failed. */
static bool keeps_unless_failed(const struct activation *act, const struct breach *b)
{
	for (guint i = 0; i < act->exits->len; i++) {
		const struct exit_state *x = &g_array_index(act->exits, struct exit_state, i);

		if (!activation_ends_with(act, x, b) && !x->state->has_failed)
			return false;
	}
	return true;
}

/* Is the last word of the name one for that: `gate_trylock`, `gateUnlock`? */
static bool is_named_for(const char *name, uint32_t kind)
{
	static const char *const taking[] = { "lock", "trylock", "timedlock", "rdlock", "wrlock", "tryrdlock", "trywrlock",
					      "acquire", "Lock", "TryLock", "Acquire", NULL };
	static const char *const giving[] = { "unlock", "release", "Unlock", "Release", NULL };
	const char *const *words = kind == BREACH_KEEPS ? taking : kind == BREACH_UNHELD ? giving : NULL;

	for (; words && *words; words++) {
		size_t len = strlen(name), word = strlen(*words);
		bool is_end = len >= word && !strcmp(name + len - word, *words);

		if (is_end && (len == word || name[len - word - 1] == '_' || g_ascii_isupper(**words)))
			return true;
	}
	return false;
}

static bool has_op(const struct function *fn, uint32_t op)
{
	for (guint i = 0; i < fn->contracts->len; i++)
		if (g_array_index(fn->contracts, struct fact_contract, i).op == op)
			return true;
	return false;
}

/* Does the call take, or give back, as the breach does, what the caller's argument leads to? */
static bool is_part_of_wrapper(const struct model *m, const struct fact_node *call, uint32_t kind)
{
	const struct function *callee = call->value.kind == FACT_VALUE_FUNCTION ? model_function(m, call->value.id) : NULL;

	if (!callee || !callee->changes_locks ||
	    (kind == BREACH_KEEPS ? has_op(callee, FACT_OP_RELEASE) :
				    has_op(callee, FACT_OP_ACQUIRE) || has_op(callee, FACT_OP_TRY)))
		return false;
	for (guint a = 0; a < call->args->len; a++) {
		const struct fact_value *arg = &g_array_index(call->args, struct fact_value, a);

		if (arg->kind == FACT_VALUE_PATH && path_get(m, path_root(m, arg->id))->kind != FACT_PATH_PARAM)
			return false;
	}
	return true;
}

/* Such calls are all that it does. */
static bool does_nothing_else(const struct model *m, const struct function *fn, uint32_t kind)
{
	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->kind == FACT_NODE_ACCESS || node->kind == FACT_NODE_STORE ||
		    (node->kind == FACT_NODE_CALL && !is_part_of_wrapper(m, node, kind)))
			return false;
	}
	return true;
}

bool breach_is_of_wrapper(const struct analysis *a, const struct breach *b)
{
	const struct activation *root = root_of(a, b->activation);
	const struct function *fn = model_function(a->m, root->function);

	if (!root->is_unknown || !fn->is_external)
		return false;
	if (is_named_for(fn->name, b->kind))
		return true;
	if (!does_nothing_else(a->m, fn, b->kind))
		return false;
	if (b->kind == BREACH_KEEPS)
		return keeps_unless_failed(root, b);
	return b->kind == BREACH_UNHELD && !b->is_other && gives_back_always(a, b);
}

bool breach_is_assumed(const struct analysis *a, const struct breach *b)
{
	const struct activation *act = NULL;
	uint32_t cls = b->kind == BREACH_REQUIRE ? b->object : MODEL_NONE;

	if (b->kind != BREACH_REQUIRE && b->kind != BREACH_REQUIRE_STATE)
		return activation_is_unseen(a, b->activation) && is_handed_over(a, b, false);
	for (uint32_t site = b->below ? b->below - 1 : MODEL_NONE; site != MODEL_NONE;) {
		const struct site *s = &g_array_index(a->sites, struct site, site);
		uint32_t key[] = { 'Q', s->activation, cls };

		if (*engine_lookup(a->engine, key, G_N_ELEMENTS(key)))
			return false;
		site = s->inner;
	}
	for (uint32_t id = b->activation; id != MODEL_NONE; id = act->parent) {
		uint32_t key[] = { 'Q', id, cls };

		if (*engine_lookup(a->engine, key, G_N_ELEMENTS(key)))
			return false;
		act = g_ptr_array_index(a->activations, id);
	}
	for (guint i = 0; i < a->unknown_entries->len; i++)
		if (g_array_index(a->unknown_entries, uint32_t, i) == act->function)
			return model_function(a->m, act->function)->is_external;
	return false;
}
