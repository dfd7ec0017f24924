// SPDX-License-Identifier: MIT
/*
 * slots.c: what each function-pointer slot may hold, by propagating functions along
 * assignments and arguments until nothing changes; and the entry points that
 * follow from HF_CALLED_IN.
 */
#include "model.h"

static gint compare_ids(gconstpointer a, gconstpointer b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static bool has_id(const GArray *ids, uint32_t id)
{
	for (guint i = 0; i < ids->len; i++)
		if (g_array_index(ids, uint32_t, i) == id)
			return true;
	return false;
}

static bool add_id(GArray *ids, uint32_t id)
{
	if (has_id(ids, id))
		return false;
	g_array_append_val(ids, id);
	return true;
}

/* For each function, the slots of its parameters that some unit mentions. */
static GHashTable *param_slots(const struct model *m)
{
	GHashTable *slots = g_hash_table_new(g_direct_hash, g_direct_equal);

	for (guint i = 0; i < m->slots->len; i++) {
		const struct slot *s = model_slot(m, i);

		if (s->kind == FACT_SLOT_PARAM)
			g_hash_table_insert(slots, GUINT_TO_POINTER(s->function * 64 + s->param),
					    GUINT_TO_POINTER(i + 1));
	}
	return slots;
}

static bool pass_argument(struct model *m, GHashTable *params, uint32_t callee, uint32_t arg,
			  const struct fact_value *v, const struct fact_loc *loc)
{
	uint32_t id = GPOINTER_TO_UINT(g_hash_table_lookup(params, GUINT_TO_POINTER(callee * 64 + arg)));

	if (!id)
		return false;
	struct slot *s = model_slot(m, id - 1);

	if (!s->stored.line)
		s->stored = *loc;
	return add_id(v->kind == FACT_VALUE_FUNCTION ? s->targets : s->sources, v->id);
}

static bool pass_arguments(struct model *m, GHashTable *params, const struct fact_node *node)
{
	bool changed = false;

	for (guint a = 0; a < node->args->len && a < 64; a++) {
		const struct fact_value *v = &g_array_index(node->args, struct fact_value, a);

		if (v->kind != FACT_VALUE_FUNCTION && v->kind != FACT_VALUE_SLOT)
			continue;
		if (node->value.kind == FACT_VALUE_FUNCTION) {
			changed |= pass_argument(m, params, node->value.id, a, v, &node->loc);
			continue;
		}
		const struct slot *s = model_slot(m, node->value.id);

		for (guint t = 0; t < s->targets->len; t++)
			changed |= pass_argument(m, params, g_array_index(s->targets, uint32_t, t), a, v,
						 &node->loc);
	}
	return changed;
}

static bool propagate_once(struct model *m, GHashTable *params)
{
	bool changed = false;

	for (guint f = 0; f < m->functions->len; f++) {
		const struct function *fn = model_function(m, f);

		for (guint n = 0; n < fn->nodes->len; n++) {
			const struct fact_node *node = function_node(fn, n);

			if (node->kind == FACT_NODE_CALL)
				changed |= pass_arguments(m, params, node);
		}
	}
	for (guint i = 0; i < m->slots->len; i++) {
		struct slot *s = model_slot(m, i);

		for (guint j = 0; j < s->sources->len; j++) {
			const struct slot *from = model_slot(m, g_array_index(s->sources, uint32_t, j));

			for (guint t = 0; from != s && t < from->targets->len; t++)
				changed |= add_id(s->targets, g_array_index(from->targets, uint32_t, t));
		}
	}
	return changed;
}

/* The lock that is held where the slot is called, in the terms of what is called. */
static uint32_t lock_of_callee(struct model *m, const struct slot *s)
{
	uint32_t root = s->with == MODEL_NONE ? MODEL_NONE : path_root(m, s->with);

	if (root == MODEL_NONE || path_get(m, root)->kind != FACT_PATH_PARAM)
		return s->with;
	return path_replace(m, s->with, root, path_make(m, FACT_PATH_PARAM, s->with_arg));
}

static void add_entry_point(struct model *m, uint32_t function, const char *state, char *why, const struct slot *s)
{
	uint32_t with = s ? lock_of_callee(m, s) : MODEL_NONE;
	uint32_t closes;

	if (!context_state_closes(state, &closes) && phase_by_name(state) < 0) {
		g_ptr_array_add(m->inconsistencies, g_strdup_printf(
			"%s: HF_CALLED_IN(%s) names no state of contexts.def",
			model_function(m, function)->name, state));
		g_free(why);
		return;
	}
	for (guint i = 0; i < m->entry_points->len; i++) {
		const struct entry_point *old = g_ptr_array_index(m->entry_points, i);

		if (old->function == function && !g_strcmp0(old->state, state) && old->with == with) {
			g_free(why);
			return;
		}
	}
	struct entry_point *e = g_new0(struct entry_point, 1);

	e->function = function;
	e->state = state;
	e->with = with;
	e->with_kind = s ? s->with_kind : NULL;
	e->why = fact_text(m->names, fact_add_string(m->names, why));
	g_free(why);
	g_ptr_array_add(m->entry_points, e);
}

static void find_entry_points(struct model *m)
{
	for (guint f = 0; f < m->functions->len; f++) {
		const struct function *fn = model_function(m, f);

		if (fn->called_in && fn->nodes->len)
			add_entry_point(m, f, fn->called_in, g_strdup_printf("declared HF_CALLED_IN(%s)",
									     fn->called_in), NULL);
	}
	for (guint i = 0; i < m->slots->len; i++) {
		const struct slot *s = model_slot(m, i);

		for (guint t = 0; s->called_in && t < s->targets->len; t++)
			add_entry_point(m, g_array_index(s->targets, uint32_t, t), s->called_in,
					g_strdup_printf("stored in `%s`, which is called in %s", s->text,
							s->called_in), s);
	}
}

void model_resolve_slots(struct model *m)
{
	GHashTable *params = param_slots(m);

	while (propagate_once(m, params))
		;
	for (guint i = 0; i < m->slots->len; i++)
		g_array_sort(model_slot(m, i)->targets, compare_ids);
	g_hash_table_destroy(params);
	find_entry_points(m);
}

/* A function pointer can come from code that no unit shows through a parameter of a
 * function that nothing here calls (unless this is the whole program), a variable
 * that nothing here sets, or the result of a function without a body. */
static bool comes_from_outside(const struct model *m, const struct slot *s)
{
	switch (s->kind) {
	case FACT_SLOT_PARAM:
		return !m->is_whole_program && !model_function(m, s->function)->is_reached;
	case FACT_SLOT_RETURN:
		return !model_function(m, s->function)->nodes->len;
	case FACT_SLOT_GLOBAL:
	case FACT_SLOT_UNKNOWN:
		return !s->sources->len && !s->targets->len;
	default:
		return false;
	}
}

void model_find_open_slots(struct model *m)
{
	bool changed = true;

	for (guint i = 0; i < m->slots->len; i++)
		model_slot(m, i)->is_open = comes_from_outside(m, model_slot(m, i));
	while (changed) {
		changed = false;
		for (guint i = 0; i < m->slots->len; i++) {
			struct slot *s = model_slot(m, i);

			for (guint j = 0; j < s->sources->len && !s->is_open; j++)
				if (model_slot(m, g_array_index(s->sources, uint32_t, j))->is_open)
					s->is_open = changed = true;
		}
	}
}
