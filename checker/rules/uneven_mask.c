// SPDX-License-Identifier: MIT
/*
 * uneven_mask.c: a lock that others take with interrupts or deferred work masked is taken without the mask, by a function
 * that cannot have been called under one: it sleeps, or lifts such a mask itself.  No handler is seen that takes the
 * lock, so this is a guess from what the others are careful about.
 */
#include "rules.h"

#define MIN_MASKED 2                    /* places that mask, for each that doesn't */
#define MAX_DEPTH_OF_PROOF 2            /* calls down to what sleeps, where one that masks is enough */

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

/* Calls the function what may only be called with the row open: what sleeps, or lifts a mask of a lesser row?  `depth`: or
 * what calls such things. */
static bool proves_open(const struct rule_run *r, uint32_t function, int open, int depth)
{
	const struct function *fn = model_function(r->m, function);

	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->kind != FACT_NODE_CALL || node->value.kind != FACT_VALUE_FUNCTION)
			continue;
		const struct function *callee = model_function(r->m, node->value.id);

		if ((callee->flags & FACT_FUNCTION_MAY_BLOCK) ||
		    (depth && proves_open(r, node->value.id, open, depth - 1)))
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

static bool is_surely_open(const struct rule_run *r, const struct witness *w, int row, int depth)
{
	const struct site *at = &g_array_index(r->a->sites, struct site, w->at);

	for (uint32_t inner = at->inner; inner != MODEL_NONE;) {
		const struct site *below = &g_array_index(r->a->sites, struct site, inner);
		const struct activation *act = g_ptr_array_index(r->a->activations, below->activation);

		if (proves_open(r, act->function, row, depth))
			return true;
		inner = below->inner;
	}
	for (uint32_t id = at->activation; id != MODEL_NONE;) {
		const struct activation *act = g_ptr_array_index(r->a->activations, id);

		if (proves_open(r, act->function, row, depth))
			return true;
		id = act->parent;
		if (id == MODEL_NONE)
			return !act->is_unknown;
	}
	return false;
}

/* Does it all begin with a function that others may call, nobody sees from where, and that nothing proves to be a thread's? */
static bool may_be_handler(const struct rule_run *r, const struct witness *w)
{
	uint32_t id = g_array_index(r->a->sites, struct site, w->at).activation;
	const struct activation *root = g_ptr_array_index(r->a->activations, id);

	while (root->parent != MODEL_NONE)
		root = g_ptr_array_index(r->a->activations, root->parent);
	return root->is_unknown && model_function(r->m, root->function)->is_external;
}

/* Of one lock and one row. */
struct count {
	guint masked, open, handlers;   /* places */
	const struct witness *bare;     /* the nearest of `open` */
	bool is_one;                    /* they are all in one function */
};

static void count_use(const struct rule_run *r, const struct use *u, int row, int depth, struct count *c)
{
	for (guint k = 0; k < u->witnesses->len; k++) {
		const struct witness *w = &g_array_index(u->witnesses, struct witness, k);

		if (w->acquired == MODEL_NONE)
			continue;
		if (masks(r, w->acquired, 1u << row)) {
			c->masked++;
		} else if (u->key.entered == CONTEXT_NO_ACTOR && !(u->key.closed & 1u << row) && !w->tried) {
			if (!is_surely_open(r, w, row, depth)) {
				c->handlers += may_be_handler(r, w);
				continue;
			}
			c->open++;
			c->is_one &= !c->bare || site_function(r->a, c->bare->acquired) == site_function(r->a, w->acquired);
			if (!c->bare || w->length < c->bare->length)
				c->bare = w;
		}
	}
}

static struct count count_all(const struct rule_run *r, uint32_t cls, int row, int depth)
{
	struct count c = { .is_one = true };

	for (guint i = 0; i < r->a->uses->len; i++) {
		const struct use *u = g_ptr_array_index(r->a->uses, i);

		if (u->key.cls == cls && u->key.kind == USE_HELD)
			count_use(r, u, row, depth, &c);
	}
	return c;
}

static bool judge(struct rule_run *r, uint32_t cls, int row)
{
	struct count n = count_all(r, cls, row, 0);
	bool is_uneven = n.open && n.masked >= MIN_MASKED * n.open;

	/* One that masks is enough where one function alone doesn't, and a handler may be seen. */
	if (!is_uneven && n.masked && n.open + n.handlers >= 2) {
		n = count_all(r, cls, row, MAX_DEPTH_OF_PROOF);
		is_uneven = n.open && n.is_one && n.handlers;
	}
	if (!is_uneven)
		return false;
	const struct lock_class *c = model_class(r->m, cls);
	struct finding *f = rule_finding(r, "uneven-mask", witness_place(r, n.bare), c->name);

	finding_doubt(f, "a guess from what the others do");
	f->message = g_strdup_printf("%s `%s` is taken without state %s, in which it is taken at %u other place%s",
				     class_kind_text(c), c->name, context_rows[row].masked, n.masked, n.masked == 1 ? "" : "s");
	note_held(r, f, "the way to where it is taken:", n.bare, c);
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
