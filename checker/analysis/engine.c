// SPDX-License-Identifier: MIT
/*
 * engine.c: the tabulation inside one function: a first-in-first-out worklist of
 * (activation, node, state), until nothing new arrives anywhere.  The order of
 * the work depends on the model only, so two runs agree.
 */
#include "engine.h"

#include <string.h>

/* Beyond these a function is given up, and reported.  The reference kernel's
 * busiest function stays far below; the total bounds memory to about 1 GB. */
#define MAX_STATES 20000
#define MAX_ACTIVATIONS 500
#define MAX_STATES_TOTAL 3000000
#define MAX_INNER_DEPTH 64              /* branches in branches, passed by recursion */

uint32_t *engine_lookup(struct engine *e, const uint32_t *words, unsigned count)
{
	return keys_lookup(e->keys, words, count);
}

struct activation *engine_activation(const struct engine *e, uint32_t id)
{
	return g_ptr_array_index(e->a->activations, id);
}

struct function *engine_function(const struct engine *e, uint32_t activation)
{
	return model_function(e->m, engine_activation(e, activation)->function);
}

/* Its callers go on as if it did nothing: what else is wrong in them is still found. */
void engine_give_up(struct engine *e, uint32_t function)
{
	if (e->a->given_up[function])
		return;
	e->a->given_up[function] = true;
	for (guint i = 0; i < e->a->activations->len; i++) {
		const struct activation *act = engine_activation(e, i);

		for (guint c = 0; act->function == function && c < act->callers->len; c++) {
			const struct caller *from = &g_array_index(act->callers, struct caller, c);
			const struct node_state *ns = g_ptr_array_index(e->node_states, from->node_state);

			engine_leave_call(e, ns, ns->state, FACT_VALUE_UNKNOWN);
		}
	}
}

uint32_t engine_path(struct engine *e, uint32_t activation, const struct state *s, uint32_t path)
{
	struct fact_path p = *path_get(e->m, path);

	if (p.parent != FACT_NONE)
		return path_step(e->m, engine_path(e, activation, s, p.parent), &p);
	if (p.kind == FACT_PATH_PARAM) {
		uint32_t bind = engine_activation(e, activation)->binds[p.a];

		return BIND_KIND(bind) == BIND_PATH ? BIND_ID(bind) : e->outer[p.a];
	}
	for (unsigned i = 0; p.kind == FACT_PATH_LOCAL_PTR && i < s->bind_count; i++)
		if (s->binds[i].var == p.a)
			return s->binds[i].path;
	return path;
}

/* ---- states at nodes ----------------------------------------------------- */

static bool join_env(uint8_t *into, const uint8_t *env, unsigned count)
{
	bool changed = false;

	for (unsigned i = 0; i < count; i++) {
		uint8_t joined = value_join(into[i] & ENV_VALUE, env[i] & ENV_VALUE) |
				 ((into[i] | env[i]) & ENV_SHARED) | (into[i] & env[i] & ENV_FRESH);

		changed |= joined != into[i];
		into[i] = joined;
	}
	return changed;
}

static void enqueue(struct engine *e, uint32_t index)
{
	struct node_state *ns = g_ptr_array_index(e->node_states, index);

	if (!ns->queued)
		g_queue_push_tail(e->work, GUINT_TO_POINTER(index + 1));
	ns->queued = true;
}

static void pass(struct engine *e, uint32_t activation, uint32_t node, const struct state *s,
		 const struct shared_state *shared, const uint8_t *env, unsigned depth);

