// SPDX-License-Identifier: MIT
/*
 * uneven_mask.c: a lock that others take with interrupts or deferred work masked is taken without the mask, by a function
 * that cannot have been called under one: it sleeps, or lifts such a mask itself.  No handler is seen that takes the
 * lock, so this is a guess from what the others are careful about.
 */
#include "rules.h"

#define MIN_MASKED 2                    /* places that mask, for each that doesn't */

/* Does the call at the site mask the row itself? */
static bool masks(const struct rule_run *r, uint32_t site, uint32_t bit)
{
	for (; site != MODEL_NONE; site = g_array_index(r->a->sites, struct site, site).inner) {
		const struct site *s = &g_array_index(r->a->sites, struct site, site);
		const struct activation *act = g_ptr_array_index(r->a->activations, s->activation);
		const struct fact_node *node = s->node == MODEL_NONE ? NULL :
					       function_node(model_function(r->m, act->function), s->node);

		if (!node || node->kind != FACT_NODE_CALL || node->value.kind != FACT_VALUE_FUNCTION)
			continue;
		const struct function *callee = model_function(r->m, node->value.id);

		for (guint i = 0; i < callee->contracts->len; i++) {
			const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
			int row = c->op == FACT_OP_ENTER ? context_by_masked(fact_text(r->m->names, c->text)) : -1;

			if (row >= 0 && (context_rows[row].closes & bit))
				return true;
		}
	}
	return false;
}

/* Calls the function what may only be called with the row open: what sleeps, or lifts a mask of a lesser row? */
static bool proves_open(const struct rule_run *r, uint32_t function, int open)
{
	const struct function *fn = model_function(r->m, function);

	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->kind != FACT_NODE_CALL || node->value.kind != FACT_VALUE_FUNCTION)
			continue;
		const struct function *callee = model_function(r->m, node->value.id);

		if (callee->flags & FACT_FUNCTION_MAY_BLOCK)
			return true;
		for (guint i = 0; i < callee->contracts->len; i++) {
			const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
			int row = c->op == FACT_OP_LEAVE ? context_by_masked(fact_text(r->m->names, c->text)) : -1;

			/* local_bh_enable runs what came due, with interrupts on. */
			if (row >= 0 && !context_rows[row].waits_masked && row != open &&
			    (context_rows[open].closes & 1u << row))
				return true;
		}
	}
	return false;
}

static bool is_surely_open(const struct rule_run *r, const struct witness *w, int row)
{
	const struct site *at = &g_array_index(r->a->sites, struct site, w->at);

	for (uint32_t inner = at->inner; inner != MODEL_NONE;) {
		const struct site *below = &g_array_index(r->a->sites, struct site, inner);
		const struct activation *act = g_ptr_array_index(r->a->activations, below->activation);

		if (proves_open(r, act->function, row))
			return true;
		inner = below->inner;
	}
	for (uint32_t id = at->activation; id != MODEL_NONE;) {
		const struct activation *act = g_ptr_array_index(r->a->activations, id);

		if (proves_open(r, act->function, row))
			return true;
		id = act->parent;
		if (id == MODEL_NONE)
			return !act->is_unknown;
	}
	return false;
}

static bool judge(struct rule_run *r, uint32_t cls, int row)
{
	const struct witness *bare = NULL;
	guint masked = 0, open = 0;

	for (guint i = 0; i < r->a->uses->len; i++) {
		const struct use *u = g_ptr_array_index(r->a->uses, i);

		if (u->key.cls != cls || u->key.kind != USE_HELD)
			continue;
		for (guint k = 0; k < u->witnesses->len; k++) {
			const struct witness *w = &g_array_index(u->witnesses, struct witness, k);

			if (w->acquired == MODEL_NONE)
				continue;
			if (masks(r, w->acquired, 1u << row)) {
				masked++;
			} else if (u->key.entered == CONTEXT_NO_ACTOR && !(u->key.closed & 1u << row) && !w->tried &&
				   is_surely_open(r, w, row)) {
				open++;
				if (!bare || w->length < bare->length)
					bare = w;
			}
		}
	}
	if (!open || masked < MIN_MASKED * open)
		return false;
	const struct lock_class *c = model_class(r->m, cls);
	struct finding *f = rule_finding(r, "uneven-mask", witness_place(r, bare), c->name);

	finding_doubt(f, "a guess from what the others do");
	f->message = g_strdup_printf("%s `%s` is taken without state %s, in which it is taken at %u other places",
				     class_kind_text(c), c->name, context_rows[row].masked, masked);
	note_held(r, f, "the way to where it is taken:", bare, c);
	return true;
}

void rule_uneven_mask(struct rule_run *r)
{
	for (uint32_t cls = 0; cls < r->m->classes->len; cls++) {
		const struct lock_class *c = model_class(r->m, cls);

		if (!class_spins(c) || c->held_in || c->is_unresolved)
			continue;
		/* What masks interrupts masks deferred work, too. */
		for (int row = context_count; --row > 0;)
			if (!context_rows[row].waits_masked && !(r->inverted[cls] & 1u << row) && judge(r, cls, row))
				break;
	}
}
