// SPDX-License-Identifier: MIT
/*
 * pointers.c: locks that are reached through a pointer somebody else has made: what
 * a function returns, and what is stored in a field or variable.  Stored pointers are
 * resolved without regard to order, like function pointers; results by the paths
 * that the function's returns name, in the terms of the call's arguments.
 */
#include "model.h"

#include <string.h>

#define MAX_TARGETS 8                   /* more are not known */

/* ---- stored pointers ----------------------------------------------------- */

static GArray *stored_at(const struct model *m, uint32_t record, uint32_t name)
{
	gint64 key = (gint64)((guint64)record << 32 | name);

	return g_hash_table_lookup(m->pointers, &key);
}

static void add_path(GArray *paths, uint32_t path)
{
	for (guint i = 0; i < paths->len; i++)
		if (g_array_index(paths, uint32_t, i) == path)
			return;
	g_array_append_val(paths, path);
}

void pointer_declare(struct model *m, uint32_t record, uint32_t name, uint32_t path)
{
	gint64 key = (gint64)((guint64)record << 32 | name);
	GArray *paths = stored_at(m, record, name);

	if (!paths) {
		paths = g_array_new(FALSE, FALSE, sizeof(uint32_t));
		g_hash_table_insert(m->pointers, g_memdup2(&key, sizeof(key)), paths);
		g_array_append_val(m->pointer_keys, key);
	}
	add_path(paths, path);
}

bool record_points_to(struct model *m, uint32_t record, uint32_t cls)
{
	for (guint k = 0; k < m->pointer_keys->len; k++) {
		uint64_t key = g_array_index(m->pointer_keys, gint64, k);
		const GArray *paths = key >> 32 == record ? stored_at(m, record, (uint32_t)key) : NULL;

		for (guint i = 0; paths && i < paths->len; i++)
			if (class_of_path(m, g_array_index(paths, uint32_t, i), "") == cls)
				return true;
	}
	return false;
}

/* What is stored at a place: parameter 0 is the object that it is in. */
static const GArray *stored_behind(const struct model *m, uint32_t path, struct fact_path *at)
{
	*at = *path_get(m, path_get(m, path)->parent);
	if (at->kind == FACT_PATH_INDEX)
		*at = *path_get(m, at->parent);
	if (at->kind == FACT_PATH_FIELD)
		return stored_at(m, at->a, at->b);
	return at->kind == FACT_PATH_GLOBAL ? stored_at(m, FACT_NONE, at->a) : NULL;
}

/* Does a stored path name the very place that it is stored in: a new object's? */
static bool is_own(const struct model *m, const struct fact_path *at, uint32_t target)
{
	const struct fact_path *p = path_get(m, target), *from;

	if (p->kind != FACT_PATH_DEREF)
		return false;
	from = path_get(m, p->parent);
	return from->kind == at->kind && from->a == at->a && from->b == at->b &&
	       (at->kind == FACT_PATH_GLOBAL || path_get(m, from->parent)->kind == FACT_PATH_PARAM);
}

bool pointer_owns(const struct model *m, uint32_t path)
{
	struct fact_path at;
	const GArray *stored = stored_behind(m, path, &at);

	for (guint i = 0; stored && i < stored->len; i++)
		if (!is_own(m, &at, g_array_index(stored, uint32_t, i)))
			return false;
	return stored != NULL;
}

static bool is_behind_pointer(const struct model *m, uint32_t path)
{
	while (path_get(m, path)->kind == FACT_PATH_INDEX)
		path = path_get(m, path)->parent;
	return path_get(m, path)->kind == FACT_PATH_DEREF;
}

