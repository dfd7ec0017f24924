// SPDX-License-Identifier: MIT
/*
 * repair.c: one mistake is one finding.  A function that ends with a lock or a mask by mistake, or
 * without one, leads its callers into states that nobody meant, and what is wrong there follows
 * from the one mistake.  Which findings do is not guessed: the analysis is done once more with
 * those functions ending as they should, and what is found in both has a cause of its own
 * (rules/cascade.c).  What this costs is paid by programs that have such a mistake, in a function
 * with a caller, and that are no larger than MAX_STATES_AGAIN.
 *
 * A function without a contract is repaired where its result doesn't tell that it keeps the lock,
 * or everywhere, if it always tells and no caller listens; one with a contract, wherever it ends
 * otherwise than that says.  One that gives back its caller's lock on some paths and doesn't tell is
 * at fault where a caller then gives back what it doesn't have.
 */
#include "engine.h"

#include <string.h>

/* A program with more is analysed once: each of its findings stands for itself. */
#define MAX_STATES_AGAIN 300000
#define MAX_ROUNDS 3

static bool is_of_exits(const struct breach *b)
{
	return b->kind == BREACH_KEEPS || b->kind == BREACH_LOSES || b->kind == BREACH_LACKS ||
	       b->kind == BREACH_STAYS_MASKED || b->kind == BREACH_UNMASKS;
}

/* Ends it as the breach says that it should not? */
static bool ends_wrong(const struct activation *act, const struct exit_state *x, const struct breach *b)
{
	return b->kind == BREACH_LOSES ? !state_has_class(x->state, b->object) : activation_ends_with(act, x, b);
}

static bool is_called_by(const struct activation *act, uint32_t caller)
{
	for (guint i = 0; i < act->callers->len; i++)
		if (g_array_index(act->callers, struct caller, i).activation == caller)
			return true;
	return false;
}

/* The activation begins with the lock, of which it is known which one it is. */
static bool begins_with(const struct engine *e, const struct activation *act, uint32_t cls)
{
	for (unsigned i = 0; i < act->entry.held_count && !act->entry.is_part; i++)
		if (act->entry.held[i].cls == cls && path_is_one_object(e->m, act->entry.held[i].instance))
			return true;
	return false;
}

static void suspect_loss(struct engine *e, const struct activation *act, uint32_t id, uint32_t cls)
{
	struct breach b = { .kind = BREACH_LOSES, .subject = act->function, .object = cls,
			    .activation = id, .since = MODEL_NONE };

	for (guint i = 0; i < act->exits->len; i++)
		for (guint k = 0; k < act->exits->len; k++) {
			const struct exit_state *x = &g_array_index(act->exits, struct exit_state, i);
			const struct exit_state *y = &g_array_index(act->exits, struct exit_state, k);

			if (x->state->is_part || state_has_class(x->state, cls) || !state_has_class(y->state, cls) ||
			    !values_overlap(x->result, y->result))
				continue;
			b.node = x->node;
			evidence_breach(e->a, &b);
			return;
		}
}

/* Whom somebody called who then releases what he doesn't have any more. */
static void suspect_losses(struct engine *e)
{
	guint count = e->a->breaches->len;

	for (guint i = 0; i < count; i++) {
		const struct breach b = *(struct breach *)g_ptr_array_index(e->a->breaches, i);

		if (b.kind != BREACH_UNHELD || b.is_other || breach_is_assumed(e->a, &b))
			continue;
		for (guint id = 0; id < e->a->activations->len; id++) {
			const struct activation *act = engine_activation(e, id);

			if (!model_function(e->m, act->function)->contracts->len &&
			    begins_with(e, act, b.object) && is_called_by(act, b.activation))
				suspect_loss(e, act, id, b.object);
		}
	}
}

bool repair_is_known(const GArray *repairs, const struct repair *r)
{
	for (guint i = 0; i < repairs->len; i++)
		if (!memcmp(&g_array_index(repairs, struct repair, i), r, sizeof(*r)))
			return true;
	return false;
}

static void add_repair(struct engine *e, uint32_t node, struct breach *b)
{
	struct repair r = { engine_activation(e, b->activation)->function, node, b->kind, b->object, false };

	if (repair_is_known(e->a->repairs, &r))
		return;
	b->is_root = true;
	g_array_append_val(e->a->repairs, r);
}

/* Does the function end by this return with what `b` speaks of, though it ends elsewhere without
 * it and its result may be the same there? */
