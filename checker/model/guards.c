// SPDX-License-Identifier: MIT
/*
 * guards.c: what guarded data are guarded by, and who makes an object known to
 * others: until then, its guarded data need no guard.
 */
#include "model.h"

#include <string.h>

static gint64 *key_of(uint32_t record, uint32_t name)
{
	gint64 key = (gint64)((uint64_t)record << 32 | name);

	return g_memdup2(&key, sizeof(key));
}

void guard_declare(struct model *m, const struct fact_guard *data, const struct guard *guard)
{
	uint32_t record = data->record, name = data->name;
	GHashTable *ids = m->guarded_ids[data->is_pointee];
	const char *star = data->is_pointee ? "*" : "";
	gint64 *key = key_of(record, name);
	uint32_t id = GPOINTER_TO_UINT(g_hash_table_lookup(ids, key));

	if (!id) {
		struct guarded *g = g_new0(struct guarded, 1);
		char *plain = g_strndup(fact_text(m->names, name), strcspn(fact_text(m->names, name), "@"));
		char *text = record == FACT_NONE ? g_strconcat(star, plain, NULL) :
			     g_strdup_printf("%s%.*s.%s", star, (int)strcspn(fact_text(m->names, record), "@"),
					     fact_text(m->names, record), plain);

		g->name = fact_text(m->names, fact_add_string(m->names, text));
		g->guards = g_array_new(FALSE, FALSE, sizeof(struct guard));
		g_ptr_array_add(m->guarded, g);
		id = m->guarded->len;
		g_hash_table_insert(ids, g_memdup2(key, sizeof(*key)), GUINT_TO_POINTER(id));
		g_free(plain);
		g_free(text);
	}
	struct guarded *g = g_ptr_array_index(m->guarded, id - 1);
	bool known = false;

	for (guint i = 0; i < g->guards->len; i++) {
		const struct guard *old = &g_array_index(g->guards, struct guard, i);

		known |= old->path == guard->path && old->text == guard->text;
	}
	if (!known)
		g_array_append_val(g->guards, *guard);
	g_free(key);
}

bool access_is_call(const struct model *m, const struct fact_node *access)
{
	const struct fact_path *p = path_get(m, access->value.id);
	const char *name = p->kind == FACT_PATH_FIELD ? fact_text(m->names, p->b) : "";

	return !strncmp(name, FACT_CALL_FIELD, strlen(FACT_CALL_FIELD));
}

uint32_t guarded_of_access(const struct model *m, const struct fact_node *access)
{
	const struct fact_path *p = path_get(m, access->value.id);
	GHashTable *ids = m->guarded_ids[!!(access->test & FACT_ACCESS_POINTEE)];
	gint64 *key;

	if (p->kind == FACT_PATH_FIELD)
		key = key_of(p->a, p->b);
	else if (p->kind == FACT_PATH_GLOBAL)
		key = key_of(FACT_NONE, p->a);
	else
		return MODEL_NONE;
	uint32_t id = GPOINTER_TO_UINT(g_hash_table_lookup(ids, key));

	g_free(key);
	return id - 1;
}

uint32_t guard_instance(struct model *m, const struct guard *guard, uint32_t data)
{
	uint32_t root = path_root(m, guard->path);

	if (path_get(m, root)->kind != FACT_PATH_PARAM)
		return guard->path;
	return path_replace(m, guard->path, root, path_get(m, data)->parent);
}

/* ---- parameters whose object is made known ------------------------------- */

bool path_is_part(const struct model *m, uint32_t path, uint32_t root_kind, uint32_t *number)
{
	for (;; path = path_get(m, path)->parent) {
		const struct fact_path *p = path_get(m, path);

		*number = p->a;
		if (p->parent == FACT_NONE)
			return p->kind == root_kind;
		if (p->kind == FACT_PATH_DEREF)
			return false;
	}
}

static uint32_t path_argument(const struct fact_node *call, unsigned arg)
{
	const struct fact_value *v = arg >= call->args->len ? NULL :
				     &g_array_index(call->args, struct fact_value, arg);

	return v && v->kind == FACT_VALUE_PATH ? v->id : MODEL_NONE;
}

static void published_by(const struct fact_node *call, uint64_t params, const GArray *links,
			 void (*found)(void *user, uint32_t path, uint32_t to), void *user)
{
	for (unsigned i = 0; i < 64 && params >> i; i++)
		if ((params >> i & 1) && path_argument(call, i) != MODEL_NONE)
			found(user, path_argument(call, i), MODEL_NONE);
	for (guint i = 0; i < links->len; i++) {
		const struct param_link *link = &g_array_index(links, struct param_link, i);

		if (path_argument(call, link->from) != MODEL_NONE)
			found(user, path_argument(call, link->from), path_argument(call, link->to));
	}
}

