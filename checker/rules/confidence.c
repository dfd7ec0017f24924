// SPDX-License-Identifier: MIT
/*
 * confidence.c: which findings are in doubt, and why.  What is likely true is shown; the rest is counted, and
 * shown on request (--all).  A doubt is about how it was found, never about whose code it is.  In a program that
 * was followed exactly, in doubt are only guesses, locks that are not known, and what a function that nobody is seen to call
 * keeps or gives back of a modelled lock, where that may be what it is for.
 */
#include "rules.h"

/* Functions that a pointer may lead to, so that a call through it proves something. */
#define MAX_TARGETS 4

/* Too large to be followed exactly (doubts.c). */
bool program_is_large(const struct rule_run *r)
{
	for (guint i = 0; i < r->a->repairs->len; i++)
		if (g_array_index(r->a->repairs, struct repair, i).is_doubt)
			return true;
	return false;
}

void finding_doubt(struct finding *f, const char *why)
{
	if (!f->doubt)
		f->doubt = why;
}

void doubt_class(const struct rule_run *r, struct finding *f, uint32_t cls)
{
	if (model_class(r->m, cls)->is_unresolved)
		finding_doubt(f, "which lock this is, is not known");
}

void doubt_call(const struct rule_run *r, struct finding *f, const struct fact_node *node)
{
	if (program_is_large(r) && node->kind == FACT_NODE_CALL && node->value.kind == FACT_VALUE_SLOT &&
	    model_slot(r->m, node->value.id)->targets->len > MAX_TARGETS)
		finding_doubt(f, "a pointer on the way may lead to many functions");
}

static const struct activation *root_of(const struct rule_run *r, uint32_t id)
{
	const struct activation *act = g_ptr_array_index(r->a->activations, id);

	while (act->parent != MODEL_NONE)
		act = g_ptr_array_index(r->a->activations, act->parent);
	return act;
}

void doubt_callers(const struct rule_run *r, struct finding *f, uint32_t site)
{
	const struct activation *root = root_of(r, g_array_index(r->a->sites, struct site, site).activation);

	if (program_is_large(r) && root->is_unknown)
		finding_doubt(f, "no caller is seen, and they may have masked, or hold more");
}

void doubt_root(const struct rule_run *r, struct finding *f, uint32_t site)
{
	const struct activation *root = root_of(r, g_array_index(r->a->sites, struct site, site).activation);

	if (program_is_large(r) && root->is_unknown && !model_function(r->m, root->function)->is_external &&
	    !r->a->is_stored[root->function])
		finding_doubt(f, "nothing calls the static function that it begins in");
}

static bool calls(const struct function *fn, uint32_t callee)
{
	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->kind == FACT_NODE_CALL && node->value.kind == FACT_VALUE_FUNCTION && node->value.id == callee)
			return true;
	}
	return false;
}

static bool is_near(const struct rule_run *r, uint32_t site, uint32_t function)
{
	for (const struct site *s; site != MODEL_NONE; site = s->inner) {
		s = &g_array_index(r->a->sites, struct site, site);
		const struct activation *act = g_ptr_array_index(r->a->activations, s->activation);

		if (act->function == function || calls(model_function(r->m, act->function), function))
			return true;
	}
	return false;
}

void doubt_way(const struct rule_run *r, struct finding *f, uint32_t site, uint32_t cause_kind, uint32_t cause)
{
	for (guint i = 0; i < r->a->repairs->len && !f->doubt && site != MODEL_NONE; i++) {
		const struct repair *repair = &g_array_index(r->a->repairs, struct repair, i);
		bool is_mask = repair->kind == BREACH_STAYS_MASKED;

		if (repair->is_doubt && repair->object == cause && is_mask == (cause_kind == CAUSE_MASK) &&
		    cause_kind != CAUSE_ACTOR && is_near(r, site, repair->function))
			finding_doubt(f, "a function on the way may end it, or leave it behind");
	}
}

void doubt_parts(const struct rule_run *r, struct finding *f, uint32_t since, uint32_t at, uint32_t cause_kind)
{
	bool is_below = false;

	if (cause_kind != CAUSE_MASK || since == MODEL_NONE || !program_is_large(r))
		return;
	for (; at != MODEL_NONE; at = g_array_index(r->a->sites, struct site, at).inner) {
		const struct site *s = &g_array_index(r->a->sites, struct site, at);
		const struct site *began = since == MODEL_NONE ? NULL : &g_array_index(r->a->sites, struct site, since);
		const struct activation *act = g_ptr_array_index(r->a->activations, s->activation);

		if (is_below && r->a->in_parts[act->function])
			finding_doubt(f, "a function on the way was not followed in every state, and may lift the mask");
		is_below |= !began || began->activation != s->activation || began->node != s->node;
		since = began && !is_below ? began->inner : MODEL_NONE;
	}
}

void doubt_length(const struct rule_run *r, struct finding *f, unsigned most)
{
	unsigned steps = 0;

	for (guint i = 0; i < f->notes->len; i++) {
		const struct finding_note *n = g_ptr_array_index(f->notes, i);

		if (!n->is_list)
			steps += n->steps->len;
	}
	if (steps > most && program_is_large(r))
		finding_doubt(f, "the way is long");
}
