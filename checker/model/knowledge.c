// SPDX-License-Identifier: MIT
/*
 * knowledge.c: what a caller and its callee know of the same memory.  `if (pool->mutex) lock(...)` in one function
 * and `if (pool->mutex) unlock(...)` in the next are one decision; and so is a constant that says which of
 * two opposite things a function does.
 *
 * A branch *decides* where what only one of its ways leads to takes locks or gives them back, and not both; on a constant,
 * where it does anything to locks: `notify(..., CLEANUP)` does not do what CONNECT would.
 * The predicates of such branches over memory that callers can name are *shared*: on the way in a caller says what it
 * knows of them, on the way out it learns what the callee found.  So each call of that callee needs a variable for it,
 * and where the caller is one that only takes, or only gives back, it is shared with its own callers, too.
 */
#include "model.h"

#include <string.h>

#define TAKES 1u
#define GIVES 2u
#define TOUCHES 4u                      /* either, and be it balanced */
#define MAX_IMPORTED 8                  /* variables that a function gets for what its callees know */

/* ---- who takes and who gives ------------------------------------------------- */

static unsigned only(unsigned effects)
{
	effects &= TAKES | GIVES;
	return effects == TAKES || effects == GIVES ? effects : 0;
}

/* All that it does, balanced or not. */
static unsigned effects_of(const struct function *fn)
{
	unsigned effects = 0;

	if (!fn->changes_locks)
		return fn->effects;
	for (guint i = 0; i < fn->contracts->len; i++) {
		uint32_t op = g_array_index(fn->contracts, struct fact_contract, i).op;

		if (op == FACT_OP_ACQUIRE || op == FACT_OP_TRY || op == FACT_OP_ENTER)
			effects |= TAKES;
		if (op == FACT_OP_RELEASE || op == FACT_OP_LEAVE)
			effects |= GIVES;
	}
	return effects ? effects | TOUCHES : 0;
}

static unsigned effect_of(const struct function *fn)
{
	unsigned effects = effects_of(fn);

	return only(effects) | (effects & TOUCHES);
}

static unsigned effect_of_targets(const struct model *m, const struct slot *s)
{
	unsigned effects = 0;

	for (guint t = 0; t < s->targets->len; t++)
		effects |= effect_of(model_function(m, g_array_index(s->targets, uint32_t, t)));
	return only(effects) | (effects & TOUCHES);
}

static unsigned effect_of_node(const struct model *m, const struct fact_node *node)
{
	if (node->kind != FACT_NODE_CALL)
		return 0;
	if (node->value.kind == FACT_VALUE_FUNCTION)
		return effect_of(model_function(m, node->value.id));
	return model_slot(m, node->value.id)->effects;
}

static bool find_effects(struct model *m, struct function *fn, void *user)
{
	unsigned before = fn->effects;

	(void)user;
	for (guint n = 0; n < fn->nodes->len && fn->is_active; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->kind == FACT_NODE_CALL && node->value.kind != FACT_VALUE_FUNCTION)
			fn->effects |= effect_of_targets(m, model_slot(m, node->value.id));
		else
			fn->effects |= effect_of_node(m, node);
	}
	return fn->effects != before;
}

/* ---- branches that decide ---------------------------------------------------- */

static void reach(const struct function *fn, uint32_t branch, unsigned way, bool *reached, GArray *stack)
{
	uint32_t first = g_array_index(function_node(fn, branch)->next, uint32_t, way);

	memset(reached, 0, fn->nodes->len);
	reached[branch] = true;
	if (first == branch)
		return;
	reached[first] = true;
	g_array_append_val(stack, first);
	while (stack->len) {
		const GArray *next = function_node(fn, g_array_index(stack, uint32_t, stack->len - 1))->next;

		g_array_set_size(stack, stack->len - 1);
		for (guint i = 0; i < next->len; i++) {
			uint32_t to = g_array_index(next, uint32_t, i);

			if (!reached[to])
				g_array_append_val(stack, to);
			reached[to] = true;
		}
	}
}

/* What the branch decides: TAKES or GIVES; TOUCHES, if it decides where something happens to locks. */
static unsigned decides(const struct model *m, const struct function *fn, uint32_t branch)
{
	unsigned effects[2] = { 0 }, count = fn->nodes->len;
	bool *reached[2] = { g_new(bool, count), g_new(bool, count) };
	GArray *stack = g_array_new(FALSE, FALSE, sizeof(uint32_t));

	for (unsigned way = 0; way < 2; way++)
		reach(fn, branch, way, reached[way], stack);
	for (guint n = 0; n < count; n++)
		if (reached[0][n] != reached[1][n])
			effects[reached[1][n]] |= effect_of_node(m, function_node(fn, n));
	g_array_free(stack, TRUE);
	g_free(reached[0]);
	g_free(reached[1]);
	return only(effects[0]) | only(effects[1]) | ((effects[0] | effects[1]) & TOUCHES);
}

