// SPDX-License-Identifier: MIT
/*
 * contracts.c: what a contract (HF_ACQUIRES, HF_ENTERS, ...) does to a state, where it is
 * the effect of a call, and what it says about the state that a function begins in.
 */
#include "engine.h"

#include <string.h>

bool class_is_recursive(const struct model *m, uint32_t cls)
{
	int kind = model_class(m, cls)->kind;

	return kind >= 0 && lock_kind_rows[kind].is_recursive;
}

int class_mask(const struct model *m, uint32_t cls)
{
	int kind = model_class(m, cls)->kind;

	return kind < 0 ? -1 : lock_kind_rows[kind].masks;
}

/* The variable that a call restores a mask from: the one argument that is one. */
uint32_t saved_in(const struct fact_node *call)
{
	uint32_t found = MODEL_NONE;

	for (guint i = 0; i < call->args->len; i++) {
		const struct fact_value *v = &g_array_index(call->args, struct fact_value, i);

		if (v->kind == FACT_VALUE_VAR && found != MODEL_NONE)
			return MODEL_NONE;
		if (v->kind == FACT_VALUE_VAR)
			found = v->id;
	}
	return found;
}

bool takes_save(const struct fact_node *call)
{
	for (guint i = 0; i < call->args->len; i++) {
		uint32_t kind = g_array_index(call->args, struct fact_value, i).kind;

		if (kind == FACT_VALUE_VAR || kind == FACT_VALUE_UNKNOWN)
			return true;
	}
	return false;
}

/* The callee masks by contract, and returns what to restore. */
void note_saves(struct engine *e, const struct node_state *ns, struct state *s,
		       const struct function *callee)
{
	const struct fact_node *node = function_node(engine_function(e, ns->activation), ns->node);

	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		int row = context_by_masked(fact_text(e->m->names, c->text));

		/* What isn't kept in a variable matters only between saves that are. */
		if (c->op == FACT_OP_ENTER && row >= 0 && (node->var != FACT_NONE || save_is_any(s, row)))
			save_push(s, row, ns->node, node->var);
	}
}

/* The path that a contract names, at this call. */
static uint32_t contract_path(struct engine *e, const struct node_state *ns, const struct state *s,
			      uint32_t path)
{
	const struct fact_node *node = function_node(engine_function(e, ns->activation), ns->node);
	uint32_t root = path_root(e->m, path);
	struct fact_path r = *path_get(e->m, root);

	if (r.kind != FACT_PATH_PARAM)
		return path;
	uint32_t arg = path_make(e->m, FACT_PATH_UNKNOWN, 0);

	if (r.a < node->args->len) {
		const struct fact_value *v = &g_array_index(node->args, struct fact_value, r.a);

		if (v->kind == FACT_VALUE_PATH)
			arg = engine_path(e, ns->activation, s, v->id);
	}
	return path_replace(e->m, path, root, arg);
}

/* The lock that a contract names, at this call.  Behind a stored pointer it is the one of
 * its targets that is held, or the first. */
uint32_t contract_instance(struct engine *e, const struct node_state *ns, const struct state *s,
			   uint32_t path)
{
	uint32_t instance = contract_path(e, ns, s, path);
	GArray *targets = pointer_targets(e->m, instance);

	if (!targets)
		return instance;
	instance = g_array_index(targets, uint32_t, 0);
	for (guint i = 0; i < targets->len; i++) {
		uint32_t target = g_array_index(targets, uint32_t, i);

		uint32_t cls = class_of_path(e->m, target, "");

		if (state_find(s, cls, target) >= 0) {
			instance = target;
			break;
		}
		if (cls != MODEL_NONE)
			demand_lock(e, ns->activation, cls, target);
	}
	g_array_free(targets, TRUE);
	return instance;
}

