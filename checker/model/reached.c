// SPDX-License-Identifier: MIT
/*
 * reached.c: an inline function of a header is there for who calls it.  One that nothing leads to,
 * from a function that is there anyway or from a stored pointer, is no part of the program: its
 * body is dropped before anything is computed, so it costs nothing and nothing in it is counted.
 */
#include "model.h"

struct search {
	struct model *m;
	bool *is_reached;
	GArray *work;                   /* uint32_t: functions */
};

static void reach(struct search *s, uint32_t function)
{
	if (s->is_reached[function])
		return;
	s->is_reached[function] = true;
	g_array_append_val(s->work, function);
}

static void reach_value(struct search *s, const struct fact_value *v)
{
	if (v->kind == FACT_VALUE_FUNCTION)
		reach(s, v->id);
}

static void reach_from(struct search *s, const struct function *fn)
{
	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);

		reach_value(s, &node->value);
		for (guint a = 0; node->args && a < node->args->len; a++)
			reach_value(s, &g_array_index(node->args, struct fact_value, a));
	}
}

void model_drop_unreached(struct model *m)
{
	struct search s = { m, g_new0(bool, m->functions->len + 1), g_array_new(FALSE, FALSE, sizeof(uint32_t)) };

	for (guint f = 0; f < m->functions->len; f++)
		if (!(model_function(m, f)->flags & FACT_FUNCTION_HEADER))
			reach(&s, f);
	for (guint i = 0; i < m->slots->len; i++) {
		const GArray *targets = model_slot(m, i)->targets;

		for (guint t = 0; t < targets->len; t++)
			reach(&s, g_array_index(targets, uint32_t, t));
	}
	while (s.work->len) {
		uint32_t next = g_array_index(s.work, uint32_t, s.work->len - 1);

		g_array_set_size(s.work, s.work->len - 1);
		reach_from(&s, model_function(m, next));
	}
	for (guint f = 0; f < m->functions->len; f++) {
		struct function *fn = model_function(m, f);

		if (s.is_reached[f])
			continue;
		for (guint n = 0; n < fn->nodes->len; n++)
			fact_node_free(g_ptr_array_index(fn->nodes, n));
		g_ptr_array_set_size(fn->nodes, 0);
	}
	g_array_free(s.work, TRUE);
	g_free(s.is_reached);
}
