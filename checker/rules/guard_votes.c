// SPDX-License-Identifier: MIT
/*
 * guard_votes.c: counts who touches a field with a lock and who without it, by the functions that decide: the one that
 * took the lock, or the innermost one on the way that nobody calls with it.
 */
#include "guard_votes.h"

#define MAX_CALLS 8                     /* between where it is taken and where it counts */
/* So many entries of a file that take the lock themselves: then the others are not called with it either. */
#define MIN_OUTSIDE 3

static gpointer pair(uint32_t function, uint32_t cls)
{
	return GSIZE_TO_POINTER((gsize)function << 32 | cls);
}

static uint32_t root_of(const struct analysis *a, uint32_t id)
{
	const struct activation *act = g_ptr_array_index(a->activations, id);

	while (act->parent != MODEL_NONE) {
		id = act->parent;
		act = g_ptr_array_index(a->activations, id);
	}
	return id;
}

static bool enters_with(const struct activation *act, uint32_t cls)
{
	for (unsigned i = 0; i < act->entry.held_count; i++)
		if (act->entry.held[i].cls == cls)
			return true;
	return false;
}

/* The classes of the locks that this call makes. */
static void add_made(struct guard_run *g, uint32_t function, const struct fact_node *call)
{
	struct model *m = g->r->m;
	const struct function *callee;

	if (call->kind != FACT_NODE_CALL || call->value.kind != FACT_VALUE_FUNCTION)
		return;
	callee = model_function(m, call->value.id);
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		uint32_t path = c->path, cls;

		if (c->op != FACT_OP_INITIALISE)
			continue;
		const struct fact_path *root = path_get(m, path_root(m, path));

		if (root->kind == FACT_PATH_PARAM && root->a < call->args->len) {
			const struct fact_value *arg = &g_array_index(call->args, struct fact_value, root->a);

			if (arg->kind != FACT_VALUE_PATH)
				continue;
			path = path_replace(m, path, path_root(m, path), arg->id);
		}
		cls = class_of_path(m, path, fact_text(m->names, c->text));
		if (cls != MODEL_NONE)
			g_hash_table_add(g->makers, pair(function, cls));
	}
}

struct guard_run *guard_run_new(struct rule_run *r)
{
	struct guard_run *g = g_new0(struct guard_run, 1);
	const struct analysis *a = r->a;

	g->r = r;
	g->entries = g_hash_table_new(NULL, NULL);
	g->takers = g_hash_table_new(NULL, NULL);
	g->makers = g_hash_table_new(NULL, NULL);
	g->below = g_hash_table_new(NULL, NULL);
	g->said = g_hash_table_new(NULL, NULL);
	g->outside = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < a->activations->len; i++) {
		const struct activation *act = g_ptr_array_index(a->activations, i);

		for (unsigned k = 0; k < act->entry.held_count; k++)
			g_hash_table_add(g->entries, pair(act->function, act->entry.held[k].cls));
	}
	for (guint f = 0; f < r->m->functions->len; f++) {
		const struct function *fn = model_function(r->m, f);

		for (guint n = 0; n < fn->nodes->len; n++)
			add_made(g, f, function_node(fn, n));
	}
	for (guint i = 0; i < a->takes->len; i++) {
		const struct take *take = &g_array_index(a->takes, struct take, i);
		const struct activation *act = g_ptr_array_index(a->activations, take->activation);
		const struct activation *root = g_ptr_array_index(a->activations, root_of(a, take->activation));
		gpointer cls = GUINT_TO_POINTER(take->cls);

		g_hash_table_add(g->takers, pair(act->function, take->cls));
		if (!g_hash_table_add(g->below, pair(root->function, take->cls)))
			continue;
		if (root->is_unknown && model_function(r->m, root->function)->is_external)
			g_hash_table_insert(g->outside, cls, GUINT_TO_POINTER(
				GPOINTER_TO_UINT(g_hash_table_lookup(g->outside, cls)) + 1));
	}
	return g;
}

void guard_run_free(struct guard_run *g)
{
	g_hash_table_destroy(g->entries);
	g_hash_table_destroy(g->takers);
	g_hash_table_destroy(g->makers);
	g_hash_table_destroy(g->below);
	g_hash_table_destroy(g->said);
	g_hash_table_destroy(g->outside);
	g_free(g);
}

bool guard_is_new(struct guard_run *g, uint32_t function, uint32_t cls)
{
	return g_hash_table_add(g->said, pair(function, cls));
}

const struct bare *votes_bare(const struct votes *v)
{
	return g_hash_table_size(v->sure.functions) ? &v->sure : &v->outside;
}

const struct bare *votes_bare_writers(const struct votes *v)
{
	return g_hash_table_size(v->sure.writers) ? &v->sure : &v->outside;
}

