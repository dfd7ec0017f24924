// SPDX-License-Identifier: MIT
/*
 * balance.c: compares what is held and masked where a function ends with where it
 * began.  Judged are functions with a contract, against it, and those that an
 * analysis starts from, because nobody is left who could release anything.  All
 * others may do as they like: their callers see it.
 *
 * A lock in an array, or behind a pointer that has moved on, stands for several
 * objects, so its absence or presence says nothing, and it isn't judged.
 */
#include "engine.h"

uint32_t class_of_contract(struct engine *e, uint32_t activation, const struct state *s,
				  const struct fact_contract *c)
{
	uint32_t instance = engine_path(e, activation, s, c->path);

	return class_of_path(e->m, instance, fact_text(e->m->names, c->text));
}

enum certainty { SURELY, MAYBE };

static bool contract_names(struct engine *e, uint32_t activation, const struct state *s,
			   uint32_t cls, uint32_t op, enum certainty certainty)
{
	const struct function *fn = engine_function(e, activation);

	for (guint i = 0; i < fn->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(fn->contracts, struct fact_contract, i);

		if (c->op != op)
			continue;
		uint32_t named = class_of_contract(e, activation, s, c);

		if (named == cls || (certainty == MAYBE && (named == MODEL_NONE ||
							    model_class(e->m, cls)->is_unresolved)))
			return true;
	}
	return false;
}

/* Does the activation end with what the breach speaks of, a lock or a mask? */
bool activation_ends_with(const struct activation *act, const struct exit_state *x,
			  const struct breach *b)
{
	if (b->kind == BREACH_STAYS_MASKED)
		return x->state->depth[b->object] > act->entry.depth[b->object];
	return state_has_class(x->state, b->object);
}

/* Ends both with and without it, and its result doesn't say which. */
static bool is_undecided(const struct activation *act, const struct breach *b)
{
	bool seen[2][FACT_VALUE_KINDS] = { { false } };
	bool any[2] = { false, false }, undecided = false;

	for (guint i = 0; i < act->exits->len; i++) {
		const struct exit_state *x = &g_array_index(act->exits, struct exit_state, i);
		bool with = activation_ends_with(act, x, b);

		seen[with][x->result] = any[with] = true;
	}
	for (int r = 0; r < FACT_VALUE_KINDS; r++)
		for (int other = 0; other < FACT_VALUE_KINDS; other++)
			undecided |= seen[0][r] && seen[1][other] && values_overlap(r, other);
	return any[0] && any[1] && undecided;
}

static bool keeps_always(const struct activation *act, const struct breach *b)
{
	bool always = true;

	for (guint i = 0; i < act->exits->len; i++)
		always &= activation_ends_with(act, &g_array_index(act->exits, struct exit_state, i), b);
	return always;
}

/* By its result, and as one does: with it where it succeeds, without where not. */
static bool tells_by_custom(const struct activation *act, const struct breach *b)
{
	bool tells = !keeps_always(act, b);

	for (guint i = 0; i < act->exits->len; i++)
		for (guint k = 0; k < act->exits->len; k++) {
			const struct exit_state *x = &g_array_index(act->exits, struct exit_state, i);
			const struct exit_state *y = &g_array_index(act->exits, struct exit_state, k);

			if (activation_ends_with(act, x, b) && !activation_ends_with(act, y, b))
				tells &= result_tells(x->result, y->result);
		}
	return tells;
}

/* Some caller ends what the activation returns with, or ends without it though it always does; or it
 * is plain that they should. */
static bool is_handled(struct engine *e, const struct activation *act, const struct breach *b)
{
	if (evidence_is_handled(e->a, act->function, b->object, b->kind == BREACH_STAYS_MASKED) ||
	    tells_by_custom(act, b))
		return true;
	if (!keeps_always(act, b))
		return false;
	for (guint i = 0; i < e->a->activations->len; i++) {
		const struct activation *other = engine_activation(e, i);

		for (guint c = 0; other->function == act->function && c < other->callers->len; c++) {
			uint32_t caller = g_array_index(other->callers, struct caller, c).activation;
			const struct activation *from = engine_activation(e, caller);

			for (guint k = 0; k < from->exits->len; k++)
				if (!activation_ends_with(from, &g_array_index(from->exits, struct exit_state, k), b))
					return true;
		}
	}
	return false;
}