/* The lock that is acquired: one of those behind a stored pointer. */
static uint32_t acquired_instance(struct engine *e, const struct node_state *ns,
				  const struct state *s, uint32_t path, unsigned choice)
{
	uint32_t instance = contract_path(e, ns, s, path);
	GArray *targets = pointer_targets(e->m, instance);

	if (targets) {
		instance = g_array_index(targets, uint32_t, MIN(choice, targets->len - 1));
		g_array_free(targets, TRUE);
	}
	return instance;
}

/* How many locks may the callee acquire, where it is one of them? */
static unsigned choices(struct engine *e, const struct node_state *ns, const struct state *s,
			const struct function *callee)
{
	unsigned most = 1;

	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		bool acquires = c->op == FACT_OP_ACQUIRE || c->op == FACT_OP_TRY;
		GArray *targets = acquires ? pointer_targets(e->m, contract_path(e, ns, s, c->path)) : NULL;

		if (!targets)
			continue;
		most = MAX(most, targets->len);
		g_array_free(targets, TRUE);
	}
	return most;
}

void look_for(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t cls,
	      uint32_t instance)
{
	if (!state_has(s, cls, instance))
		demand_lock(e, ns->activation, cls, instance);
}

uint32_t contract_class(struct engine *e, const struct node_state *ns, uint32_t instance,
			const char *kind, bool is_acquire)
{
	uint32_t cls = class_of_path(e->m, instance, kind);

	if (cls == MODEL_NONE) {
		const struct function *fn = engine_function(e, ns->activation);
		char *text = path_text(e->m, instance, fn);
		bool is_argument = g_str_has_prefix(text, "argument");
		char *name = is_argument ? g_strdup(text) : g_strdup_printf("a lock in %s", fn->name);

		cls = class_unresolved(e->m, name, kind);
		g_free(text);
		g_free(name);
	}
	if (is_acquire && model_class(e->m, cls)->is_unresolved &&
	    !engine_activation(e, ns->activation)->is_order_only) {
		uint32_t key[] = { 'U', engine_activation(e, ns->activation)->function, ns->node };
		uint32_t *seen = engine_lookup(e, key, 3);

		if (!*seen) {
			uint32_t site = site_make(e->a, ns->activation, ns->node, MODEL_NONE);

			*seen = 1;
			g_array_append_val(e->a->unresolved_locks, site);
		}
	}
	return cls;
}

/* Its holder takes a recursive lock once more, which is no wait.  So deep, it is no longer counted. */
static bool acquire_more(struct engine *e, const struct node_state *ns, struct state *s, int index)
{
	struct held *h = &s->held[index];

	if (h->again == MAX_NESTED)
		h->was_again = true;
	else
		h->again++;
	event_held(e, ns, s, index);
	return true;
}

/* One element's lock is taken while another one's is held: as loops do that take them all. */
void note_elements(struct engine *e, const struct state *s, uint32_t cls, uint32_t instance)
{
	uint32_t key[] = { 'U', cls };

	if (state_has(s, cls, instance) && path_is_element(e->m, instance))
		*engine_lookup(e, key, G_N_ELEMENTS(key)) = 1;
}

/* Whether this one is held or that one isn't known then. */
bool elements_add_up(struct engine *e, uint32_t cls)
{
	uint32_t key[] = { 'U', cls };

	return *engine_lookup(e, key, G_N_ELEMENTS(key));
}