/* The state is recorded at the node, and worked on. */
static void arrive_at(struct engine *e, uint32_t activation, uint32_t node, const struct shared_state *shared,
		      const uint8_t *env)
{
	uint32_t function = engine_activation(e, activation)->function;
	unsigned vars = model_function(e->m, function)->var_count;
	uint32_t known = *engine_arrival(e, activation, node, shared->identity);

	if (known) {
		struct node_state *ns = g_ptr_array_index(e->node_states, known - 1);

		if (join_env(ns->env, env, vars))
			enqueue(e, known - 1);
		return;
	}
	if (!shared->state.is_part && engine_is_crowded_node(e, activation, node)) {
		engine_arrive_in_parts(e, activation, node, &shared->state, env);
		return;
	}
	if (++e->states_of[function] > MAX_STATES || e->node_states->len > MAX_STATES_TOTAL) {
		engine_give_up(e, function);
		return;
	}
	struct node_state *ns = g_malloc(sizeof(*ns) + vars + 1);

	*ns = (struct node_state){ .activation = activation, .node = node, .state = &shared->state,
				   .shared = shared, .env = (uint8_t *)(ns + 1) };
	memcpy(ns->env, env, vars + 1);
	g_ptr_array_add(e->node_states, ns);
	*engine_arrival(e, activation, node, shared->identity) = e->node_states->len;
	enqueue(e, e->node_states->len - 1);
}

/* `shared` is of `s`, or NULL. */
static void arrive(struct engine *e, uint32_t activation, uint32_t node, const struct state *s,
		   const struct shared_state *shared, const uint8_t *env, unsigned depth)
{
	const struct activation *act = engine_activation(e, activation);
	const struct function *fn = model_function(e->m, act->function);

	if (e->a->given_up[act->function])
		return;
	/* Looked at for the order under one lock, which is gone. */
	if (act->is_order_only && act->entry.held_count && !s->held_count)
		return;
	if (s->is_part && s->held_count > 1) {
		engine_arrive_in_parts(e, activation, node, s, env);
		return;
	}
	node = fn->forward[node];
	if (fn->is_inner[node] && depth < MAX_INNER_DEPTH)
		pass(e, activation, node, s, shared, env, depth);
	else
		arrive_at(e, activation, node, shared ? shared : engine_share(e, s), env);
}

void engine_arrive(struct engine *e, uint32_t activation, uint32_t node, const struct state *s,
		   const uint8_t *env)
{
	arrive(e, activation, node, s, NULL, env, 0);
}

/* The number + 1 of the activation, 0 if it is new. */
static uint32_t *activation_index(struct engine *e, uint32_t function, const struct state *entry,
				  const uint32_t *binds, uint64_t private_params, bool order_only)
{
	uint32_t key[5 + MAX_PARAMS + STATE_KEY_WORDS] = { 'A', function, (uint32_t)private_params,
							   (uint32_t)(private_params >> 32), order_only };
	unsigned n = 5;

	const struct function *fn = model_function(e->m, function);

	for (uint32_t i = 0; i < fn->param_count + knowledge_count(fn); i++)
		key[n++] = binds[i];
	n += state_key(entry, key + n);
	return engine_lookup(e, key, n);
}

static bool is_for_order(const struct engine *e, uint32_t parent)
{
	return e->is_order_only || (parent != MODEL_NONE && engine_activation(e, parent)->is_order_only);
}

bool engine_has_activation(struct engine *e, uint32_t function, const struct state *entry,
			   const uint32_t *binds, uint64_t private_params, uint32_t parent)
{
	return *activation_index(e, function, entry, binds, private_params, is_for_order(e, parent));
}