/* A header's helper that always takes it, or says by its result whether it did, is half of a pair, and whoever calls it must
 * call the other. */
static bool is_half(struct engine *e, const struct activation *act, const struct breach *b)
{
	return (model_function(e->m, act->function)->flags & FACT_FUNCTION_HEADER) &&
	       (keeps_always(act, b) || !is_undecided(act, b));
}

/* The function at fault: of those that returned with it, the innermost one that leaves
 * its callers in doubt, or whose callers all keep it too. */
static void find_culprit(struct engine *e, struct breach *b)
{
	GArray *way = g_array_new(FALSE, FALSE, sizeof(uint32_t));

	for (uint32_t site = b->since; site != MODEL_NONE;) {
		const struct site *s = &g_array_index(e->a->sites, struct site, site);

		g_array_append_val(way, s->activation);
		b->subject = s->node;
		site = s->inner;
	}
	guint inner = way->len;

	while (inner > 1 && is_half(e, engine_activation(e, g_array_index(way, uint32_t, inner - 1)), b))
		inner--;
	/* One finding for each place where it was taken. */
	if (inner)
		b->place = 1 + engine_activation(e, g_array_index(way, uint32_t, inner - 1))->function;
	for (guint i = inner; i-- > 1;) {
		uint32_t id = g_array_index(way, uint32_t, i);
		const struct activation *act = engine_activation(e, id);
		bool is_primitive = model_function(e->m, act->function)->changes_locks;

		if (is_primitive || (!is_undecided(act, b) && is_handled(e, act, b)))
			continue;
		for (guint k = 0; k < act->exits->len; k++) {
			const struct exit_state *x = &g_array_index(act->exits, struct exit_state, k);

			if (!activation_ends_with(act, x, b))
				continue;
			b->activation = id;
			b->node = x->node;
			break;
		}
		break;
	}
	g_array_free(way, TRUE);
}

/* A callee that is given the lock, and gives it back on some of its ways only, without telling on which. */
static bool find_half_hearted(struct engine *e, uint32_t caller, struct breach *b)
{
	for (guint i = 0; i < e->a->activations->len; i++) {
		const struct activation *act = engine_activation(e, i);
		bool is_called = false;

		/* One with a contract is judged against it. */
		if (act->is_order_only || act->parent == MODEL_NONE || !state_has_class(&act->entry, b->object) ||
		    engine_function(e, i)->contracts->len || !is_undecided(act, b))
			continue;
		for (guint c = 0; c < act->callers->len; c++)
			is_called |= g_array_index(act->callers, struct caller, c).activation == caller;
		for (guint k = 0; is_called && k < act->exits->len; k++) {
			const struct exit_state *x = &g_array_index(act->exits, struct exit_state, k);

			if (!activation_ends_with(act, x, b))
				continue;
			b->subject = act->function;
			b->activation = i;
			b->node = x->node;
			return true;
		}
	}
	return false;
}

/* A lock of an object that only a local variable leads to: no caller can release it. */
static bool is_out_of_reach(const struct model *m, uint32_t instance)
{
	uint32_t kind = path_get(m, path_root(m, instance))->kind;

	return kind == FACT_PATH_LOCAL_PTR || kind == FACT_PATH_LOCAL_OBJECT;
}

/* Does the result tell this exit from those without the lock?  A pointer that is returned with its lock taken isn't known
 * to be one. */
static bool is_told_apart(const struct activation *act, const struct exit_state *x, const struct breach *b)
{
	for (guint i = 0; i < act->exits->len; i++) {
		const struct exit_state *other = &g_array_index(act->exits, struct exit_state, i);

		if (!activation_ends_with(act, other, b) && values_overlap(other->result, x->result) &&
		    (other->result == x->result || x->result != FACT_VALUE_UNKNOWN))
			return false;
	}
	return true;
}

/* Is it one object, or an element that is given back before another one is taken? */
static bool is_told_apart_from_others(struct engine *e, const struct held *h)
{
	return path_is_one_object(e->m, h->instance) ||
	       (path_is_element(e->m, h->instance) && !elements_add_up(e, h->cls));
}