GArray *pointer_targets(struct model *m, uint32_t path)
{
	struct fact_path at;

	if (path_get(m, path)->kind != FACT_PATH_DEREF)
		return NULL;
	const GArray *stored = stored_behind(m, path, &at);
	bool is_field = at.kind == FACT_PATH_FIELD;
	GArray *targets = g_array_new(FALSE, FALSE, sizeof(uint32_t));

	for (guint i = 0; stored && i < stored->len; i++) {
		uint32_t target = g_array_index(stored, uint32_t, i), root = path_root(m, target);

		if (is_field && path_get(m, root)->kind == FACT_PATH_PARAM)
			target = path_replace(m, target, root, at.parent);
		/* Something is stored there that is not known: another stored pointer, too. */
		if (is_behind_pointer(m, target) || class_of_path(m, target, "") == MODEL_NONE) {
			g_array_set_size(targets, 0);
			break;
		}
		add_path(targets, target);
	}
	if (targets->len && targets->len <= MAX_TARGETS)
		return targets;
	g_array_free(targets, TRUE);
	return NULL;
}

/* ---- results ------------------------------------------------------------- */

/* What a function returns: paths in its parameters' terms; NULL: not known. */
struct results {
	GArray **of;                    /* per function */
	char *stage;                    /* 0 not asked yet, 1 being asked, 2 known */
};

static GArray *results_of(struct model *m, struct results *r, uint32_t function);

static const struct fact_node *only_call(const struct function *fn, uint32_t var)
{
	const struct fact_node *found = NULL;

	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->kind != FACT_NODE_CALL || node->var != var)
			continue;
		if (found)
			return NULL;
		found = node;
	}
	return found;
}

/* What the callee returns, in the caller's terms. */
static bool add_results(struct model *m, struct results *r, const struct fact_node *call,
			uint32_t callee, GArray *paths)
{
	GArray *returned = results_of(m, r, callee);

	for (guint i = 0; returned && i < returned->len; i++) {
		uint32_t path = g_array_index(returned, uint32_t, i), root = path_root(m, path);
		struct fact_path p = *path_get(m, root);

		if (p.kind == FACT_PATH_PARAM) {
			const struct fact_value *arg = p.a < call->args->len ?
				&g_array_index(call->args, struct fact_value, p.a) : NULL;

			if (!arg || arg->kind != FACT_VALUE_PATH)
				return false;
			path = path_replace(m, path, root, arg->id);
		}
		add_path(paths, path);
	}
	return returned != NULL;
}

/* ... whatever it calls.  NULL: not known. */
static GArray *results_of_call(struct model *m, struct results *r, const struct fact_node *call)
{
	GArray *paths = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	bool known;

	if (call->value.kind == FACT_VALUE_FUNCTION) {
		known = add_results(m, r, call, call->value.id, paths);
	} else {
		const struct slot *s = model_slot(m, call->value.id);

		known = s->targets->len > 0;
		for (guint t = 0; t < s->targets->len && known; t++)
			known = add_results(m, r, call, g_array_index(s->targets, uint32_t, t), paths);
	}
	if (known && paths->len && paths->len <= MAX_TARGETS)
		return paths;
	g_array_free(paths, TRUE);
	return NULL;
}

static bool add_return(struct model *m, struct results *r, const struct function *fn,
		       const struct fact_node *node, GArray *paths)
{
	if (!node->args->len)
		return node->value.kind == FACT_VALUE_ZERO;
	uint32_t path = g_array_index(node->args, struct fact_value, 0).id, root = path_root(m, path);
	struct fact_path p = *path_get(m, root);

	if (p.kind == FACT_PATH_PARAM || p.kind == FACT_PATH_GLOBAL) {
		add_path(paths, path);
		return true;
	}
	const struct fact_node *call = p.kind == FACT_PATH_LOCAL_PTR ? only_call(fn, p.a) : NULL;
	GArray *inner = call ? results_of_call(m, r, call) : NULL;
	bool known = inner != NULL;

	for (guint i = 0; known && i < inner->len; i++) {
		uint32_t full = path_replace(m, path, root, g_array_index(inner, uint32_t, i));
		uint32_t kind = path_get(m, path_root(m, full))->kind;

		known = kind == FACT_PATH_PARAM || kind == FACT_PATH_GLOBAL;
		add_path(paths, full);
	}
	if (inner)
		g_array_free(inner, TRUE);
	return known;
}