uint32_t engine_activate(struct engine *e, uint32_t function, const struct state *entry,
			 const uint32_t *binds, uint64_t private_params, uint32_t parent,
			 uint32_t parent_node)
{
	const struct function *fn = model_function(e->m, function);
	bool order_only = is_for_order(e, parent);
	uint32_t *index = activation_index(e, function, entry, binds, private_params, order_only);

	if (*index)
		return *index - 1;
	uint32_t alike = parent == MODEL_NONE ? MODEL_NONE : engine_alike(e, function, entry, binds);

	if (alike != MODEL_NONE) {
		*index = alike + 1;
		return alike;
	}
	/* Those for order only are few: one lock is held in each. */
	if (!order_only && ++e->activations_of[function] > MAX_ACTIVATIONS)
		engine_give_up(e, function);
	struct activation *act = g_new0(struct activation, 1);

	act->function = function;
	act->parent = parent;
	act->parent_node = parent_node;
	act->length = parent == MODEL_NONE ? 0 : engine_activation(e, parent)->length + 1;
	act->entry = *entry;
	act->binds = g_memdup2(binds, MAX(fn->param_count + knowledge_count(fn), 1) * sizeof(*binds));
	act->callers = g_array_new(FALSE, FALSE, sizeof(struct caller));
	act->exits = g_array_new(FALSE, FALSE, sizeof(struct exit_state));
	g_ptr_array_add(e->a->activations, act);
	*index = e->a->activations->len;
	uint32_t id = *index - 1;

	if (!e->activations_in[function])
		e->activations_in[function] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_array_append_val(e->activations_in[function], id);
	act->private_params = private_params;
	act->is_order_only = order_only;
	e->is_judged[function] |= !order_only;
	act->is_balance_only = e->is_balance_only;
	act->is_dead = parent == MODEL_NONE ? e->is_dead : engine_activation(e, parent)->is_dead;
	for (unsigned i = 0; i < act->entry.held_count; i++)
		if (act->entry.held[i].site == MODEL_NONE)
			act->entry.held[i].site = site_make(e->a, id, MODEL_NONE, MODEL_NONE);
	uint8_t *env = g_malloc0(fn->var_count + 1);

	for (uint32_t i = 0; i < fn->param_count && i < fn->var_count; i++) {
		if (BIND_KIND(binds[i]) == BIND_ZERO)
			env[i] = FACT_VALUE_ZERO;
		if (BIND_KIND(binds[i]) == BIND_NONZERO)
			env[i] = BIND_ID(binds[i]);
		if (BIND_KIND(binds[i]) == BIND_CONSTANT)
			env[i] = g_array_index(e->constants, struct fact_value, BIND_ID(binds[i])).kind;
		if (BIND_KIND(binds[i]) == BIND_PATH && path_is_object(e->m, BIND_ID(binds[i])))
			env[i] = FACT_VALUE_NONZERO;
		if (private_params >> i & 1)
			env[i] |= ENV_FRESH;
	}
	knowledge_begin(e, fn, binds, env);
	engine_arrive(e, id, 0, &act->entry, env);
	g_free(env);
	return id;
}

struct publication {
	const struct model *m;
	uint8_t *env;
};

static void publish(void *user, uint32_t path, uint32_t to)
{
	const struct publication *p = user;

	env_publish(p->m, p->env, path, to);
}

/* What is known of variables behind a call. */
static void leave_call(struct engine *e, uint32_t function, const struct fact_node *node, uint8_t result, uint8_t *env)
{
	const struct model *m = e->m;
	const struct function *fn = model_function(m, function);
	struct publication p = { m, env };

	call_publishes(m, node, publish, &p);
	for (guint i = 0; i < fn->reads->len; i++) {
		const struct fact_reading *read = &g_array_index(fn->reads, struct fact_reading, i);

		if (env[read->var] == FACT_VALUE_UNKNOWN || !call_writes(m, node, read))
			continue;
		if (stays_steady(m, fn, node, read, e->is_large))
			e->a->is_steady[function] = true;
		else
			env[read->var] = FACT_VALUE_UNKNOWN;
	}
	if (node->var != FACT_NONE) {
		env[node->var] = result;
		if (node->value.kind == FACT_VALUE_FUNCTION &&
		    (model_function(m, node->value.id)->flags & FACT_FUNCTION_FRESH))
			env[node->var] |= ENV_FRESH;
	}
}

static void go_on(struct engine *e, const struct node_state *ns, const struct state *s,
		  const uint8_t *env)
{
	const struct fact_node *node = function_node(engine_function(e, ns->activation), ns->node);
	const struct shared_state *shared = node->next->len ? engine_share(e, s) : NULL;

	for (guint i = 0; i < node->next->len; i++)
		arrive(e, ns->activation, g_array_index(node->next, uint32_t, i), s, shared, env, 0);
}

void engine_leave_call(struct engine *e, const struct node_state *ns, const struct state *s,
		       uint8_t result)
{
	const struct function *fn = engine_function(e, ns->activation);
	uint8_t *env = g_memdup2(ns->env, fn->var_count + 1);

	leave_call(e, engine_activation(e, ns->activation)->function, function_node(fn, ns->node), result, env);
	go_on(e, ns, s, env);
	g_free(env);
}