/* ---- which predicates are shared ---------------------------------------------- */

static bool is_read(const struct function *fn, uint32_t var, uint32_t key)
{
	for (guint i = 0; i < fn->reads->len; i++) {
		const struct fact_reading *read = &g_array_index(fn->reads, struct fact_reading, i);

		if (read->var == var && read->key == key)
			return true;
	}
	return false;
}

/* Calls back with the key of each pointer that the path goes through.  False where one has none. */
static bool each_pointer(struct model *m, uint32_t path, bool (*found)(struct function *fn, uint32_t var, uint32_t key),
			 struct function *fn, uint32_t var)
{
	for (; path != FACT_NONE; path = path_get(m, path)->parent) {
		struct fact_path p = *path_get(m, path);

		if (p.kind != FACT_PATH_DEREF)
			continue;
		struct fact_path from = *path_get(m, p.parent);
		char *key = from.kind == FACT_PATH_GLOBAL ? g_strdup(fact_text(m->names, from.a)) :
			    from.kind == FACT_PATH_FIELD ? g_strconcat(fact_text(m->names, from.a), ".",
								       fact_text(m->names, from.b), NULL) : NULL;
		bool is_fine = key && found(fn, var, fact_add_string(m->names, key));

		g_free(key);
		if (!is_fine)
			return false;
	}
	return true;
}

static bool is_read_too(struct function *fn, uint32_t var, uint32_t key)
{
	return is_read(fn, var, key);
}

/* Can the function's callers name it? */
static bool is_visible(struct model *m, uint32_t path)
{
	uint32_t kind = path_get(m, path_root(m, path))->kind;

	return path_is_one_object(m, path) && (kind == FACT_PATH_GLOBAL || kind == FACT_PATH_PARAM);
}

/* True if that is new. */
static bool share(struct function *fn, const struct fact_predicate *p, unsigned effects)
{
	struct shared_predicate *known = NULL;

	for (guint i = 0; i < fn->shared->len && !known; i++)
		if (g_array_index(fn->shared, struct shared_predicate, i).predicate.var == p->var)
			known = &g_array_index(fn->shared, struct shared_predicate, i);
	if (!known) {
		struct shared_predicate one = { *p, effects };

		if (fn->shared->len == MAX_SHARED)
			return false;
		g_array_append_val(fn->shared, one);
		return true;
	}
	bool is_new = effects & ~known->effects;

	known->effects |= effects;
	return is_new;
}

static unsigned decided_by(const struct model *m, const struct function *fn, uint32_t var)
{
	unsigned effects = 0;

	for (guint n = 0; n < fn->nodes->len; n++)
		if (function_node(fn, n)->kind == FACT_NODE_BRANCH && function_node(fn, n)->var == var)
			effects |= decides(m, fn, n);
	return effects;
}

/* Of a parameter that decides somewhere each comparison is known. */
static void find_constants(const struct model *m, struct function *fn)
{
	uint64_t params = 0;

	for (guint i = 0; i < fn->predicates->len; i++) {
		const struct fact_predicate *p = &g_array_index(fn->predicates, struct fact_predicate, i);

		if (p->of.kind == FACT_VALUE_VAR && p->of.id < 64 && !(params >> p->of.id & 1) &&
		    decided_by(m, fn, p->var))
			params |= 1ull << p->of.id;
	}
	for (guint i = 0; params && i < fn->predicates->len; i++) {
		const struct fact_predicate *p = &g_array_index(fn->predicates, struct fact_predicate, i);

		if (p->of.kind == FACT_VALUE_VAR && p->of.id < 64 && (params >> p->of.id & 1))
			g_array_append_val(fn->constants, *p);
	}
}

static bool is_shared(const struct function *fn, uint32_t var)
{
	for (guint i = 0; i < fn->shared->len; i++)
		if (g_array_index(fn->shared, struct shared_predicate, i).predicate.var == var)
			return true;
	return false;
}

