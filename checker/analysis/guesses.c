// SPDX-License-Identifier: MIT
/*
 * guesses.c: which locks are held where data are touched that no declaration speaks of.  This only collects;
 * what follows from it, rules/guard_guessed.c says.
 */
#include "engine.h"

#include <string.h>

static bool begins_with(const struct model *m, uint32_t path, uint32_t object)
{
	for (; path != FACT_NONE; path = path_get(m, path)->parent)
		if (path == object)
			return true;
	return false;
}

uint32_t activation_caller(const struct analysis *a, uint32_t activation, guint i)
{
	const struct activation *act = g_ptr_array_index(a->activations, activation);

	return g_array_index(act->callers, struct caller, i).activation;
}

static uint32_t root_activation(const struct analysis *a, uint32_t id)
{
	const struct activation *act = g_ptr_array_index(a->activations, id);

	while (act->parent != MODEL_NONE) {
		id = act->parent;
		act = g_ptr_array_index(a->activations, id);
	}
	return id;
}

/* Is it a lock of such a record, or one that a pointer in it leads to? */
static bool is_lock_of(struct engine *e, uint32_t record, uint32_t cls)
{
	const char *name = fact_text(e->m->names, record), *lock = model_class(e->m, cls)->name;
	size_t length = strcspn(name, "@");

	return (!strncmp(lock, name, length) && lock[length] == '.') || record_points_to(e->m, record, cls);
}

/* Callers show which locks of the record they hold. */
static void ask_for_locks(struct engine *e, uint32_t activation, uint32_t record)
{
	uint32_t key[] = { 'g', activation, record };
	uint32_t *known = engine_lookup(e, key, G_N_ELEMENTS(key));

	for (uint32_t cls = 0; !*known && cls < e->m->classes->len; cls++)
		if (is_lock_of(e, record, cls))
			demand_lock(e, activation, cls, MODEL_NONE);
	*known = 1;
}

void note_touch(struct engine *e, const struct node_state *ns)
{
	const struct fact_node *node = function_node(engine_function(e, ns->activation), ns->node);
	const struct fact_path *field = path_get(e->m, node->value.id);
	const struct activation *act = engine_activation(e, ns->activation);
	const struct state *s = ns->state;

	if (field->kind != FACT_PATH_FIELD || s->phase || s->is_part || act->is_dead || act->is_order_only ||
	    e->is_large || act->is_balance_only || path_is_private(e->m, ns->env, node->value.id))
		return;
	ask_for_locks(e, ns->activation, field->a);
	uint32_t root = root_activation(e->a, ns->activation);
	const struct activation *from = engine_activation(e, root);
	struct touch t = { .record = field->a, .name = field->b, .activation = ns->activation, .node = ns->node,
			   .decider = from->function, .root = from->function, .own = MODEL_NONE,
			   .is_write = node->test & FACT_ACCESS_WRITE, .is_given = node->test & FACT_ACCESS_GIVEN };
	uint32_t object = path_get(e->m, engine_path(e, ns->activation, s, node->value.id))->parent;

	for (unsigned i = 0; i < s->held_count; i++) {
		const struct held *h = &s->held[i];
		int kind = model_class(e->m, h->cls)->kind;

		if (kind >= 0 && lock_kind_rows[kind].guards_nothing)
			continue;
		if (t.class_count < MAX_GUESSES)
			t.classes[t.class_count++] = h->cls;
		if (begins_with(e->m, h->instance, object) || record_points_to(e->m, field->a, h->cls)) {
			t.own = h->cls;
			if (h->site != MODEL_NONE)
				t.decider = engine_activation(e, g_array_index(e->a->sites, struct site, h->site).activation)->function;
		}
	}
	t.is_doubtful = from->is_unknown && model_function(e->m, from->function)->is_external;
	uint32_t key[6 + MAX_GUESSES] = { 'T', act->function, ns->node, t.decider, t.own };

	memcpy(key + 5, t.classes, sizeof(t.classes));
	uint32_t *index = engine_lookup(e, key, G_N_ELEMENTS(key));

	if (*index)
		return;
	*index = 1;
	g_array_append_val(e->a->touches, t);
}

static int by_field(gconstpointer x, gconstpointer y, gpointer all)
{
	const struct touch *a = &g_array_index((GArray *)all, struct touch, *(const guint *)x);
	const struct touch *b = &g_array_index((GArray *)all, struct touch, *(const guint *)y);

	if (a->record != b->record)
		return a->record < b->record ? -1 : 1;
	if (a->name != b->name)
		return a->name < b->name ? -1 : 1;
	return *(const guint *)x < *(const guint *)y ? -1 : 1;
}

static bool holds(const struct touch *t, uint32_t cls)
{
	for (unsigned i = 0; i < t->class_count; i++)
		if (t->classes[i] == cls)
			return true;
	return false;
}

static void demand_of_field(struct engine *e, const guint *of, guint count)
{
	const struct touch *all = (const struct touch *)e->a->touches->data;

	for (guint i = 0; i < count; i++)
		for (unsigned c = 0; c < all[of[i]].class_count; c++)
			for (guint k = 0; k < count; k++)
				if (!holds(&all[of[k]], all[of[i]].classes[c]))
					demand_lock(e, all[of[k]].activation, all[of[i]].classes[c], MODEL_NONE);
}

/* Locks of another object than the one that the container is in are asked for only where others hold them. */
void touches_demand(struct engine *e)
{
	GArray *touches = e->a->touches, *order = g_array_new(FALSE, FALSE, sizeof(guint));

	for (guint i = 0; i < touches->len; i++) {
		const struct touch *t = &g_array_index(touches, struct touch, i);

		if (t->is_given && t->is_write && !touch_is_call(e->m, t))
			g_array_append_val(order, i);
	}
	g_array_sort_with_data(order, by_field, touches);
	for (guint i = 0, n; i < order->len; i += n) {
		const struct touch *first = &g_array_index(touches, struct touch, g_array_index(order, guint, i));

		for (n = 1; i + n < order->len; n++) {
			const struct touch *t = &g_array_index(touches, struct touch, g_array_index(order, guint, i + n));

			if (t->record != first->record || t->name != first->name)
				break;
		}
		demand_of_field(e, &g_array_index(order, guint, i), n);
	}
	g_array_free(order, TRUE);
}

bool touch_is_call(const struct model *m, const struct touch *t)
{
	return !strncmp(fact_text(m->names, t->name), FACT_CALL_FIELD, strlen(FACT_CALL_FIELD));
}