static GArray *results_of(struct model *m, struct results *r, uint32_t function)
{
	const struct function *fn = model_function(m, function);

	if (r->stage[function])
		return r->stage[function] == 2 ? r->of[function] : NULL;
	r->stage[function] = 1;
	GArray *paths = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	bool known = fn->nodes->len > 0;

	for (guint n = 0; n < fn->nodes->len && known; n++)
		if (function_node(fn, n)->kind == FACT_NODE_RETURN)
			known = add_return(m, r, fn, function_node(fn, n), paths);
	if (!known || !paths->len) {
		g_array_free(paths, TRUE);
		paths = NULL;
	}
	r->stage[function] = 2;
	return r->of[function] = paths;
}

static void replace_value(struct model *m, struct fact_value *v, uint32_t from, uint32_t to)
{
	if (v->kind == FACT_VALUE_PATH && path_root(m, v->id) == from)
		v->id = path_replace(m, v->id, from, to);
}

static bool uses_root(const struct model *m, const struct function *fn, uint32_t root)
{
	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->value.kind == FACT_VALUE_PATH && path_root(m, node->value.id) == root)
			return true;
		for (guint a = 0; node->args && a < node->args->len; a++) {
			const struct fact_value *v = &g_array_index(node->args, struct fact_value, a);

			if (v->kind == FACT_VALUE_PATH && path_root(m, v->id) == root)
				return true;
		}
	}
	return false;
}

/* One lock: its name instead of the result.  Several: each of them from here on. */
static void put_results(struct model *m, struct function *fn, struct fact_node *call,
			uint32_t root, const GArray *paths)
{
	if (paths->len == 1) {
		uint32_t to = g_array_index(paths, uint32_t, 0);

		for (guint n = 0; n < fn->nodes->len; n++) {
			struct fact_node *node = function_node(fn, n);

			replace_value(m, &node->value, root, to);
			for (guint a = 0; node->args && a < node->args->len; a++)
				replace_value(m, &g_array_index(node->args, struct fact_value, a), root, to);
		}
		return;
	}
	GArray *next = call->next;

	call->next = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (guint i = 0; i < paths->len; i++) {
		struct fact_node *bind = fact_node_new(FACT_NODE_BIND);
		uint32_t number = fn->nodes->len;

		bind->loc = call->loc;
		bind->var = call->var;
		bind->value.kind = FACT_VALUE_PATH;
		bind->value.id = g_array_index(paths, uint32_t, i);
		g_array_append_vals(bind->next, next->data, next->len);
		g_ptr_array_add(fn->nodes, bind);
		g_array_append_val(call->next, number);
	}
	g_array_free(next, TRUE);
}

void model_resolve_results(struct model *m)
{
	struct results r = { g_new0(GArray *, m->functions->len + 1), g_new0(char, m->functions->len + 1) };

	for (guint f = 0; f < m->functions->len; f++)
		(void)results_of(m, &r, f);
	for (guint f = 0; f < m->functions->len; f++) {
		struct function *fn = model_function(m, f);

		for (guint n = 0, count = fn->nodes->len; n < count; n++) {
			struct fact_node *node = function_node(fn, n);

			if (node->kind != FACT_NODE_CALL || node->var == FACT_NONE)
				continue;
			uint32_t root = path_make(m, FACT_PATH_LOCAL_PTR, node->var);
			GArray *paths = uses_root(m, fn, root) ? results_of_call(m, &r, node) : NULL;

			if (!paths)
				continue;
			put_results(m, fn, node, root, paths);
			g_array_free(paths, TRUE);
		}
	}
	for (guint f = 0; f < m->functions->len; f++)
		if (r.of[f])
			g_array_free(r.of[f], TRUE);
	g_free(r.of);
	g_free(r.stage);
}
