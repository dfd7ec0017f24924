// SPDX-License-Identifier: MIT
/*
 * calls.c: the tabulation between functions: the way into a callee and back.
 *
 * On the way in, what the caller calls by its own names is renamed into the
 * callee's: an object that an argument leads to becomes PATH_OUTER, another one
 * PATH_FOREIGN.  A callee is thus analysed once for all callers that agree on
 * lock classes and contexts.
 *
 * A contract that the body itself realises (it calls functions with the same
 * effect) is left to the body.  Otherwise the contract is the effect, and the
 * body is analysed for what else happens in it.
 */
#include "engine.h"

#include <string.h>

struct mapping {
	uint32_t args[MAX_PARAMS];      /* in the caller's terms; MODEL_NONE: unknown */
	uint32_t names[MAX_PARAMS];     /* the same objects in the callee's terms */
	uint32_t binds[MAX_PARAMS];
	struct held held[MAX_HELD];     /* the callee's view of each of the caller's */
	uint32_t kept;                  /* bits: those that it sees at all */
	uint64_t private_params;
	/* What the callee requires and the caller doesn't have: reported at the call, and
	 * taken as given in the callee. */
	unsigned assumed_count;
	struct held assumed[MAX_HELD];
};

/* Means the same in every function. */
static bool is_absolute(const struct model *m, uint32_t path)
{
	uint32_t kind = path_get(m, path_root(m, path))->kind;

	return kind == FACT_PATH_GLOBAL || kind == FACT_PATH_LOCAL_OBJECT;
}

static bool has_prefix(const struct model *m, uint32_t path, uint32_t prefix)
{
	for (; path != FACT_NONE; path = path_get(m, path)->parent)
		if (path == prefix)
			return true;
	return false;
}

static uint32_t bind_argument(struct engine *e, const struct node_state *ns,
			      const struct function *callee, uint32_t i, const struct fact_value *v,
			      uint32_t arg)
{
	uint64_t bit = 1ull << i;
	const struct activation *act = engine_activation(e, ns->activation);

	if (arg != MODEL_NONE && (callee->used_params & bit)) {
		uint32_t outer = e->outer[i];

		if (is_absolute(e->m, arg))
			return BIND(BIND_PATH, arg);
		if (callee->lock_params & bit)
			return BIND(BIND_PATH, path_tail(e->m, arg, outer));
	}
	if (callee->function_params & bit) {
		if (v->kind == FACT_VALUE_FUNCTION)
			return BIND(BIND_FUNCTION, v->id);
		if (v->kind == FACT_VALUE_SLOT) {
			const struct slot *s = model_slot(e->m, v->id);

			if (s->kind == FACT_SLOT_PARAM && s->function == act->function &&
			    BIND_KIND(act->binds[s->param]) == BIND_FUNCTION)
				return act->binds[s->param];
		}
	}
	bool is_wide = targets_are_wide(e, ns);

	if ((is_wide ? callee->contract_params : callee->condition_params) & bit) {
		const struct fact_value *constant = constant_param(e, ns->activation, v);

		constant = constant ? constant : v;
		if ((constant->kind == FACT_VALUE_POSITIVE || constant->kind == FACT_VALUE_NEGATIVE) && constant->id)
			return constant_bind(e, constant);
	}
	if (!is_wide && (callee->tested_params & bit)) {
		/* The address of an object, or of a part of one. */
		bool is_address = v->kind == FACT_VALUE_PATH && path_is_object(e->m, v->id);
		uint8_t known = is_address ? FACT_VALUE_NONZERO : value_evaluate(v, ns->env) & ENV_VALUE;

		if (known == FACT_VALUE_ZERO)
			return BIND(BIND_ZERO, 0);
		if (known == FACT_VALUE_NONZERO || known == FACT_VALUE_NEGATIVE ||
		    known == FACT_VALUE_POSITIVE || known == FACT_VALUE_ONE)
			return BIND(BIND_NONZERO, known);
	}
	return BIND_NONE;
}

static void assume_mask(struct state *entry, int row)
{
	if (row >= 0)
		state_mask(entry, row, MODEL_NONE);
}