/* What a function that others call forgets on some of its ways only, where its result doesn't tell on which. */
static void judge_forgotten(struct engine *e, uint32_t id, const struct exit_state *x)
{
	const struct activation *act = engine_activation(e, id);

	for (unsigned i = 0; !act->is_balance_only && i < x->state->held_count; i++) {
		const struct held *h = &x->state->held[i];
		struct breach leak = { .kind = BREACH_KEEPS, .subject = act->function, .object = h->cls,
				       .activation = id, .node = x->node, .since = h->site };

		if (is_out_of_reach(e->m, h->instance) && is_told_apart_from_others(e, h) &&
		    !h->was_again && !state_has_class(&act->entry, h->cls) && !is_told_apart(act, x, &leak) &&
		    !tells_by_custom(act, &leak))
			evidence_breach(e->a, &leak);
	}
}

/* Is the function called with such a lock anywhere?  Then it may give it back for a while, and take it again. */
static bool is_entered_with(struct engine *e, uint32_t function, uint32_t cls)
{
	for (guint i = 0; i < e->a->activations->len; i++) {
		const struct activation *act = engine_activation(e, i);

		if (act->function == function && state_has_class(&act->entry, cls))
			return true;
	}
	return false;
}

static void judge_held(struct engine *e, uint32_t id, const struct exit_state *x)
{
	const struct activation *act = engine_activation(e, id);
	const struct function *fn = model_function(e->m, act->function);
	struct breach b = { .subject = act->function, .activation = id, .node = x->node };

	for (unsigned i = 0; i < x->state->held_count; i++) {
		const struct held *h = &x->state->held[i];
		bool was_held = state_has(&act->entry, h->cls, h->instance);
		bool releases = fn->realises_contract &&
				contract_names(e, id, x->state, h->cls, FACT_OP_RELEASE, SURELY);

		/* Behind a recursion nobody gets: that is the mistake, and what it leaves is not another. */
		if (!is_told_apart_from_others(e, h) || (was_held && !releases) || h->was_again)
			continue;
		if (contract_names(e, id, x->state, h->cls, FACT_OP_ACQUIRE, MAYBE) ||
		    contract_names(e, id, x->state, h->cls, FACT_OP_TRY, MAYBE))
			continue;
		struct breach leak = b;

		leak.kind = BREACH_KEEPS;
		leak.object = h->cls;
		leak.since = h->site;
		/* Others call it too: what it hands over to them always, or tells them, is their affair. */
		if (act->is_balance_only && (was_held || !is_undecided(act, &leak) || tells_by_custom(act, &leak) ||
					     is_entered_with(e, act->function, h->cls)))
			continue;
		if (!was_held && !find_half_hearted(e, id, &leak))
			find_culprit(e, &leak);
		evidence_breach(e->a, &leak);
	}
	b.since = MODEL_NONE;
	for (unsigned i = 0; i < act->entry.held_count && !x->state->is_part; i++) {
		const struct held *h = &act->entry.held[i];

		b.kind = BREACH_LOSES;
		b.object = h->cls;
		if (!state_has(x->state, h->cls, h->instance) && !state_has_class(x->state, h->cls) &&
		    path_is_one_object(e->m, h->instance) &&
		    !contract_names(e, id, x->state, h->cls, FACT_OP_RELEASE, MAYBE))
			evidence_breach(e->a, &b);
	}
}

/* What the contract says is acquired, by a body that should do it. */
static void judge_acquired(struct engine *e, uint32_t id, const struct exit_state *x)
{
	const struct function *fn = engine_function(e, id);
	struct breach b = { .kind = BREACH_LACKS, .subject = engine_activation(e, id)->function,
			    .activation = id, .node = x->node, .since = MODEL_NONE };

	for (guint i = 0; fn->realises_contract && !x->state->is_part && i < fn->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(fn->contracts, struct fact_contract, i);

		if (c->op != FACT_OP_ACQUIRE)
			continue;
		b.object = class_of_contract(e, id, x->state, c);
		if (b.object != MODEL_NONE && !state_has_class(x->state, b.object))
			evidence_breach(e->a, &b);
	}
}