bool touch_holds(const struct touch *t, uint32_t cls)
{
	for (unsigned i = 0; i < t->class_count; i++)
		if (t->classes[i] == cls)
			return true;
	return false;
}

bool touch_calls_taker(const struct guard_run *g, const struct touch *t, uint32_t cls)
{
	const struct activation *act = g_ptr_array_index(g->r->a->activations, t->activation);
	const struct function *fn = model_function(g->r->m, act->function);
	const struct fact_node *node = function_node(fn, t->node);

	/* What is touched for a call stands in front of it. */
	while (node->kind != FACT_NODE_CALL && node->next->len)
		node = function_node(fn, g_array_index(node->next, uint32_t, 0));
	return node->kind == FACT_NODE_CALL && node->value.kind == FACT_VALUE_FUNCTION &&
	       g_hash_table_contains(g->takers, pair(node->value.id, cls));
}

bool touch_takes_below(const struct guard_run *g, const struct touch *t, uint32_t cls)
{
	return g_hash_table_contains(g->below, pair(t->root, cls));
}

/* Who does without the lock: the innermost function on the way that nobody calls with it. */
static uint32_t decider(const struct guard_run *g, uint32_t id, uint32_t cls)
{
	const struct analysis *a = g->r->a;
	const struct activation *act = g_ptr_array_index(a->activations, id);

	while (act->parent != MODEL_NONE && g_hash_table_contains(g->entries, pair(act->function, cls)))
		act = g_ptr_array_index(a->activations, act->parent);
	return act->function;
}

static void add(GHashTable *set, uint32_t function)
{
	g_hash_table_add(set, GUINT_TO_POINTER(function + 1));
}

/* All that took the lock and got there: activations are shared by callers that agree. */
static void add_takers(const struct analysis *a, struct votes *v, uint32_t id, uint32_t cls, bool is_write, int calls)
{
	const struct activation *act = g_ptr_array_index(a->activations, id);

	if (!enters_with(act, cls) || !act->callers->len || calls == MAX_CALLS) {
		add(v->locked, act->function);
		if (is_write)
			add(v->writers, act->function);
		return;
	}
	for (guint i = 0; i < act->callers->len && i < 4 * MAX_CALLS; i++)
		add_takers(a, v, activation_caller(a, id, i), cls, is_write, calls + 1);
}

/* Does a function on the way make the lock? */
static bool is_making(const struct guard_run *g, uint32_t id, uint32_t cls)
{
	while (id != MODEL_NONE) {
		const struct activation *act = g_ptr_array_index(g->r->a->activations, id);

		if (g_hash_table_contains(g->makers, pair(act->function, cls)))
			return true;
		id = act->parent;
	}
	return false;
}

/* Others that nothing seen calls take it themselves. */
static bool is_taken_outside(const struct guard_run *g, uint32_t cls)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(g->outside, GUINT_TO_POINTER(cls))) >= MIN_OUTSIDE;
}

static void add_bare(const struct guard_run *g, struct bare *bare, const struct touch *t, uint32_t cls)
{
	uint32_t function = decider(g, t->activation, cls);

	add(bare->functions, function);
	if (t->is_write)
		add(bare->writers, function);
	if (bare->touch && (bare->touch->is_write || !t->is_write))
		return;
	bare->touch = t;
	bare->function = function;
}

static struct bare bare_new(void)
{
	return (struct bare){ .functions = g_hash_table_new(NULL, NULL), .writers = g_hash_table_new(NULL, NULL) };
}

void votes_count(const struct guard_run *g, const struct touch *touches, guint n, uint32_t cls, struct votes *v)
{
	*v = (struct votes){ .locked = g_hash_table_new(NULL, NULL), .writers = g_hash_table_new(NULL, NULL),
			     .sure = bare_new(), .outside = bare_new() };
	for (guint i = 0; i < n; i++) {
		const struct touch *t = &touches[i];

		if (touch_holds(t, cls)) {
			add_takers(g->r->a, v, t->activation, cls, t->is_write, 0);
			v->places++;
		} else if (is_making(g, t->activation, cls)) {
			continue;
		} else if (!t->is_doubtful || touch_takes_below(g, t, cls)) {
			add_bare(g, &v->sure, t, cls);
		} else if (is_taken_outside(g, cls)) {
			add_bare(g, &v->outside, t, cls);
		}
	}
}

void votes_free(struct votes *v)
{
	g_hash_table_destroy(v->locked);
	g_hash_table_destroy(v->writers);
	g_hash_table_destroy(v->sure.functions);
	g_hash_table_destroy(v->sure.writers);
	g_hash_table_destroy(v->outside.functions);
	g_hash_table_destroy(v->outside.writers);
}