/* False where nobody gets past it. */
static bool acquire(struct engine *e, const struct node_state *ns, struct state *s,
		    uint32_t instance, uint32_t cls, bool tried)
{
	uint32_t site = site_make(e->a, ns->activation, ns->node, MODEL_NONE);

	evidence_taken(e->a, ns->activation, cls);
	int kind = model_class(e->m, cls)->kind, mask = class_mask(e->m, cls);
	struct held h = { .cls = cls, .instance = instance, .tried = tried, .site = site };

	bool is_recursive = class_is_recursive(e->m, cls) && !s->is_part &&
			    state_has(s, cls, instance) && path_is_one_object(e->m, instance);

	if (is_recursive)
		return acquire_more(e, ns, s, state_find(s, cls, instance));
	if (kind >= 0 && lock_kind_rows[kind].sleeps && !tried)
		event_need(e, ns, s, NEED_CPU, MODEL_NONE, false);
	bool is_for_order = engine_activation(e, ns->activation)->is_order_only;

	/* What is held already counts once, and so does its mask; and what isn't followed, not at all: its
	 * release could not tell. */
	if (mask >= 0 && !state_has(s, cls, instance) && !is_for_order)
		state_mask(s, mask, site);
	if (!tried || retry_waits_for_lock(e->a, engine_activation(e, ns->activation)->function, ns->node))
		event_wait(e, ns, s, cls, instance);
	/* What is taken within makes no evidence there (frames.c). */
	if (is_for_order)
		return true;
	bool again = !s->is_part && state_has(s, cls, instance) && path_is_one_object(e->m, instance);
	/* Two of which nothing is known look like one. */
	bool several = !again && state_has(s, cls, instance) && model_class(e->m, cls)->is_unresolved;

	note_elements(e, s, cls, instance);
	if (!state_hold(s, &h))
		engine_give_up(e, engine_activation(e, ns->activation)->function);
	int index = state_find(s, cls, instance);

	if (again && s->held[index].again == MAX_AGAIN)
		return false;
	if (again)
		s->held[index].again++;
	if (again || (several && index >= 0))
		s->held[index].was_again = true;
	if (index >= 0)
		event_held(e, ns, s, index);
	return true;
}

/* The only lock of its kind that is held, and not known to be another than the class's: -1, if there is none. */
static int find_unknown(const struct model *m, const struct state *s, uint32_t cls)
{
	int found = -1;

	for (unsigned i = 0; i < s->held_count; i++) {
		const struct lock_class *held = model_class(m, s->held[i].cls);

		if (held->kind != model_class(m, cls)->kind)
			continue;
		if (found >= 0 || !held->is_unresolved || s->held[i].again || s->held[i].was_again)
			return -1;
		found = i;
	}
	return found;
}

static void release(struct engine *e, const struct node_state *ns, struct state *s,
		    uint32_t instance, uint32_t cls)
{
	int mask = class_mask(e->m, cls), index = state_find(s, cls, instance);

	evidence_touch(e->a, ns->activation, cls);
	look_for(e, ns, s, cls, instance);
	if (index < 0)
		event_drop(e, ns, s, cls);
	judge_release(e, ns, s, cls, instance);
	if (index < 0)
		index = find_unknown(e->m, s, cls);
	if (index >= 0 && s->held[index].again) {
		/* Too deep to be counted: it stays. */
		s->held[index].again -= !(s->held[index].again == MAX_NESTED && s->held[index].was_again);
	} else if (index >= 0) {
		evidence_handled(e->a, s->held[index].site, s->held[index].cls, false);
		state_drop(s, index);
		if (mask >= 0)
			state_unmask(e->m, s, mask);
	}
	event_open(e, ns, s);
}

static void end_phase(struct engine *e, const struct node_state *ns, struct state *s)
{
	s->phase = 0;
	event_open(e, ns, s);
}

void end_phases(struct engine *e, const struct node_state *ns, struct state *s,
		const struct function *callee)
{
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);

		if (c->op == FACT_OP_LEAVE && phase_by_name(fact_text(e->m->names, c->text)) >= 0)
			end_phase(e, ns, s);
	}
}

/* One of the ways in which a callee's contracts may be meant. */
struct variant {
	unsigned choice;                /* which of the locks behind stored pointers */
	const struct cases *cases;
	unsigned number;                /* which of those */
	bool is_success, is_only_try;   /* what waits surely succeeds; doesn't wait */
};