/* Is a lock that masks held which stands for several?  Then so does its mask. */
static bool is_ambiguous(const struct model *m, const struct state *s, int row)
{
	for (unsigned i = 0; i < s->held_count; i++) {
		int kind = model_class(m, s->held[i].cls)->kind;

		if (kind >= 0 && lock_kind_rows[kind].masks == row &&
		    !path_is_one_object(m, s->held[i].instance))
			return true;
	}
	return false;
}

int mask_change(const struct model *m, const struct activation *act, const struct state *s, int row)
{
	return (int)s->depth[row] - act->entry.depth[row] - state_masked_by_locks(m, s, row) +
	       state_masked_by_locks(m, &act->entry, row);
}

void mask_bounds(const struct model *m, const struct function *fn, int row, int *low, int *high)
{
	*low = *high = 0;
	for (guint i = 0; i < fn->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(fn->contracts, struct fact_contract, i);
		const char *text = fact_text(m->names, c->text);
		bool is_row = (c->op == FACT_OP_ENTER || c->op == FACT_OP_LEAVE) &&
			      context_by_masked(text) == row;

		/* A primitive masks by whatever means it has. */
		if (is_row || (!fn->realises_contract && fact_op_is_change(c->op))) {
			*high += c->op != FACT_OP_LEAVE && c->op != FACT_OP_RELEASE;
			*low -= c->op == FACT_OP_LEAVE || c->op == FACT_OP_RELEASE;
		}
		if (is_row && fn->realises_contract)
			*low = *high = *low + *high;
	}
}

static void judge_masks(struct engine *e, uint32_t id, const struct exit_state *x)
{
	const struct activation *act = engine_activation(e, id);
	const struct function *fn = model_function(e->m, act->function);

	for (int row = 0; row < context_count; row++) {
		int low, high, change = mask_change(e->m, act, x->state, row);

		mask_bounds(e->m, fn, row, &low, &high);
		struct breach b = { .kind = change > high ? BREACH_STAYS_MASKED : BREACH_UNMASKS,
				    .subject = act->function, .object = row, .activation = id,
				    .node = x->node, .since = MODEL_NONE };

		if (change > high && !act->entry.depth[row])
			b.since = x->state->mask_site[row];
		if (is_ambiguous(e->m, x->state, row) || is_ambiguous(e->m, &act->entry, row))
			continue;
		if ((change <= high && change >= low) || x->state->depth[row] == MAX_DEPTH ||
		    act->entry.depth[row] == MAX_DEPTH)
			continue;
		if (b.since != MODEL_NONE)
			find_culprit(e, &b);
		evidence_breach(e->a, &b);
	}
}

/* What a loop has moved on from may have been taken in an earlier round, or by a caller: but not where nobody takes such a
 * lock at all. */
static void judge_unsettled(struct engine *e)
{
	for (guint i = 0; i < e->unsettled->len; i++) {
		const struct breach *b = &g_array_index(e->unsettled, struct breach, i);
		uint32_t id = b->activation;

		while (id != MODEL_NONE && !evidence_is_taken(e->a, id, b->object) &&
		       !state_has_class(&engine_activation(e, id)->entry, b->object))
			id = engine_activation(e, id)->parent;
		if (id == MODEL_NONE)
			evidence_breach(e->a, b);
	}
}

void judge_exits(struct engine *e)
{
	judge_unsettled(e);
	for (guint id = 0; id < e->a->activations->len; id++) {
		const struct activation *act = engine_activation(e, id);
		const struct function *fn = model_function(e->m, act->function);
		bool locks = act->parent == MODEL_NONE || fn->changes_locks, masks = locks;

		for (guint i = 0; i < fn->contracts->len; i++) {
			uint32_t op = g_array_index(fn->contracts, struct fact_contract, i).op;

			locks |= op == FACT_OP_REQUIRE;
			masks |= op == FACT_OP_REQUIRE_STATE;
		}
		if (act->is_order_only || e->a->given_up[act->function])
			continue;
		for (guint i = 0; !locks && act->exits->len > 1 && i < act->exits->len; i++)
			judge_forgotten(e, id, &g_array_index(act->exits, struct exit_state, i));
		if (!(locks || masks))
			continue;
		for (guint i = 0; i < act->exits->len; i++) {
			const struct exit_state *x = &g_array_index(act->exits, struct exit_state, i);

			if (locks) {
				judge_held(e, id, x);
				judge_acquired(e, id, x);
			}
			if (masks && !x->state->is_part)
				judge_masks(e, id, x);
		}
	}
}