static void find_own(struct model *m, struct function *fn)
{
	if (!fn->is_active)
		return;
	find_constants(m, fn);
	for (guint i = 0; i < fn->predicates->len; i++) {
		const struct fact_predicate *p = &g_array_index(fn->predicates, struct fact_predicate, i);
		unsigned effects;

		if (p->of.kind != FACT_VALUE_PATH || !is_visible(m, p->of.id) ||
		    !each_pointer(m, p->of.id, is_read_too, fn, p->var))
			continue;
		effects = decided_by(m, fn, p->var) & (TAKES | GIVES);
		if (effects)
			share(fn, p, effects);
	}
}

/* ---- ... with callers ---------------------------------------------------------- */

static bool writes(const struct model *m, const struct function *fn, const struct fact_reading *read)
{
	bool is_taken = g_hash_table_contains(m->taken, GUINT_TO_POINTER(1 + read->key));

	for (guint i = 0; i < fn->writes->len; i++) {
		uint32_t written = g_array_index(fn->writes, uint32_t, i);
		const char *text = fact_text(m->names, written);

		if (written == read->key || !strcmp(text, "*") ||
		    (*text == '*' && is_taken && g_ascii_strtoull(text + 1, NULL, 10) == read->size_bytes))
			return true;
	}
	return false;
}

static bool add_reading(struct function *fn, uint32_t var, uint32_t key)
{
	struct fact_reading read = { var, key, 256 + sizeof(void *) };

	if (!is_read(fn, var, key))
		g_array_append_val(fn->reads, read);
	return true;
}

static uint32_t find_predicate(const struct function *fn, const struct fact_predicate *like, uint32_t path)
{
	for (guint i = 0; i < fn->predicates->len; i++) {
		const struct fact_predicate *p = &g_array_index(fn->predicates, struct fact_predicate, i);

		if (p->of.kind == FACT_VALUE_PATH && p->of.id == path && p->mask == like->mask &&
		    p->is.kind == like->is.kind && p->is.id == like->is.id)
			return i;
	}
	return MODEL_NONE;
}

/* A variable for what a callee knows; the function itself must not change it. */
static uint32_t import(struct model *m, struct function *fn, const struct function *callee,
		       const struct fact_predicate *from, uint32_t path)
{
	struct fact_predicate p = { fn->var_count, from->mask, { FACT_VALUE_PATH, path }, from->is };
	unsigned before = fn->reads->len;

	for (guint i = 0; i < callee->reads->len; i++) {
		struct fact_reading read = g_array_index(callee->reads, struct fact_reading, i);

		if (read.var != from->var)
			continue;
		read.var = p.var;
		g_array_append_val(fn->reads, read);
	}
	bool is_fine = each_pointer(m, path, add_reading, fn, p.var);

	for (guint i = before; i < fn->reads->len; i++)
		is_fine &= !writes(m, fn, &g_array_index(fn->reads, struct fact_reading, i));
	if (!is_fine || fn->imported == MAX_IMPORTED) {
		g_array_set_size(fn->reads, before);
		return MODEL_NONE;
	}
	fn->imported++;
	fn->var_count++;
	g_array_append_val(fn->predicates, p);
	return fn->predicates->len - 1;
}

/* The place that a callee's predicate is about, as the caller names it; or MODEL_NONE. */
static uint32_t path_at_call(struct model *m, const struct fact_node *call, uint32_t path)
{
	uint32_t root = path_root(m, path);
	struct fact_path r = *path_get(m, root);

	if (r.kind != FACT_PATH_PARAM)
		return path;
	if (r.a >= call->args->len)
		return MODEL_NONE;
	const struct fact_value *arg = &g_array_index(call->args, struct fact_value, r.a);
	uint32_t at = arg->kind == FACT_VALUE_PATH ? path_replace(m, path, root, arg->id) : MODEL_NONE;

	return at == MODEL_NONE || !path_is_one_object(m, at) ? MODEL_NONE : at;
}

uint32_t shared_var(struct model *m, const struct function *caller, const struct fact_node *call,
		    const struct shared_predicate *shared)
{
	uint32_t at = path_at_call(m, call, shared->predicate.of.id);
	uint32_t found = at == MODEL_NONE ? MODEL_NONE : find_predicate(caller, &shared->predicate, at);

	return found == MODEL_NONE ? MODEL_NONE : g_array_index(caller->predicates, struct fact_predicate, found).var;
}