static bool is_leak(const struct engine *e, const struct node_state *ns, const struct breach *b)
{
	const struct activation *act = engine_activation(e, ns->activation);
	const struct fact_node *node = function_node(model_function(e->m, act->function), ns->node);
	struct exit_state here = { .state = (struct state *)ns->state,
				   .result = value_evaluate(&node->value, ns->env) & ENV_VALUE };
	bool tells = true, here_tells = true;

	if (!ends_wrong(act, &here, b) || (b->kind == BREACH_LOSES && !state_has_class(&act->entry, b->object)))
		return false;
	for (guint i = 0; i < act->exits->len; i++)
		for (guint k = 0; k < act->exits->len; k++) {
			const struct exit_state *x = &g_array_index(act->exits, struct exit_state, i);
			const struct exit_state *y = &g_array_index(act->exits, struct exit_state, k);

			if (ends_wrong(act, y, b))
				continue;
			here_tells &= !values_overlap(here.result, y->result);
			tells &= !ends_wrong(act, x, b) || !values_overlap(x->result, y->result);
		}
	return tells || !here_tells;
}

/* Has it a caller, whom it would matter to? */
static bool has_caller(const struct engine *e, uint32_t function)
{
	for (guint i = 0; i < e->a->activations->len; i++)
		if (engine_activation(e, i)->function == function && engine_activation(e, i)->callers->len)
			return true;
	return false;
}

static void repair_everywhere(struct engine *e)
{
	for (guint i = 0; i < e->a->breaches->len; i++) {
		struct breach *b = g_ptr_array_index(e->a->breaches, i);
		uint32_t function = engine_activation(e, b->activation)->function;

		if (is_of_exits(b) && model_function(e->m, function)->contracts->len &&
		    !breach_is_assumed(e->a, b) && has_caller(e, function))
			add_repair(e, MODEL_NONE, b);
	}
}

/* `only`: what they lose, or what they keep. */
static void repair_returns(struct engine *e, uint32_t only)
{
	GPtrArray *of_function = g_ptr_array_new();    /* GArray *: indices of breaches; or NULL */

	g_ptr_array_set_size(of_function, e->m->functions->len);
	for (guint i = 0; i < e->a->breaches->len; i++) {
		const struct breach *b = g_ptr_array_index(e->a->breaches, i);
		uint32_t function = engine_activation(e, b->activation)->function;
		GArray *all = g_ptr_array_index(of_function, function);

		if (!is_of_exits(b) || (b->kind == BREACH_LOSES) != (only == BREACH_LOSES) ||
		    model_function(e->m, function)->contracts->len || breach_is_assumed(e->a, b) ||
		    !has_caller(e, function))
			continue;
		if (!all)
			all = g_ptr_array_index(of_function, function) = g_array_new(FALSE, FALSE, sizeof(guint));
		g_array_append_val(all, i);
	}
	for (guint n = 0; n < e->node_states->len; n++) {
		const struct node_state *ns = g_ptr_array_index(e->node_states, n);
		const struct activation *act = engine_activation(e, ns->activation);
		const GArray *all = g_ptr_array_index(of_function, act->function);

		if (!all || act->is_order_only ||
		    function_node(model_function(e->m, act->function), ns->node)->kind != FACT_NODE_RETURN)
			continue;
		for (guint i = 0; i < all->len; i++) {
			struct breach *b = g_ptr_array_index(e->a->breaches, g_array_index(all, guint, i));

			if (is_leak(e, ns, b))
				add_repair(e, ns->node, b);
		}
	}
	for (guint i = 0; i < of_function->len; i++)
		if (g_ptr_array_index(of_function, i))
			g_array_free(g_ptr_array_index(of_function, i), TRUE);
	g_ptr_array_free(of_function, TRUE);
}

/* What should be otherwise where functions end, besides what is so already: is there anything, and a
 * caller to whom it matters? */
static bool find_repairs(struct engine *e)
{
	guint known = e->a->repairs->len;

	if (e->node_states->len > MAX_STATES_AGAIN)
		return false;
	suspect_losses(e);
	repair_everywhere(e);
	repair_returns(e, BREACH_LOSES);
	/* A lock that is kept may be so because of one of those. */
	if (e->a->repairs->len == known)
		repair_returns(e, BREACH_KEEPS);
	return e->a->repairs->len > known;
}

struct analysis *analysis_run(struct model *m)
{
	struct demand *demand = demand_new(m);
	GArray *contained = g_array_new(FALSE, FALSE, sizeof(struct repair));
	struct analysis *a = engine_run(m, demand, contained, NULL);

	for (unsigned i = 0; i < MAX_ROUNDS && find_repairs(a->engine); i++) {
		engine_forget(a->engine);
		a = engine_run(m, demand, contained, a);
	}
	return a;
}

/* ---- the repairs, in the next analysis ---------------------------------------- */

void repair_add(struct engine *e, const struct repair *r)
{
	uint32_t *first = &e->repairs_of[r->function];

	g_array_append_val(e->next_repair, *first);
	g_array_append_val(e->repairs, *r);
	*first = e->repairs->len;
}