/* Is the name at the call that of one object, which no loop has moved on from? */
static bool is_settled(struct engine *e, const struct node_state *ns, uint32_t path)
{
	const struct function *fn = engine_function(e, ns->activation);
	const struct fact_path *r = path_get(e->m, path_root(e->m, path));
	unsigned moves = 0;

	for (guint n = 0; r->kind == FACT_PATH_LOCAL_PTR && n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);

		moves += (node->kind == FACT_NODE_KILL || node->kind == FACT_NODE_BIND) && node->var == r->a;
	}
	return moves <= 1;
}

void judge_release(struct engine *e, const struct node_state *ns, const struct state *s,
		   uint32_t cls, uint32_t instance)
{
	struct breach b = { .kind = BREACH_UNHELD, .object = cls, .activation = ns->activation,
			    .node = ns->node, .since = MODEL_NONE, .is_other = state_has_class(s, cls) };

	if (engine_activation(e, ns->activation)->is_dead || !path_is_one_object(e->m, instance) ||
	    state_may_hold(e->m, s, cls, instance))
		return;
	if (is_settled(e, ns, instance))
		evidence_breach(e->a, &b);
	else
		g_array_append_val(e->unsettled, b);
}

static bool lifts_by_contract(const struct function *fn)
{
	for (guint i = 0; i < fn->contracts->len; i++) {
		uint32_t op = g_array_index(fn->contracts, struct fact_contract, i).op;

		if (op == FACT_OP_LEAVE || op == FACT_OP_RELEASE)
			return true;
	}
	return false;
}

void judge_unmask(struct engine *e, const struct node_state *ns, const struct state *s, int row)
{
	struct breach b = { .kind = BREACH_NOT_MASKED, .object = row, .activation = ns->activation,
			    .node = ns->node, .since = MODEL_NONE };

	/* In what lifts it by contract, it is the caller's mistake, and judged there. */
	if (!s->depth[row] && !engine_activation(e, ns->activation)->is_dead &&
	    !lifts_by_contract(engine_function(e, ns->activation)))
		evidence_breach(e->a, &b);
}

/* What is restored came from a place that is not followed: a field, a pointer. */
static void unknown_save(struct engine *e, const struct node_state *ns)
{
	const struct activation *act = engine_activation(e, ns->activation);
	uint32_t key[] = { 'V', act->function, ns->node };
	uint32_t *seen = engine_lookup(e, key, G_N_ELEMENTS(key));
	uint32_t site = site_make(e->a, ns->activation, ns->node, MODEL_NONE);

	if (*seen || act->is_order_only || ns->state->is_part || lifts_by_contract(model_function(e->m, act->function)))
		return;
	*seen = 1;
	g_array_append_val(e->a->unresolved_saves, site);
}

void judge_restore(struct engine *e, const struct node_state *ns, struct state *s, int row)
{
	struct breach b = { .kind = BREACH_OTHER_SAVE, .object = row, .activation = ns->activation,
			    .node = ns->node, .since = MODEL_NONE };
	const struct function *fn = engine_function(e, ns->activation);
	const struct fact_node *call = function_node(fn, ns->node);
	uint32_t var = saved_in(call);
	bool is_mine = save_is_last(s, row, var), other = save_is_any(s, row);

	if (!save_restore(s, row, var)) {
		evidence_breach(e->a, &b);
		return;
	}
	/* A parameter's save is the caller's to judge; without an argument nothing is restored. */
	if (is_mine || !takes_save(call) || (!other && var != MODEL_NONE && var < fn->param_count))
		return;
	unknown_save(e, ns);
}

void judge_end(struct engine *e, const struct node_state *ns, const struct state *s,
	       const struct function *callee)
{
	const struct fact_node *node = function_node(engine_function(e, ns->activation), ns->node);

	if (node->next->len || !(callee->flags & FACT_FUNCTION_MAY_BLOCK))
		return;
	event_end(e, ns, s);
}
