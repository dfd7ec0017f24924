// SPDX-License-Identifier: MIT
/*
 * chain.c: how a place was reached, as steps for people: the entry point, the
 * calls, the place itself.
 */
#include "analysis.h"

static const struct activation *activation(const struct analysis *a, uint32_t id)
{
	return g_ptr_array_index(a->activations, id);
}

static struct step *add(GPtrArray *chain, const struct fact_loc *loc, const char *function, char *text)
{
	struct step *s = g_new0(struct step, 1);

	s->loc = *loc;
	s->function = function;
	s->text = text;
	g_ptr_array_add(chain, s);
	return s;
}

/* The macros that the node comes out of, the innermost first. */
static void add_macros(const struct analysis *a, GPtrArray *chain, const struct fact_node *node,
		       const char *function)
{
	const struct fact_macro *macro;

	for (uint32_t i = node->macro; i != FACT_NONE; i = macro->outer) {
		macro = &g_array_index(a->m->names->macros, struct fact_macro, i);
		/* One of the command line is in no file. */
		add(chain, macro->loc.line ? &macro->loc : &node->loc, function, g_strdup_printf("in expansion of macro `%s`",
			fact_text(a->m->names, macro->name)))->is_expansion = true;
	}
}

static char *call_text(const struct analysis *a, const struct fact_node *node, const char *callee)
{
	if (node->value.kind == FACT_VALUE_FUNCTION)
		return g_strdup_printf("calls %s", callee);
	return g_strdup_printf("calls %s through `%s`", callee, model_slot(a->m, node->value.id)->text);
}

/* The calls that lead into the activation. */
static void add_way(const struct analysis *a, GPtrArray *chain, uint32_t id)
{
	const struct activation *act = activation(a, id);
	const struct function *fn = model_function(a->m, act->function);

	if (act->parent == MODEL_NONE) {
		add(chain, &fn->loc, fn->name, g_strdup_printf("entry point (%s)", act->why));
		return;
	}
	add_way(a, chain, act->parent);
	const struct function *caller = model_function(a->m, activation(a, act->parent)->function);
	const struct fact_node *node = function_node(caller, act->parent_node);

	add(chain, &node->loc, caller->name, call_text(a, node, fn->name))->call = node;
	add_macros(a, chain, node, caller->name);
}

static void add_node(const struct analysis *a, GPtrArray *chain, uint32_t id, uint32_t node,
		     const char *text)
{
	const struct function *fn = model_function(a->m, activation(a, id)->function);

	if (node == MODEL_NONE) {
		add(chain, &fn->loc, fn->name, g_strdup("begins with it, by its contract"));
		return;
	}
	add(chain, &function_node(fn, node)->loc, fn->name, g_strdup(text));
	add_macros(a, chain, function_node(fn, node), fn->name);
}

GPtrArray *chain_to_site(const struct analysis *a, uint32_t site, const char *text)
{
	const struct site *s = &g_array_index(a->sites, struct site, site);
	GPtrArray *chain = g_ptr_array_new();

	add_way(a, chain, s->activation);
	while (s->inner != MODEL_NONE) {
		const struct site *inner = &g_array_index(a->sites, struct site, s->inner);
		const struct function *fn = model_function(a->m, activation(a, s->activation)->function);
		const struct function *callee =
			model_function(a->m, activation(a, inner->activation)->function);
		const struct fact_node *node = function_node(fn, s->node);

		add(chain, &node->loc, fn->name, call_text(a, node, callee->name))->call = node;
		add_macros(a, chain, node, fn->name);
		s = inner;
	}
	add_node(a, chain, s->activation, s->node, text);
	return chain;
}

void chain_free(GPtrArray *chain)
{
	for (guint i = 0; i < chain->len; i++) {
		struct step *s = g_ptr_array_index(chain, i);

		g_free(s->text);
		g_free(s);
	}
	g_ptr_array_free(chain, TRUE);
}
