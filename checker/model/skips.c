// SPDX-License-Identifier: MIT
/*
 * skips.c: the nodes that a state may pass over.  In most functions most nodes do nothing that
 * the analysis asks for: calls of functions in which nothing happens, values that nothing depends on any
 * more, and the branches around those.  They need no states of their own.
 *
 * A node without an event that only one other leads to needs none either: it is *inner*, and is passed each
 * time that one is left.
 *
 * A node is passed over if it changes nothing and all its ways lead to one place.  So what depends on a variable
 * is asked of the other nodes only, and asked again when there are fewer of them.  Nothing that
 * is passed over has a place in a chain; reports and the search for loops see all nodes.
 */
#include "model.h"

#include <string.h>

struct skips {
	struct model *m;
	struct function *fn;
	uint32_t *forward;              /* per node: toward where a state at it goes on */
	bool *used;                     /* per variable */
};

static uint32_t place_of(struct skips *s, uint32_t node)
{
	while (s->forward[node] != node)
		node = s->forward[node] = s->forward[s->forward[node]];
	return node;
}

/* ---- which variables matter ------------------------------------------------ */

static void use_value(struct skips *s, const struct fact_value *v)
{
	if (fact_value_has_var(v->kind))
		s->used[v->id] = true;
	if (v->kind != FACT_VALUE_PATH)
		return;
	const struct fact_path *root = path_get(s->m, path_root(s->m, v->id));

	if (root->kind == FACT_PATH_PARAM || root->kind == FACT_PATH_LOCAL_PTR ||
	    root->kind == FACT_PATH_LOCAL_OBJECT)
		s->used[root->a] = true;
}

static void use_node(struct skips *s, const struct fact_node *node)
{
	bool is_call = node->kind == FACT_NODE_CALL;

	/* What a call returns may be a saved mask, which an assignment loses. */
	if (node->var != FACT_NONE && (is_call || node->kind == FACT_NODE_BRANCH || node->kind == FACT_NODE_BIND))
		s->used[node->var] = true;
	if (!is_call)
		use_value(s, &node->value);
	for (guint i = 0; node->args && i < node->args->len; i++)
		use_value(s, &g_array_index(node->args, struct fact_value, i));
}

static void find_used(struct skips *s)
{
	memset(s->used, 0, s->fn->var_count + 1);
	for (guint n = 0; n < s->fn->nodes->len; n++)
		if (s->forward[n] == n)
			use_node(s, function_node(s->fn, n));
	/* What callees look at. */
	for (unsigned i = 0; i < s->fn->imported; i++)
		s->used[s->fn->var_count - 1 - i] = true;
}

/* ---- which nodes don't ------------------------------------------------------ */

static void note_published(void *user, uint32_t path, uint32_t to)
{
	(void)path;
	(void)to;
	*(bool *)user = true;
}

bool function_is_inert(const struct function *fn)
{
	return !fn->is_active && !fn->contracts->len && !fn->trust &&
	       !(fn->flags & (FACT_FUNCTION_MAY_BLOCK | FACT_FUNCTION_RETURNS_AGAIN));
}

static bool call_changes(struct skips *s, const struct fact_node *node)
{
	const struct function *callee;
	bool is_published = false;

	if (node->value.kind != FACT_VALUE_FUNCTION || (node->var != FACT_NONE && s->used[node->var]))
		return true;
	callee = model_function(s->m, node->value.id);
	if (!function_is_inert(callee))
		return true;
	for (guint i = 0; i < s->fn->reads->len; i++) {
		const struct fact_reading *read = &g_array_index(s->fn->reads, struct fact_reading, i);

		if (s->used[read->var] && call_writes(s->m, node, read))
			return true;
	}
	if (s->m->guarded->len)
		call_publishes(s->m, node, note_published, &is_published);
	return is_published;
}

static bool node_changes(struct skips *s, const struct fact_node *node)
{
	switch (node->kind) {
	case FACT_NODE_NOP:
	case FACT_NODE_LIMIT:
	case FACT_NODE_BRANCH:
		return false;
	case FACT_NODE_SET:
	case FACT_NODE_KILL:
		return s->used[node->var];
	case FACT_NODE_CALL:
		return call_changes(s, node);
	default:
		return true;
	}
}