/* `s` is the caller's state, `ns` its call. */
static void assume_required(struct engine *e, const struct node_state *ns, const struct state *s,
			    const struct function *callee, struct mapping *map, struct state *entry)
{
	struct model *m = e->m;

	if (e->is_order_only || engine_activation(e, ns->activation)->is_order_only)
		return;
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		const char *text = fact_text(m->names, c->text);
		uint32_t closes;

		if (contract_is_void(e, ns, s, c))
			continue;
		if (c->op == FACT_OP_REQUIRE_STATE && context_state_closes(text, &closes) &&
		    (closes & ~state_closed(entry)))
			assume_mask(entry, context_by_masked(text));
		if (c->op != FACT_OP_REQUIRE)
			continue;
		uint32_t instance = contract_instance(e, ns, s, c->path), root = path_root(m, c->path);
		uint32_t cls = contract_class(e, ns, instance, text, false);
		struct fact_path r = *path_get(m, root);

		if (state_may_hold(m, s, cls, instance) || map->assumed_count == MAX_HELD)
			continue;
		struct held h = { .cls = cls, .instance = c->path, .site = MODEL_NONE };

		if (r.kind == FACT_PATH_PARAM)
			h.instance = path_replace(m, c->path, root, map->names[r.a]);
		if (!state_hold(entry, &h))
			continue;
		map->assumed[map->assumed_count++] = h;
		assume_mask(entry, class_mask(m, cls));
	}
}

static void map_argument(struct engine *e, const struct node_state *ns, const struct state *s,
			 const struct function *callee, struct mapping *map, uint32_t i)
{
	static const struct fact_value none = { FACT_VALUE_UNKNOWN, 0 };
	const struct fact_node *node = function_node(engine_function(e, ns->activation), ns->node);
	const struct fact_value *v = i < node->args->len ? &g_array_index(node->args, struct fact_value, i) : &none;

	map->args[i] = v->kind == FACT_VALUE_PATH ? engine_path(e, ns->activation, s, v->id) : MODEL_NONE;
	map->binds[i] = bind_argument(e, ns, callee, i, v, map->args[i]);
	map->names[i] = BIND_KIND(map->binds[i]) == BIND_PATH ? BIND_ID(map->binds[i]) : e->outer[i];
	if ((callee->guarded_params >> i & 1) && v->kind == FACT_VALUE_PATH && path_is_private(e->m, ns->env, v->id))
		map->private_params |= 1ull << i;
}

static void map_arguments(struct engine *e, const struct node_state *ns, const struct state *s,
			  const struct function *callee, struct mapping *map)
{
	map->private_params = 0;
	for (uint32_t i = 0; i < callee->param_count; i++)
		map_argument(e, ns, s, callee, map, i);
}

/* A path of the caller as the callee calls it; MODEL_NONE: no argument leads there. */
static uint32_t name_in(struct model *m, const struct function *callee, const struct mapping *map,
			uint32_t path)
{
	uint32_t longest = MODEL_NONE;

	if (is_absolute(m, path))
		return path;
	for (uint32_t i = 0; i < callee->param_count; i++)
		if (map->args[i] != MODEL_NONE && (callee->used_params >> i & 1) &&
		    has_prefix(m, path, map->args[i]) &&
		    (longest == MODEL_NONE || has_prefix(m, map->args[i], map->args[longest])))
			longest = i;
	return longest == MODEL_NONE ? MODEL_NONE :
	       path_replace(m, path, map->args[longest], map->names[longest]);
}

/* A path of the callee as the caller calls it. */
static uint32_t name_out(struct model *m, const struct function *callee, const struct mapping *map,
			 uint32_t path)
{
	for (uint32_t p = 0; p < callee->param_count; p++)
		if (map->args[p] != MODEL_NONE && has_prefix(m, path, map->names[p]))
			return path_replace(m, path, map->names[p], map->args[p]);
	if (is_absolute(m, path))
		return path;
	return path_replace(m, path, path_root(m, path), path_make(m, FACT_PATH_UNKNOWN, 0));
}