static bool apply_contract(struct engine *e, const struct node_state *ns, struct state *s,
			   const struct fact_contract *c, const struct variant *v)
{
	const char *text = fact_text(e->m->names, c->text);
	int row;

	if (c->op == FACT_OP_ENTER || c->op == FACT_OP_LEAVE) {
		row = context_by_masked(text);
		if (c->op == FACT_OP_LEAVE && phase_by_name(text) >= 0)
			end_phase(e, ns, s);
		if (row < 0)
			return true;
		evidence_touch(e->a, ns->activation, MODEL_NONE);
		if (c->op == FACT_OP_ENTER) {
			state_mask(s, row, site_make(e->a, ns->activation, ns->node, MODEL_NONE));
		} else {
			judge_unmask(e, ns, s, row);
			judge_restore(e, ns, s, row);
			if (!s->depth[row])
				demand_row(e, ns->activation, row, false);
			if (s->depth[row] == 1)
				evidence_handled(e->a, s->mask_site[row], row, true);
			state_unmask(e->m, s, row);
			demand_masks(e, ns->activation, s);
			event_open(e, ns, s);
		}
		return true;
	}
	uint32_t instance = c->op == FACT_OP_RELEASE ? contract_instance(e, ns, s, c->path) :
			    acquired_instance(e, ns, s, c->path, v->choice);
	uint32_t cls = contract_class(e, ns, instance, text, c->op != FACT_OP_RELEASE);

	if (c->op != FACT_OP_RELEASE)
		return acquire(e, ns, s, instance, cls, c->op == FACT_OP_TRY && (!c->waits || v->is_only_try));
	release(e, ns, s, instance, cls);
	return true;
}

/* Is there a contract of this sort that surely holds? */
static bool surely(const struct engine *e, const struct node_state *ns, const struct function *callee, uint32_t op)
{
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);

		if (c->op == op && contract_holds(e, ns, c) == HOLDS_SURELY)
			return true;
	}
	return false;
}

/* A handle of something that is no lock, as far as is known: nothing has made one of it. */
static bool is_no_lock(struct engine *e, const struct node_state *ns, const struct state *s,
		       const struct fact_contract *c)
{
	const char *text = fact_text(e->m->names, c->text);

	if (!fact_op_names_lock(c->op) || strcmp(text, LOCK_KIND_BY_CREATOR))
		return false;
	uint32_t cls = class_of_path(e->m, contract_instance(e, ns, s, c->path), text);

	return cls == MODEL_NONE || model_class(e->m, cls)->kind < 0;
}

bool contract_is_void(struct engine *e, const struct node_state *ns, const struct state *s,
		      const struct fact_contract *c)
{
	return contract_holds(e, ns, c) == HOLDS_NOT || is_no_lock(e, ns, s, c);
}

/* The truth of a condition on an argument. */
static uint8_t told_result(const struct engine *e, const struct node_state *ns, const struct function *callee)
{
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		enum condition_holds holds = c->op == FACT_OP_WHETHER ? contract_holds(e, ns, c) : HOLDS_MAYBE;

		if (holds != HOLDS_MAYBE)
			return holds == HOLDS_SURELY ? FACT_VALUE_NONZERO : FACT_VALUE_ZERO;
	}
	return FACT_VALUE_UNKNOWN;
}

/* Masks before locks on the way in, locks before masks on the way out; a trylock
 * last, because it splits the state. */