/* The one place that all ways from the node lead to, or the node itself. */
static uint32_t only_way(struct skips *s, uint32_t node)
{
	const GArray *next = function_node(s->fn, node)->next;
	uint32_t to = next->len ? place_of(s, g_array_index(next, uint32_t, 0)) : node;

	for (guint i = 1; i < next->len; i++)
		if (place_of(s, g_array_index(next, uint32_t, i)) != to)
			return node;
	return to;
}

static bool find_more(struct skips *s)
{
	bool changed = false;

	find_used(s);
	for (bool again = true; again;) {
		again = false;
		for (guint n = s->fn->nodes->len; n-- > 0;) {
			uint32_t to = s->forward[n] == n ? only_way(s, n) : n;

			if (to == n || node_changes(s, function_node(s->fn, n)))
				continue;
			s->forward[n] = to;
			again = changed = true;
		}
	}
	return changed;
}

static bool is_event(const struct model *m, const struct fact_node *node)
{
	if (!node->next->len)
		return true;
	switch (node->kind) {
	case FACT_NODE_NOP:
	case FACT_NODE_LIMIT:
	case FACT_NODE_BRANCH:
	case FACT_NODE_SET:
	case FACT_NODE_KILL:
		return false;
	case FACT_NODE_CALL:
		return node->value.kind != FACT_VALUE_FUNCTION ||
		       !function_is_inert(model_function(m, node->value.id));
	default:
		return true;
	}
}

/* What is inner in a loop would be entered from two sides, so there is a way out of all of it. */
static void find_inner(const struct model *m, struct function *fn)
{
	unsigned *ways_in = g_new0(unsigned, fn->nodes->len);

	fn->is_inner = g_new(bool, fn->nodes->len);
	fn->is_event = g_new(bool, fn->nodes->len);
	/* The entry is a place of its own. */
	ways_in[fn->forward[0]] = 2;
	for (guint n = 0; n < fn->nodes->len; n++) {
		const GArray *next = function_node(fn, n)->next;

		for (guint i = 0; !function_skips(fn, n) && i < next->len; i++)
			ways_in[fn->forward[g_array_index(next, uint32_t, i)]]++;
	}
	for (guint n = 0; n < fn->nodes->len; n++) {
		fn->is_event[n] = is_event(m, function_node(fn, n));
		fn->is_inner[n] = ways_in[n] == 1 && !fn->is_event[n];
	}
	g_free(ways_in);
}

/* What a function always returns in which nothing else happens: `return false`. */
static uint8_t constant_result(const struct function *fn)
{
	uint8_t result = FACT_VALUE_UNKNOWN;

	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);
		uint32_t kind = node->value.kind;
		bool is_constant = kind == FACT_VALUE_ZERO || kind == FACT_VALUE_POSITIVE ||
				   kind == FACT_VALUE_NEGATIVE || kind == FACT_VALUE_ONE;

		if (node->kind != FACT_NODE_RETURN)
			continue;
		if (!is_constant || (result != FACT_VALUE_UNKNOWN && result != kind))
			return FACT_VALUE_UNKNOWN;
		result = kind;
	}
	return result;
}

void model_find_skips(struct model *m)
{
	for (guint f = 0; f < m->functions->len; f++)
		if (!model_function(m, f)->is_active)
			model_function(m, f)->result = constant_result(model_function(m, f));
	for (guint f = 0; f < m->functions->len; f++) {
		struct function *fn = model_function(m, f);
		struct skips s = { .m = m, .fn = fn };

		if (!fn->nodes->len || !fn->is_active)
			continue;
		s.forward = g_new(uint32_t, fn->nodes->len);
		s.used = g_new(bool, fn->var_count + 1);
		for (guint n = 0; n < fn->nodes->len; n++)
			s.forward[n] = n;
		while (find_more(&s))
			;
		for (guint n = 0; n < fn->nodes->len; n++)
			s.forward[n] = place_of(&s, n);
		fn->forward = s.forward;
		find_inner(m, fn);
		g_free(s.used);
	}
}