void engine_leave_body(struct engine *e, const struct node_state *ns, const struct state *s,
		       const struct function *callee, const struct exit_state *exit)
{
	const struct function *fn = engine_function(e, ns->activation);
	uint8_t *env = g_memdup2(ns->env, fn->var_count + 1);

	leave_call(e, engine_activation(e, ns->activation)->function, function_node(fn, ns->node), exit->result, env);
	if (knowledge_learn(e, ns, callee, exit, env))
		go_on(e, ns, s, env);
	g_free(env);
}

/* The local pointer `var` points elsewhere: what was named by it has no name now. */
static void forget(struct engine *e, struct state *s, uint32_t var)
{
	struct held old[MAX_HELD];
	unsigned count = s->held_count;
	uint32_t unknown = path_make(e->m, FACT_PATH_UNKNOWN, 0);

	memcpy(old, s->held, sizeof(old));
	s->held_count = 0;
	for (unsigned i = 0; i < count; i++) {
		uint32_t root = path_root(e->m, old[i].instance);
		const struct fact_path *r = path_get(e->m, root);

		if (r->kind == FACT_PATH_LOCAL_PTR && r->a == var)
			old[i].instance = path_replace(e->m, old[i].instance, root, unknown);
		state_hold(s, &old[i]);
	}
	for (unsigned i = 0; i < s->bind_count; i++)
		if (s->binds[i].var == var) {
			s->binds[i] = s->binds[--s->bind_count];
			break;
		}
}

static void bind_local(struct engine *e, uint32_t function, struct state *s, uint32_t var,
		       uint32_t path)
{
	unsigned i = 0;

	forget(e, s, var);
	if (s->bind_count == MAX_BINDS) {
		engine_give_up(e, function);
		return;
	}
	while (i < s->bind_count && s->binds[i].var < var)
		i++;
	memmove(&s->binds[i + 1], &s->binds[i], (s->bind_count - i) * sizeof(s->binds[0]));
	s->binds[i].var = var;
	s->binds[i].path = path;
	s->bind_count++;
}

/* What a part lacks may well be held, and what it masks stays masked, so what it ends with says nothing: it
 * ends as it began, unless it is declared to do otherwise. */
static void part_exit(const struct model *m, const struct activation *act, struct state *out)
{
	const struct state *entry = &act->entry;

	if (model_function(m, act->function)->changes_locks)
		return;
	memcpy(out->depth, entry->depth, sizeof(out->depth));
	memcpy(out->mask_site, entry->mask_site, sizeof(out->mask_site));
	/* ... or began as a part, and has released its lock. */
	if (entry->is_part && entry->held_count && !state_has(out, entry->held[0].cls, entry->held[0].instance)) {
		out->held_count = 0;
		return;
	}
	out->is_part = entry->is_part;
	memcpy(out->held, entry->held, sizeof(out->held));
	out->held_count = entry->held_count;
}

static void leave_function(struct engine *e, const struct node_state *ns, uint8_t result)
{
	struct activation *act = engine_activation(e, ns->activation);
	struct state out = *ns->state;
	const struct function *fn = model_function(e->m, act->function);
	const struct fact_value *v = &function_node(fn, ns->node)->value;
	uint32_t saved_row = v->kind == FACT_VALUE_VAR ? 1 + save_row_of(&out, v->id) : 0;
	uint32_t key[3 + STATE_KEY_WORDS] = { 'X', ns->activation, saved_row };

	if (out.is_part)
		part_exit(e->m, act, &out);
	repair_exit(e, ns, &out);
	told_end(act, &out);
	if (doubts_note(e, ns, &out, result))
		repair_exit(e, ns, &out);
	out.bind_count = out.save_count = 0;
	uint32_t *index = engine_lookup(e, key, 3 + state_key(&out, key + 3));

	if (!*index) {
		struct exit_state x = { g_memdup2(&out, sizeof(out)), result, saved_row, ns->node, { 0 } };

		knowledge_end(fn, ns->env, &x, true);
		g_array_append_val(act->exits, x);
		*index = act->exits->len;
	} else {
		struct exit_state *x = &g_array_index(act->exits, struct exit_state, *index - 1);

		bool changed = knowledge_end(fn, ns->env, x, false);

		result = value_join(x->result, result);
		if (x->result == result && !changed)
			return;
		x->result = result;
	}
	struct exit_state x = g_array_index(act->exits, struct exit_state, *index - 1);

	for (guint i = 0; i < act->callers->len; i++) {
		struct caller c = g_array_index(act->callers, struct caller, i);

		engine_return(e, &c, ns->activation, &x);
	}
}