static void apply_variant(struct engine *e, const struct node_state *ns, struct state *s,
			  const struct function *callee, const struct variant *v)
{
	static const uint32_t order[] = {
		FACT_OP_ENTER, FACT_OP_ACQUIRE, FACT_OP_RELEASE, FACT_OP_LEAVE, FACT_OP_TRY,
	};
	static const uint8_t success[FACT_SUCCESSES] = { FACT_VALUE_ZERO, FACT_VALUE_NONZERO, FACT_VALUE_ONE };
	uint8_t result = told_result(e, ns, callee);

	note_saves(e, ns, s, callee);
	for (unsigned o = 0; o < G_N_ELEMENTS(order); o++)
		for (guint i = 0; i < callee->contracts->len; i++) {
			const struct fact_contract *c =
				&g_array_index(callee->contracts, struct fact_contract, i);

			if (c->op != order[o] || !cases_holds(v->cases, v->number, e, ns, c) ||
			    is_no_lock(e, ns, s, c))
				continue;
			if (c->op == FACT_OP_TRY) {
				bool is_sure = c->waits && (v->is_success || (c->waits == FACT_WAITS_EXPECTED &&
					       !result_is_looked_at(e, engine_activation(e, ns->activation)->function, ns->node)));

				struct state failed = *s;

				failed.has_failed |= c->waits == FACT_WAITS_EXPECTED;
				if (!is_sure)
					engine_leave_call(e, ns, &failed, c->success == FACT_SUCCESS_ZERO ?
							  FACT_VALUE_NEGATIVE : FACT_VALUE_ZERO);
				result = success[c->success];
			}
			if (!apply_contract(e, ns, s, c, v))
				return;
		}
	if (!told_ask(e, ns, s, callee))
		engine_leave_call(e, ns, s, result);
}

/* One after the other: each lock that it may be, each case of what isn't known of its arguments. */
void apply_contracts(struct engine *e, const struct node_state *ns, struct state *s,
		     const struct function *callee)
{
	const struct function *fn = engine_function(e, ns->activation);
	const struct fact_node *call = function_node(fn, ns->node);
	struct state before = *s;
	struct cases cases;
	struct variant v = { .cases = &cases, .is_success = surely(e, ns, callee, FACT_OP_SUCCEED),
			     .is_only_try = surely(e, ns, callee, FACT_OP_NO_WAIT) };
	unsigned count = choices(e, ns, &before, callee), numbers = cases_find(e, ns, callee, &cases);

	for (v.choice = 0; v.choice < count; v.choice++)
		for (v.number = 0; v.number < numbers; v.number++) {
			struct node_state in_case = *ns;

			*s = before;
			if (!cases.count) {
				apply_variant(e, ns, s, callee, &v);
				continue;
			}
			if (!cases_are_possible(&cases, v.number))
				continue;
			in_case.env = g_memdup2(ns->env, fn->var_count + 1);
			cases_learn(&cases, v.number, call, in_case.env);
			apply_variant(e, &in_case, s, callee, &v);
			g_free(in_case.env);
		}
}

/* Without the locks that the callee releases by means that are not events: its
 * body runs partly without them. */
void drop_released(struct engine *e, const struct node_state *ns, struct state *s,
			  const struct function *callee)
{
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);

		if (c->op != FACT_OP_RELEASE)
			continue;
		uint32_t instance = contract_instance(e, ns, s, c->path);
		uint32_t cls = contract_class(e, ns, instance, fact_text(e->m->names, c->text), false);
		int index = state_find(s, cls, instance);

		look_for(e, ns, s, cls, instance);
		if (index >= 0)
			state_drop(s, index);
	}
}

static void ask_what_closes(struct engine *e, const struct node_state *ns, int closed)
{
	for (int row = 0; row < context_count; row++)
		if (context_rows[row].closes >> closed & 1)
			demand_row(e, ns->activation, row, true);
	demand_row(e, ns->activation, DEMAND_ACTOR, true);
}

/* The callee, a primitive or trusted, takes or releases locks by means that are not events:
 * they pass somewhere in its body.  What lifts a mask is looked at behind that, which is
 * where it does what came due; false where the mask stays, and nothing does. */