void call_publishes(const struct model *m, const struct fact_node *call,
		    void (*found)(void *user, uint32_t path, uint32_t to), void *user)
{
	if (call->value.kind == FACT_VALUE_FUNCTION) {
		const struct function *callee = model_function(m, call->value.id);

		published_by(call, callee->published_params, callee->linked_params, found, user);
		return;
	}
	const struct slot *s = model_slot(m, call->value.id);

	if (s->linked_params) {
		published_by(call, s->published_params, s->linked_params, found, user);
		return;
	}
	for (guint t = 0; t < s->targets->len; t++) {
		const struct function *callee = model_function(m, g_array_index(s->targets, uint32_t, t));

		published_by(call, callee->published_params, callee->linked_params, found, user);
	}
}

static bool owns_through(const struct model *m, const struct fact_node *call, unsigned arg)
{
	uint64_t bit = arg < 64 ? 1ull << arg : 0;
	bool found = false;

	if (call->value.kind == FACT_VALUE_FUNCTION)
		return model_function(m, call->value.id)->guarded_params & bit;
	const struct slot *s = model_slot(m, call->value.id);

	for (guint t = 0; t < s->targets->len; t++)
		found |= model_function(m, g_array_index(s->targets, uint32_t, t))->guarded_params & bit;
	return found;
}

struct sharing {
	const struct model *m;
	struct function *fn;
	bool changed;
};

/* True if it is new. */
static bool add_link(GArray *links, uint32_t from, uint32_t to)
{
	struct param_link link = { from, to };

	for (guint i = 0; i < links->len; i++) {
		const struct param_link *old = &g_array_index(links, struct param_link, i);

		if (old->from == from && old->to == to)
			return false;
	}
	g_array_append_val(links, link);
	return true;
}

static void note_sharing(void *user, uint32_t path, uint32_t to)
{
	struct sharing *s = user;
	uint32_t from, into, root = to == MODEL_NONE ? MODEL_NONE : path_root(s->m, to);

	if (!path_is_part(s->m, path, FACT_PATH_PARAM, &from) || from >= 64 ||
	    root == path_root(s->m, path))
		return;
	into = root == MODEL_NONE ? 0 : path_get(s->m, root)->a;
	if (root == MODEL_NONE || path_get(s->m, root)->kind != FACT_PATH_PARAM) {
		s->changed |= !(s->fn->published_params >> from & 1);
		s->fn->published_params |= 1ull << from;
		return;
	}
	s->changed |= add_link(s->fn->linked_params, from, into);
}

static void look_at_node(struct sharing *s, const struct fact_node *node)
{
	uint32_t param;

	if (node->kind == FACT_NODE_STORE)
		note_sharing(s, node->value.id, g_array_index(node->args, struct fact_value, 0).id);
	if (node->kind == FACT_NODE_ACCESS && path_is_part(s->m, node->value.id, FACT_PATH_PARAM, &param) &&
	    param < 64)
		s->fn->guarded_params |= 1ull << param;
	if (node->kind != FACT_NODE_CALL)
		return;
	call_publishes(s->m, node, note_sharing, s);
	for (guint a = 0; a < node->args->len; a++) {
		uint32_t path = path_argument(node, a);

		if (path != MODEL_NONE && path_is_part(s->m, path, FACT_PATH_PARAM, &param) && param < 64 &&
		    owns_through(s->m, node, a))
			s->fn->guarded_params |= 1ull << param;
	}
}

static bool find_sharing(struct model *m, struct function *fn, void *user)
{
	struct sharing s = { .m = m, .fn = fn };
	uint64_t before = fn->guarded_params;

	(void)user;
	for (guint n = 0; n < fn->nodes->len; n++)
		look_at_node(&s, function_node(fn, n));
	return s.changed || fn->guarded_params != before;
}

static void unite_targets(const struct model *m, struct slot *s)
{
	GArray *links = g_array_new(FALSE, FALSE, sizeof(struct param_link));

	for (guint t = 0; t < s->targets->len; t++) {
		const struct function *fn = model_function(m, g_array_index(s->targets, uint32_t, t));

		s->published_params |= fn->published_params;
		for (guint i = 0; i < fn->linked_params->len; i++) {
			const struct param_link *link = &g_array_index(fn->linked_params, struct param_link, i);

			add_link(links, link->from, link->to);
		}
	}
	s->linked_params = links;
}

void model_find_sharing(struct model *m)
{
	model_fixpoint(m, find_sharing, NULL);
	for (guint i = 0; i < m->slots->len; i++)
		unite_targets(m, model_slot(m, i));
}