static bool names_class(struct engine *e, const struct node_state *ns, const struct state *s,
			const struct function *callee, uint32_t cls)
{
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		const struct lock_class *held = model_class(e->m, cls), *named;
		uint32_t id;

		if (c->op != FACT_OP_RELEASE && c->op != FACT_OP_REQUIRE && c->op != FACT_OP_EXCLUDE)
			continue;
		id = contract_class(e, ns, contract_instance(e, ns, s, c->path), fact_text(e->m->names, c->text), false);
		named = model_class(e->m, id);
		if (id == cls || ((held->is_unresolved || named->is_unresolved) && held->kind == named->kind))
			return true;
	}
	return false;
}

/* Does the callee get to see that the lock is held?  Who is looked at for the order under
 * one lock always does. */
static bool is_shown(struct engine *e, const struct node_state *ns, const struct state *s,
		     uint32_t target, const struct held *h)
{
	return e->is_order_only || engine_activation(e, ns->activation)->is_order_only ||
	       demand_keeps(e, target, h->cls) ||
	       names_class(e, ns, s, model_function(e->m, target), h->cls);
}

/* Of a mask that locks of the caller's don't account for, or those that the callee doesn't see, it
 * is shown nothing, or as much as it can lift and one more; nor as which actor it runs.  Who is looked at for
 * the order under locks is shown one level. */
static void cut_masks(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t target,
		      struct state *entry)
{
	bool is_for_order = e->is_order_only || engine_activation(e, ns->activation)->is_order_only;

	for (int row = 0; row < context_count; row++) {
		int shown = s->is_part ? 0 : state_masked_by_locks(e->m, entry, row), others = s->depth[row] - shown;
		int most = MAX((int)demand_levels(e, target, row), (int)is_for_order);

		if (others <= most)
			continue;
		entry->depth[row] = shown + most;
		e->cut_rows[target] |= 1u << row;
	}
	if (!is_for_order && !demand_levels(e, target, DEMAND_ACTOR))
		entry->entered = CONTEXT_NO_ACTOR;
}

static void map_in(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t target,
		   struct mapping *map, struct state *entry)
{
	struct model *m = e->m;
	const struct function *callee = model_function(m, target);

	map_arguments(e, ns, s, callee, map);
	if (targets_are_wide(e, ns))
		memset(map->binds + callee->param_count, 0, knowledge_count(callee) * sizeof(map->binds[0]));
	else
		knowledge_bind(e, ns, callee, map->binds);
	map->assumed_count = 0;
	map->kept = 0;
	*entry = *s;
	entry->bind_count = entry->save_count = entry->has_failed = 0;
	entry->told = (struct told){ 0 };
	entry->held_count = 0;
	for (unsigned h = 0; h < s->held_count; h++) {
		struct held view = s->held[h];

		map->held[h] = view;
		if (!is_shown(e, ns, s, target, &view))
			continue;
		map->kept |= 1u << h;
		view.instance = name_in(m, callee, map, view.instance);
		if (view.instance == MODEL_NONE)
			view.instance = path_make(m, PATH_FOREIGN, 0);
		map->held[h] = view;
		state_hold(entry, &view);
	}
	cut_masks(e, ns, s, target, entry);
	/* What nobody looks for may be missing. */
	if (entry->is_part == PART_OF_WHOLE && !e->is_order_only && !demand_is_something(e, target))
		entry->is_part = PART_NONE;
	assume_required(e, ns, s, callee, map, entry);
}

uint32_t call_path_in(struct engine *e, const struct node_state *ns, const struct function *callee,
		      uint32_t path)
{
	struct mapping map;

	if (is_absolute(e->m, path))
		return path;
	/* No argument leads there. */
	if (path_get(e->m, path_root(e->m, path))->kind == PATH_FOREIGN)
		return MODEL_NONE;
	map_arguments(e, ns, ns->state, callee, &map);
	return name_in(e->m, callee, &map, path);
}