/* From a node without an event on, up to those that have one, or where ways meet. */
static void pass(struct engine *e, uint32_t activation, uint32_t at, const struct state *s,
		 const struct shared_state *shared, const uint8_t *env_before, unsigned depth)
{
	const struct function *fn = engine_function(e, activation);
	uint8_t *env = g_memdup2(env_before, fn->var_count + 1), *other = NULL;
	bool is_open = true;
	struct state own;

	do {
		const struct fact_node *node = function_node(fn, at);
		bool is_branch = node->kind == FACT_NODE_BRANCH;

		if (node->kind == FACT_NODE_KILL || (node->kind == FACT_NODE_SET && s->save_count)) {
			if (s != &own)
				own = *s;
			s = &own;
			shared = NULL;
		}
		if (node->kind == FACT_NODE_KILL) {
			forget(e, &own, node->var);
			env[node->var] &= ~ENV_FRESH;
			knowledge_forget(e->m, fn, node->var, env);
		} else if (node->kind == FACT_NODE_SET) {
			if (s->save_count)
				save_assign(&own, node->var,
					    node->value.kind == FACT_VALUE_VAR ? node->value.id : MODEL_NONE);
			env[node->var] = (env[node->var] & ENV_SHARED) |
					 (value_evaluate(&node->value, env) & (ENV_VALUE | ENV_FRESH));
		} else if (node->kind == FACT_NODE_CALL) {
			leave_call(e, engine_activation(e, activation)->function, node,
				   model_function(e->m, node->value.id)->result, env);
		} else if (is_branch) {
			if (!other)
				other = g_malloc(fn->var_count + 1);
			memcpy(other, env, fn->var_count + 1);
			if (value_branch(node, 0, other))
				arrive(e, activation, g_array_index(node->next, uint32_t, 0), s, shared, other, depth + 1);
			is_open = value_branch(node, 1, env);
		}
		for (guint i = 0; !is_branch && i + 1 < node->next->len; i++)
			arrive(e, activation, g_array_index(node->next, uint32_t, i), s, shared, env, depth + 1);
		at = fn->forward[g_array_index(node->next, uint32_t, node->next->len - 1)];
	} while (is_open && fn->is_inner[at]);
	if (is_open)
		arrive(e, activation, at, s, shared, env, depth);
	g_free(other);
	g_free(env);
}

static void work_on(struct engine *e, uint32_t index)
{
	struct node_state *ns = g_ptr_array_index(e->node_states, index);
	struct activation *act = engine_activation(e, ns->activation);
	const struct function *fn = model_function(e->m, act->function);
	const struct fact_node *node = function_node(fn, ns->node);
	struct state s;

	if (!fn->is_event[ns->node]) {
		pass(e, ns->activation, ns->node, ns->state, ns->shared, ns->env, 0);
		return;
	}
	switch (node->kind) {
	case FACT_NODE_CALL:
		engine_call(e, index);
		return;
	case FACT_NODE_RETURN:
		leave_function(e, ns, value_evaluate(&node->value, ns->env) & ENV_VALUE);
		return;
	default:
		break;
	}
	uint8_t *env = g_memdup2(ns->env, fn->var_count + 1);

	s = *ns->state;
	if (node->kind == FACT_NODE_BIND)
		knowledge_forget(e->m, fn, node->var, env);
	if (node->kind == FACT_NODE_BIND)
		bind_local(e, act->function, &s, node->var,
			   engine_path(e, ns->activation, &s, node->value.id));
	else if (node->kind == FACT_NODE_ACCESS)
		judge_access(e, ns);
	else if (node->kind == FACT_NODE_STORE)
		env_publish(e->m, env, node->value.id, g_array_index(node->args, struct fact_value, 0).id);
	go_on(e, ns, &s, env);
	g_free(env);
}