bool let_pass(struct engine *e, const struct node_state *ns, struct state *s,
	      const struct function *callee)
{
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		const char *text = fact_text(e->m->names, c->text);
		int row = context_by_masked(text);

		if (c->op == FACT_OP_LEAVE && row >= 0) {
			state_unmask(e->m, s, row);
			if (state_closed(s) & 1u << row)
				return false;
			/* ... or where it is masked further out. */
			ask_what_closes(e, ns, row);
		}
		if (!fact_op_is_change(c->op) || !fact_op_names_lock(c->op))
			continue;
		uint32_t instance = contract_instance(e, ns, s, c->path);
		uint32_t cls = contract_class(e, ns, instance, text, false);
		int index = state_find(s, cls, instance), mask = class_mask(e->m, cls);
		struct held h = { .cls = cls, .instance = instance, .tried = c->op == FACT_OP_TRY,
				  .passing = 1 };

		if (mask >= 0)
			h.passing += s->depth[mask];
		h.site = index >= 0 ? s->held[index].site :
			 site_make(e->a, ns->activation, ns->node, MODEL_NONE);
		if (c->op == FACT_OP_RELEASE)
			look_for(e, ns, s, cls, instance);
		if (c->op == FACT_OP_RELEASE && index < 0)
			continue;
		if (index >= 0)
			state_drop(s, index);
		(void)state_hold(s, &h);
	}
	return true;
}

/* Where such a path leads from the argument to what it is a part of: the field that it is there. */
static uint32_t part_in(struct model *m, uint32_t path, uint32_t param)
{
	while (path != FACT_NONE && path_get(m, path)->parent != param)
		path = path_get(m, path)->parent;
	if (path == FACT_NONE || path_get(m, path)->kind != FACT_PATH_UP)
		return MODEL_NONE;
	struct fact_path field = *path_get(m, path);

	field.kind = FACT_PATH_FIELD;
	return path_step(m, path, &field);
}

/* An argument that is a lock itself: as what the function takes it for a part of, wherever it looks for the whole. */
static uint32_t lock_as_part(struct model *m, const struct function *fn, uint32_t param)
{
	uint32_t found = MODEL_NONE;

	for (guint n = 0; n < fn->nodes->len && found == MODEL_NONE; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->value.kind == FACT_VALUE_PATH)
			found = part_in(m, node->value.id, param);
		for (guint i = 0; node->args && i < node->args->len && found == MODEL_NONE; i++) {
			const struct fact_value *v = &g_array_index(node->args, struct fact_value, i);

			if (v->kind == FACT_VALUE_PATH)
				found = part_in(m, v->id, param);
		}
	}
	return found;
}

void engine_assume_lock(struct engine *e, uint32_t function, struct state *s, uint32_t path, const char *kind)
{
	const struct function *fn = model_function(e->m, function);
	struct model *m = e->m;
	uint32_t root = path_root(m, path);
	struct fact_path r = *path_get(m, root);
	uint32_t part = path == root && r.kind == FACT_PATH_PARAM ? lock_as_part(m, fn, path) : MODEL_NONE;

	if (part != MODEL_NONE)
		path = part;
	uint32_t instance = r.kind != FACT_PATH_PARAM ? path :
			    path_replace(m, path, root, path_make(m, PATH_OUTER, r.a));
	uint32_t cls = class_of_path(m, instance, kind);

	if (cls == MODEL_NONE) {
		char *name = path_text(m, instance, fn);

		cls = class_unresolved(m, name, kind);
		g_free(name);
	}
	struct held h = { .cls = cls, .instance = instance, .site = MODEL_NONE };

	if (state_hold(s, &h) && class_mask(m, cls) >= 0)
		state_mask(s, class_mask(m, cls), MODEL_NONE);
}

void engine_assume_contract(struct engine *e, uint32_t function, struct state *s)
{
	const struct function *fn = model_function(e->m, function);
	struct model *m = e->m;

	for (guint i = 0; i < fn->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(fn->contracts, struct fact_contract, i);
		const char *text = fact_text(m->names, c->text);
		bool gives_back = c->op == FACT_OP_RELEASE && fn->realises_contract;

		/* Who knows what it is called with? */
		if (c->condition)
			continue;
		if (c->op == FACT_OP_REQUIRE_STATE || (c->op == FACT_OP_LEAVE && fn->realises_contract)) {
			if (context_by_masked(text) >= 0)
				state_mask(s, context_by_masked(text), MODEL_NONE);
			continue;
		}
		if (c->op == FACT_OP_REQUIRE || gives_back)
			engine_assume_lock(e, function, s, c->path, text);
	}
}