uint32_t call_path_out(struct engine *e, const struct node_state *ns, const struct function *callee,
		       uint32_t path)
{
	struct fact_path root = *path_get(e->m, path_root(e->m, path));
	struct mapping map;

	if (is_absolute(e->m, path))
		return path;
	/* Only the argument that it comes from matters. */
	map.private_params = 0;
	for (uint32_t i = 0; i < callee->param_count; i++)
		map.args[i] = MODEL_NONE;
	if (root.kind == PATH_OUTER && root.a < callee->param_count)
		map_argument(e, ns, ns->state, callee, &map, root.a);
	return name_out(e->m, callee, &map, path);
}

static bool is_assumed(const struct mapping *map, const struct held *h)
{
	for (unsigned i = 0; i < map->assumed_count; i++)
		if (map->assumed[i].cls == h->cls && map->assumed[i].instance == h->instance)
			return true;
	return false;
}

/* The callee lifted one level of a mask; what it was given counts if it says so. */
static void leave_level(struct engine *e, const struct node_state *ns, struct state *s,
			const struct function *callee, int row)
{
	const struct fact_node *node = function_node(engine_function(e, ns->activation), ns->node);
	uint32_t var = saved_in(node);
	bool is_restore = save_is_last(s, row, var);

	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);

		is_restore |= c->op == FACT_OP_LEAVE &&
			      context_by_masked(fact_text(e->m->names, c->text)) == row;
	}
	if (is_restore || save_is_any(s, row))
		judge_restore(e, ns, s, row);
}

/* A level of a mask that the callee has set, and may have returned what to restore. */
static void enter_level(struct engine *e, const struct node_state *ns, struct state *s,
			const struct function *callee, const struct exit_state *exit, int row)
{
	const struct fact_node *node = function_node(engine_function(e, ns->activation), ns->node);

	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);

		if (c->op == FACT_OP_ENTER && context_by_masked(fact_text(e->m->names, c->text)) == row)
			return;
	}
	save_push(s, row, ns->node, exit->saved_row == row + 1u && node->var != FACT_NONE ? node->var :
		  MODEL_NONE);
}

/* The callee returns with a lock that was in its frame, so it waited for its caller's: what is held
 * already counts once, and so does its mask.  False where nobody gets past that. */
static bool take_again(struct engine *e, struct state *s, const struct held *h)
{
	int index = state_find(s, h->cls, h->instance), mask = class_mask(e->m, h->cls);

	note_elements(e, s, h->cls, h->instance);
	if (s->is_part || !state_has(s, h->cls, h->instance) || !path_is_one_object(e->m, h->instance))
		return true;
	if (mask >= 0 && s->depth[mask])
		s->depth[mask]--;
	if (class_is_recursive(e->m, h->cls)) {
		s->held[index].was_again |= s->held[index].again == MAX_NESTED;
		s->held[index].again = MIN(s->held[index].again + 1, MAX_NESTED);
		return true;
	}
	if (s->held[index].again == MAX_AGAIN)
		return false;
	s->held[index].again++;
	s->held[index].was_again = true;
	return true;
}

/* How much deeper it is masked than the callee was shown. */
static int hidden_depth(const struct state *before, const struct state *began, int row)
{
	return MAX(before->depth[row] - began->depth[row], 0);
}

/* What the callee isn't shown of it. */
static uint32_t hidden_bits(const struct state *before, const struct state *began)
{
	uint32_t rows = 0;

	for (int row = 0; row < context_count; row++)
		rows |= hidden_depth(before, began, row) ? 1u << row : 0;
	return told_bits(rows, began->entered == before->entered ? CONTEXT_NO_ACTOR : before->entered);
}

/* The callee leaves all as it was, and tells no more than its result: a pointer may lead to hundreds that do. */
static bool is_plain(const struct caller *c, const struct function *callee, const struct state *before,
		     const struct state *began, const struct exit_state *exit)
{
	const struct state *after = exit->state;

	return c->is_framed && !callee->contracts->len && !knowledge_count(callee) && !exit->saved_row &&
	       !before->is_part && !began->is_part && !after->is_part && !after->has_failed &&
	       !began->held_count && !after->held_count && after->phase == before->phase &&
	       !memcmp(after->depth, began->depth, sizeof(after->depth));
}