/* False: it is better begun again. */
static bool run(struct engine *e)
{
	gpointer item;

	while ((item = g_queue_pop_head(e->work))) {
		uint32_t index = GPOINTER_TO_UINT(item) - 1;

		((struct node_state *)g_ptr_array_index(e->node_states, index))->queued = false;
		work_on(e, index);
		if (engine_is_too_much(e))
			return false;
	}
	return true;
}

/* ---- entry points -------------------------------------------------------- */

static void enter(struct engine *e, uint32_t function, const char *state, const char *why,
		  const struct entry_point *point)
{
	struct state s = { .entered = CONTEXT_NO_ACTOR };
	uint32_t binds[MAX_PARAMS] = { 0 };
	int masked = context_by_masked(state), entered = context_by_entered(state);

	s.phase = 1 + phase_by_name(state);

	for (int row = 0; row < context_count; row++)
		s.mask_site[row] = MODEL_NONE;
	if (masked >= 0)
		state_mask(&s, masked, MODEL_NONE);
	/* A plain thread closes nothing: other threads can interrupt it. */
	if (entered >= 0 && !context_rows[entered].waits_masked)
		s.entered = entered;
	engine_assume_contract(e, function, &s);
	if (point && point->with != MODEL_NONE)
		engine_assume_lock(e, function, &s, point->with, point->with_kind);
	uint32_t id = engine_activate(e, function, &s, binds, 0, MODEL_NONE, MODEL_NONE);
	struct activation *act = engine_activation(e, id);

	if (!act->why) {
		act->why = why;
		act->is_unknown = e->is_unknown;
		act->entry_state = state;
	}
}

static bool is_analysed(const struct function *fn)
{
	return fn->nodes->len && fn->is_active && !fn->trust;
}

bool engine_tabulate(struct engine *e)
{
	struct model *m = e->m;

	for (guint i = 0; i < m->entry_points->len; i++) {
		const struct entry_point *p = g_ptr_array_index(m->entry_points, i);

		if (is_analysed(model_function(m, p->function)))
			enter(e, p->function, p->state, p->why, p);
	}
	if (!run(e))
		return false;
	e->is_unknown = true;
	/* What nothing reaches first, so that it reaches as much of the rest as it can. */
	e->is_dead = m->is_whole_program;
	for (int reached = 0; reached <= 1; reached++)
		for (guint f = 0; f < m->functions->len; f++) {
			const struct function *fn = model_function(m, f);

			if (!is_analysed(fn) || e->is_judged[f] || fn->is_reached != reached)
				continue;
			/* It was followed where it cleans up. */
			if (fn->flags & FACT_FUNCTION_INLINED)
				continue;
			/* A header's helper that no unit calls is no part of this program. */
			if (fn->flags & FACT_FUNCTION_HEADER)
				continue;
			g_array_append_val(e->a->unknown_entries, f);
			enter(e, f, "preemptible", "nothing seen calls it: taken as called by a thread", NULL);
			if (!run(e))
				return false;
		}
	/* Whose callers' constants decide where it goes may be called by others with other ones. */
	e->is_balance_only = true;
	for (guint f = 0; !m->is_whole_program && !e->is_large && f < m->functions->len; f++) {
		const struct function *fn = model_function(m, f);

		if (!is_analysed(fn) || !fn->is_external || !(fn->tested_params | fn->condition_params) ||
		    (fn->flags & (FACT_FUNCTION_HEADER | FACT_FUNCTION_INLINED)))
			continue;
		enter(e, f, "preemptible", "others may call it", NULL);
		if (!run(e))
			return false;
	}
	return true;
}