static bool learn_from(struct model *m, struct function *fn, const struct fact_node *call,
		       const struct function *callee)
{
	bool changed = false;

	for (guint i = 0; i < callee->shared->len; i++) {
		struct shared_predicate from = g_array_index(callee->shared, struct shared_predicate, i);
		uint32_t at = path_at_call(m, call, from.predicate.of.id);
		uint32_t found = at == MODEL_NONE ? MODEL_NONE : find_predicate(fn, &from.predicate, at);

		if (at != MODEL_NONE && found == MODEL_NONE)
			found = import(m, fn, callee, &from.predicate, at);
		if (found == MODEL_NONE)
			continue;
		struct fact_predicate own = g_array_index(fn->predicates, struct fact_predicate, found);

		if (only(from.effects) && is_visible(m, at) && each_pointer(m, at, is_read_too, fn, own.var))
			changed |= share(fn, &own, from.effects);
	}
	return changed;
}

static bool find_imported(struct model *m, struct function *fn, void *user)
{
	bool changed = false;

	(void)user;
	for (guint n = 0; n < fn->nodes->len && fn->is_active; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->kind != FACT_NODE_CALL)
			continue;
		if (node->value.kind == FACT_VALUE_FUNCTION) {
			changed |= learn_from(m, fn, node, model_function(m, node->value.id));
			continue;
		}
		const struct slot *s = model_slot(m, node->value.id);

		for (guint t = 0; t < s->targets->len; t++)
			changed |= learn_from(m, fn, node, model_function(m, g_array_index(s->targets, uint32_t, t)));
	}
	return changed;
}

/* ---- what unknown code leaves alone --------------------------------------------- */

static void find_steady(const struct model *m, struct function *fn)
{
	for (guint i = 0; i < fn->predicates->len && fn->is_active; i++) {
		const struct fact_predicate *p = &g_array_index(fn->predicates, struct fact_predicate, i);
		bool is_imported = i + fn->imported >= fn->predicates->len;

		if (p->of.kind != FACT_VALUE_PATH)
			continue;
		unsigned decided = decided_by(m, fn, p->var) & (TAKES | GIVES);
		bool is_surely = is_imported || only(decided) || is_shared(fn, p->var);

		if (!is_surely && !decided)
			continue;
		if (!fn->is_steady)
			fn->is_steady = g_new0(uint8_t, fn->var_count + 1);
		/* Who gives and takes by it relies on it in between. */
		fn->is_steady[p->var] = is_surely ? STEADY : STEADY_IF_LARGE;
	}
}

/* Code that is not seen. */
static bool is_unknown_call(const struct model *m, const struct fact_node *call)
{
	if (call->value.kind == FACT_VALUE_FUNCTION)
		return !model_function(m, call->value.id)->nodes->len;
	return model_slot(m, call->value.id)->is_open || !model_slot(m, call->value.id)->targets->len;
}

static bool is_given(const struct model *m, const struct fact_node *call, uint32_t path)
{
	for (; path != FACT_NONE; path = path_get(m, path)->parent)
		for (guint a = 0; a < call->args->len; a++) {
			const struct fact_value *arg = &g_array_index(call->args, struct fact_value, a);

			if (arg->kind == FACT_VALUE_PATH && arg->id == path)
				return true;
		}
	return false;
}

bool stays_steady(const struct model *m, const struct function *fn, const struct fact_node *call,
		  const struct fact_reading *read, bool is_large)
{
	enum steady steady = fn->is_steady ? fn->is_steady[read->var] : NOT_STEADY;

	/* Of a whole program nothing need be assumed. */
	if (m->is_whole_program || steady == NOT_STEADY || (steady == STEADY_IF_LARGE && !is_large) ||
	    call_surely_writes(m, call, read))
		return false;
	/* A callback is given the object for what it is for, and not to change how its caller goes on. */
	bool is_unknown = !is_large && is_unknown_call(m, call);

	for (guint i = 0; is_unknown && i < fn->predicates->len; i++) {
		const struct fact_predicate *p = &g_array_index(fn->predicates, struct fact_predicate, i);

		if (p->var == read->var && is_given(m, call, p->of.id))
			return false;
	}
	return true;
}

void model_find_knowledge(struct model *m)
{
	for (guint f = 0; f < m->functions->len; f++) {
		struct function *fn = model_function(m, f);

		fn->shared = g_array_new(FALSE, FALSE, sizeof(struct shared_predicate));
		fn->constants = g_array_new(FALSE, FALSE, sizeof(struct fact_predicate));
	}
	model_fixpoint(m, find_effects, NULL);
	for (guint i = 0; i < m->slots->len; i++)
		model_slot(m, i)->effects = effect_of_targets(m, model_slot(m, i));
	for (guint f = 0; f < m->functions->len; f++)
		find_own(m, model_function(m, f));
	model_fixpoint(m, find_imported, NULL);
	for (guint f = 0; f < m->functions->len; f++)
		find_steady(m, model_function(m, f));
}