void engine_return(struct engine *e, const struct caller *c, uint32_t callee_id,
		   const struct exit_state *exit)
{
	struct node_state *ns = g_ptr_array_index(e->node_states, c->node_state);
	const struct function *callee = engine_function(e, callee_id);
	const struct state *before = ns->state, *after = exit->state;
	const struct state *began = &engine_activation(e, callee_id)->entry;
	struct model *m = e->m;
	struct mapping map;
	struct state entry, s = *before;

	bool plain = is_plain(c, callee, before, began, exit);

	if ((plain && (ns->passed >> exit->result & 1)) || failure_is_ignored(e, ns, after) ||
	    !told_return(&s, after, hidden_bits(before, began)))
		return;
	map_in(e, ns, before, engine_activation(e, callee_id)->function, &map, &entry);
	s.has_failed |= after->has_failed;
	s.is_part = MAX(before->is_part, after->is_part);
	for (int row = 0; row < context_count; row++)
		s.depth[row] = state_is_deep(after, row) ? MAX_PART_DEPTH :
			       s.is_part ? MIN(MAX_PART_DEPTH, MAX(after->depth[row], hidden_depth(before, began, row))) :
			       CLAMP(before->depth[row] + after->depth[row] - began->depth[row], 0, MAX_DEPTH);
	for (int row = 0; row < context_count; row++)
		if (!before->depth[row] && s.depth[row])
			s.mask_site[row] = site_make(e->a, ns->activation, ns->node, after->mask_site[row]);
	for (int row = 0; row < context_count; row++)
		if (before->depth[row] && !s.depth[row])
			evidence_handled(e->a, before->mask_site[row], row, true);
	s.phase = after->phase;
	s.held_count = 0;
	bool ended[MAX_HELD];

	for (unsigned k = 0; k < before->held_count; k++) {
		ended[k] = map.kept >> k & 1;
		if (!ended[k])
			state_hold(&s, &before->held[k]);
	}
	for (unsigned i = 0; i < after->held_count; i++) {
		struct held h = after->held[i];
		bool was_held = false;

		/* Of the objects that have no name there, one stands for all of a class. */
		for (unsigned k = 0; k < before->held_count; k++)
			if ((map.kept >> k & 1) && map.held[k].cls == h.cls && map.held[k].instance == h.instance &&
			    !map.held[k].passing == !h.passing) {
				struct held still = before->held[k];

				still.again = h.again;
				still.was_again = h.was_again;
				ended[k] = false;
				state_hold(&s, &still);
				was_held = true;
			}
		if (was_held || is_assumed(&map, &h))
			continue;
		evidence_taken(e->a, ns->activation, h.cls);
		h.site = site_make(e->a, ns->activation, ns->node, h.site);
		h.instance = name_out(m, callee, &map, h.instance);
		if (!take_again(e, &s, &h))
			return;
		/* Two of which nothing is known look like one. */
		if (state_has(&s, h.cls, h.instance) && model_class(m, h.cls)->is_unresolved)
			s.held[state_find(&s, h.cls, h.instance)].was_again = true;
		if (!state_hold(&s, &h))
			engine_give_up(e, engine_activation(e, ns->activation)->function);
	}
	for (unsigned k = 0; k < before->held_count && !s.is_part; k++)
		if (ended[k])
			evidence_handled(e->a, before->held[k].site, before->held[k].cls, false);
	if (s.is_part)
		s.save_count = 0;
	for (int row = 0; row < context_count && !s.is_part; row++) {
		int change = s.depth[row] - state_masked_by_locks(m, &s, row) - before->depth[row] +
			     state_masked_by_locks(m, before, row);

		for (; change < 0; change++)
			leave_level(e, ns, &s, callee, row);
		for (; change > 0; change--)
			enter_level(e, ns, &s, callee, exit, row);
	}
	note_saves(e, ns, &s, callee);
	demand_masks(e, ns->activation, &s);
	ns->passed |= (uint16_t)plain << exit->result;
	engine_leave_body(e, ns, &s, callee, exit);
}