void repairs_inherit(struct engine *e, struct analysis *before)
{
	e->a->unrepaired = before;
	e->a->repairs = g_array_new(FALSE, FALSE, sizeof(struct repair));
	if (before)
		g_array_append_vals(e->a->repairs, before->repairs->data, before->repairs->len);
	for (guint i = 0; i < e->contained->len; i++)
		if (!repair_is_known(e->a->repairs, &g_array_index(e->contained, struct repair, i)))
			g_array_append_val(e->a->repairs, g_array_index(e->contained, struct repair, i));
	e->repairs = g_array_new(FALSE, FALSE, sizeof(struct repair));
	e->next_repair = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	e->repairs_of = g_new0(uint32_t, e->m->functions->len + 1);
	for (guint i = 0; i < e->a->repairs->len; i++)
		repair_add(e, &g_array_index(e->a->repairs, struct repair, i));
}

static void hold(struct engine *e, struct state *s, const struct held *h)
{
	int mask = class_mask(e->m, h->cls);

	if (!state_has_class(s, h->cls) && state_hold(s, h) && mask >= 0)
		state_mask(s, mask, h->site);
}

static void drop(struct engine *e, const struct activation *act, struct state *s, uint32_t cls)
{
	bool gives_back = model_function(e->m, act->function)->contracts->len;
	int mask = class_mask(e->m, cls);

	for (unsigned i = s->held_count; i-- > 0;) {
		if (s->held[i].cls != cls ||
		    (!gives_back && state_has(&act->entry, cls, s->held[i].instance)))
			continue;
		state_drop(s, i);
		if (mask >= 0)
			state_unmask(e->m, s, mask);
	}
}

/* What its contract says that it acquires. */
static void acquire(struct engine *e, const struct node_state *ns, struct state *s, uint32_t cls)
{
	const struct function *fn = engine_function(e, ns->activation);

	for (guint i = 0; i < fn->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(fn->contracts, struct fact_contract, i);
		struct held h = { .cls = cls, .site = site_make(e->a, ns->activation, ns->node, MODEL_NONE) };

		if (c->op != FACT_OP_ACQUIRE || class_of_contract(e, ns->activation, s, c) != cls)
			continue;
		h.instance = engine_path(e, ns->activation, s, c->path);
		hold(e, s, &h);
	}
}

/* The function is contained: what it does there is a finding of its own. */
static void report_doubt(struct engine *e, const struct node_state *ns, const struct state *out,
			 const struct repair *r)
{
	const struct activation *act = engine_activation(e, ns->activation);
	struct breach b = { .kind = r->kind, .subject = act->function, .object = r->object, .is_doubt = true,
			    .activation = ns->activation, .node = ns->node, .since = MODEL_NONE };

	if (act->is_order_only || out->is_part)
		return;
	if (r->kind == BREACH_STAYS_MASKED) {
		if (mask_change(e->m, act, out, r->object) <= 0)
			return;
		if (!act->entry.depth[r->object])
			b.since = out->mask_site[r->object];
	} else if (r->kind == BREACH_LOSES) {
		if (state_has_class(out, r->object) || !state_has_class(&act->entry, r->object))
			return;
	} else {
		for (unsigned i = 0; i < out->held_count && b.since == MODEL_NONE; i++)
			if (out->held[i].cls == r->object &&
			    !state_has(&act->entry, r->object, out->held[i].instance))
				b.since = out->held[i].site;
		if (b.since == MODEL_NONE)
			return;
	}
	evidence_breach(e->a, &b);
}

void repair_exit(struct engine *e, const struct node_state *ns, struct state *out)
{
	const struct activation *act = engine_activation(e, ns->activation);

	for (uint32_t i = e->repairs_of[act->function]; i; i = g_array_index(e->next_repair, uint32_t, i - 1)) {
		const struct repair *r = &g_array_index(e->repairs, struct repair, i - 1);
		int low, high, change;

		if (r->node != MODEL_NONE && r->node != ns->node)
			continue;
		if (r->is_doubt)
			report_doubt(e, ns, out, r);
		switch (r->kind) {
		case BREACH_KEEPS:
			drop(e, act, out, r->object);
			break;
		case BREACH_LOSES:
			for (unsigned h = 0; h < act->entry.held_count; h++)
				if (act->entry.held[h].cls == r->object)
					hold(e, out, &act->entry.held[h]);
			break;
		case BREACH_LACKS:
			acquire(e, ns, out, r->object);
			break;
		default:
			mask_bounds(e->m, model_function(e->m, act->function), r->object, &low, &high);
			change = mask_change(e->m, act, out, r->object);
			out->depth[r->object] = CLAMP(out->depth[r->object] + CLAMP(change, low, high) - change, 0,
						      MAX_DEPTH);
		}
	}
}