/* Most calls lead to one activation, however often they are looked at. */
static void note_call(struct engine *e, uint32_t index, uint32_t callee, const struct state *s, uint32_t kept,
		      bool returns, bool is_framed)
{
	struct node_state *ns = g_ptr_array_index(e->node_states, index);
	struct caller caller = { ns->activation, index, ns->node, is_framed };
	struct call call = { index, callee, s, kept, 0, targets_are_wide(e, ns) };
	uint32_t key[] = { 'C', callee, index };

	for (int row = 0; row < context_count; row++)
		if (hidden_depth(s, &engine_activation(e, callee)->entry, row))
			call.hidden |= 1u << row;

	if (ns->callee == callee + 1)
		return;
	uint32_t *known = engine_lookup(e, key, G_N_ELEMENTS(key));

	if (!*known) {
		g_array_append_val(e->calls, call);
		if (returns)
			g_array_append_val(engine_activation(e, callee)->callers, caller);
	}
	*known = 1;
	ns->callee = callee + 1;
}

/* For the order of locks it matters only whether something is masked. */
static void flatten(const struct model *m, struct state *s)
{
	for (int row = 0; row < context_count; row++)
		s->depth[row] = MIN(s->depth[row], 1);
	for (unsigned i = 0; i < s->held_count; i++) {
		int mask = class_mask(m, s->held[i].cls);

		s->held[i].passing = MIN(s->held[i].passing, 1u + (mask >= 0 ? s->depth[mask] : 0));
	}
}

/* Passes until its mask is lifted, so it must be followed. */
static bool is_followed(const struct engine *e, const struct held *h)
{
	return h->passing && class_mask(e->m, h->cls) >= 0;
}

/* Under one lock that passes, or (NULL) under all that can be left to the frame.  Which lock it is
 * makes no difference there, only its mask: the first one of a mask stands for all. */
static void look_under(struct engine *e, uint32_t index, uint32_t target, const struct state *s,
		       const struct held *h)
{
	const struct node_state *ns = g_ptr_array_index(e->node_states, index);
	struct state one = *s, entry;
	struct mapping map;
	uint32_t id, kept = 0;
	int mask = h ? class_mask(e->m, h->cls) : -1;

	if (h && e->passing[mask] == MODEL_NONE)
		e->passing[mask] = h->cls;

	one.held_count = 0;
	if (h) {
		struct held any = *h;

		any.cls = e->passing[mask];
		any.instance = path_make(e->m, PATH_FOREIGN, 0);
		any.site = MODEL_NONE;
		any.tried = any.again = any.was_again = 0;
		(void)state_hold(&one, &any);
	}
	flatten(e->m, &one);
	e->is_order_only = true;
	map_in(e, ns, &one, target, &map, &entry);
	/* What the arguments lead to passes, whatever it is. */
	for (uint32_t i = 0; i < model_function(e->m, target)->param_count; i++)
		if (!model_function(e->m, target)->trust && BIND_KIND(map.binds[i]) == BIND_PATH)
			map.binds[i] = BIND_NONE;
	id = engine_activate(e, target, &entry, map.binds, map.private_params, ns->activation, ns->node);
	e->is_order_only = false;
	/* What is held otherwise doesn't matter, or is looked at in the untrusted body anyway. */
	for (unsigned i = 0; i < s->held_count; i++)
		if (h ? h != &s->held[i] : is_followed(e, &s->held[i]) ||
				   (!s->held[i].passing && !model_function(e->m, target)->trust))
			kept |= 1u << i;
	note_call(e, index, id, &engine_share(e, s)->state, kept, false, false);
}

/* What the body of a primitive, or a trusted one, waits for under each lock that passes in it, or
 * that is held around it.  One lock at a time, because an order pair asks for no more; so a
 * gate around it is not seen. */
static void look_for_order(struct engine *e, uint32_t index, uint32_t target)
{
	const struct node_state *ns = g_ptr_array_index(e->node_states, index);
	const struct function *callee = model_function(e->m, target);
	struct state s = *ns->state;

	if (!let_pass(e, ns, &s, callee))
		return;
	bool has_frame = callee->trust;

	for (unsigned i = 0; i < s.held_count; i++) {
		if (is_followed(e, &s.held[i]))
			look_under(e, index, target, &s, &s.held[i]);
		has_frame |= s.held[i].passing && !is_followed(e, &s.held[i]);
	}
	if (has_frame)
		look_under(e, index, target, &s, NULL);
}

/* Of the locks in `before`, those that are no part of the frame: the callee sees them, as it does those of
 * `s` that are in `kept`, or is entered without them. */
static uint32_t shown(const struct state *before, const struct state *s, uint32_t kept)
{
	uint32_t bits = 0;

	for (unsigned i = 0; i < before->held_count; i++) {
		const struct held *h = &before->held[i];
		bool is_framed = false;

		for (unsigned k = 0; k < s->held_count; k++)
			is_framed |= !(kept >> k & 1) && s->held[k].cls == h->cls && s->held[k].instance == h->instance;
		bits |= (uint32_t)!is_framed << i;
	}
	return bits;
}

/* Once with zero, and once from somewhere behind it, of which nobody knows what has been taken by then. */
static void return_again(struct engine *e, const struct node_state *ns)
{
	struct state s = *ns->state;

	engine_leave_call(e, ns, &s, FACT_VALUE_ZERO);
	bounds_make_part(&s, PART_OF_UNKNOWN);
	e->a->in_parts[engine_activation(e, ns->activation)->function] = true;
	engine_leave_call(e, ns, &s, FACT_VALUE_NONZERO);
}

void engine_call_function(struct engine *e, uint32_t index, uint32_t target)
{
	struct node_state *ns = g_ptr_array_index(e->node_states, index);
	const struct function *callee = model_function(e->m, target);
	struct state s = *ns->state, entry;
	struct mapping map;
	bool has_body = callee->nodes->len && callee->is_active && !e->a->given_up[target];
	bool by_body = !callee->changes_locks || callee->realises_contract;

	if (function_is_inert(callee)) {
		if (!(ns->passed >> callee->result & 1))
			engine_leave_call(e, ns, &s, callee->result);
		ns->passed |= 1u << callee->result;
		return;
	}
	if (callee->flags & FACT_FUNCTION_RETURNS_AGAIN) {
		return_again(e, ns);
		return;
	}
	judge_call(e, ns, &s, target);
	judge_end(e, ns, &s, callee);
	if (call_may_block(e, ns, callee))
		event_need(e, ns, &s, NEED_CPU, MODEL_NONE, !call_surely_blocks(e, ns, callee));
	if (has_body && (callee->trust || !by_body) && !e->is_large)
		look_for_order(e, index, target);
	if (has_body && !callee->trust) {
		if (!by_body)
			drop_released(e, ns, &s, callee);
		end_phases(e, ns, &s, callee);
		map_in(e, ns, &s, target, &map, &entry);
		if (engine_is_crowded_function(e, target) && !s.is_part &&
		    engine_alike(e, target, &entry, map.binds) == MODEL_NONE &&
		    !engine_has_activation(e, target, &entry, map.binds, map.private_params, ns->activation)) {
			engine_arrive_in_parts(e, ns->activation, ns->node, ns->state, ns->env);
			return;
		}
		uint32_t id = engine_activate(e, target, &entry, map.binds, map.private_params,
					      ns->activation, ns->node);

		bool is_framed = !map.kept && !map.assumed_count;

		note_call(e, index, id, ns->state, shown(ns->state, &s, map.kept), by_body, is_framed);
		if (by_body) {
			struct activation *act = engine_activation(e, id);
			struct caller c = { ns->activation, index, ns->node, is_framed };

			for (guint i = 0; i < act->exits->len; i++) {
				struct exit_state x = g_array_index(act->exits, struct exit_state, i);

				engine_return(e, &c, id, &x);
			}
			if (e->a->given_up[target])
				engine_leave_call(e, ns, &s, FACT_VALUE_UNKNOWN);
			return;
		}
		s = *ns->state;
	}
	if (!callee->is_active && !callee->contracts->len && !callee->trust)
		engine_leave_call(e, ns, &s, callee->result);
	else
		apply_contracts(e, ns, &s, callee);
}
