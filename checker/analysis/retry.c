// SPDX-License-Identifier: MIT
/*
 * retry.c: calls that ask for something and, when it isn't there, are made again.
 *
 * From a call that polls, or tries a lock, in the case that there was nothing: is there a way
 * back to the same call on which nothing waits and nothing counts?  The search knows of the
 * function's variables what branches say (values.c), so a loop that goes on only when there was
 * something is none.
 *
 * A lock that is tried in such a loop is waited for, like one that is acquired; anything
 * else is a busy loop.
 */
#include "engine.h"

#include <string.h>

#define MAX_STEPS 20000
#define ENV_STEPPED 0x80                /* the variable was assigned since the call */

struct search {
	const struct model *m;
	const struct function *fn;
	const bool *waits, *delays;
	uint32_t call;
	GHashTable *seen;               /* GBytes: node, delay, values */
	GPtrArray *work;                /* struct place * */
	bool without_values;            /* too many; then only the nodes count */
	uint32_t found_delay;           /* the way back has this delay in it */
};

struct place {
	uint32_t node, delay;           /* the delay on the way, or MODEL_NONE */
	uint8_t env[];
};

static void arrive(struct search *s, uint32_t node, uint32_t delay, const uint8_t *env)
{
	/* One more, so that a function without variables has an environment too. */
	size_t vars = s->fn->var_count + 1;
	struct place *p = g_malloc0(sizeof(*p) + vars);

	p->node = node;
	p->delay = delay;
	if (!s->without_values)
		memcpy(p->env, env, vars);
	GBytes *key = g_bytes_new(p, sizeof(*p) + vars);

	if (g_hash_table_contains(s->seen, key)) {
		g_bytes_unref(key);
		g_free(p);
		return;
	}
	g_hash_table_add(s->seen, key);
	g_ptr_array_add(s->work, p);
}

static void arrive_next(struct search *s, const struct fact_node *node, uint32_t delay,
			const uint8_t *env)
{
	for (guint i = 0; i < node->next->len; i++)
		arrive(s, g_array_index(node->next, uint32_t, i), delay, env);
}

/* Does the call's argument have it wait, as far as is known? */
static bool waits_by_argument(const struct model *m, const struct fact_node *call)
{
	const struct function *callee = model_function(m, call->value.id);

	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);

		if (c->op == FACT_OP_BLOCK && condition_at(call, c) != HOLDS_NOT)
			return true;
	}
	return false;
}

/* Does the call wait, or sleep for a time?  What can't be seen may wait. */
static bool call_is(const struct model *m, const struct fact_node *node, const bool *which,
		    bool unknown)
{
	if (node->value.kind == FACT_VALUE_FUNCTION)
		return which[node->value.id] || (unknown && waits_by_argument(m, node));
	const struct slot *s = model_slot(m, node->value.id);
	bool found = unknown && (s->may_block || !s->targets->len);

	for (guint t = 0; t < s->targets->len; t++)
		found |= which[g_array_index(s->targets, uint32_t, t)];
	return found;
}

static void step(struct search *s, const struct place *p)
{
	const struct fact_node *node = function_node(s->fn, p->node);
	uint8_t *env = g_memdup2(p->env, s->fn->var_count + 1);
	uint32_t delay = p->delay;

	switch (node->kind) {
	case FACT_NODE_RETURN:
		break;
	case FACT_NODE_LIMIT:
		if (node->var != FACT_NONE && !(env[node->var] & ENV_STEPPED) && !s->without_values)
			arrive_next(s, node, delay, env);
		break;
	case FACT_NODE_BRANCH:
		for (unsigned way = 0; way < 2; way++) {
			memcpy(env, p->env, s->fn->var_count + 1);
			if (value_branch(node, way, env))
				arrive(s, g_array_index(node->next, uint32_t, way), delay, env);
		}
		break;
	case FACT_NODE_CALL:
		if (call_is(s->m, node, s->waits, true))
			break;
		if (call_is(s->m, node, s->delays, false))
			delay = p->node;
		for (guint i = 0; i < s->fn->reads->len; i++) {
			const struct fact_reading *read = &g_array_index(s->fn->reads, struct fact_reading, i);

			if (call_writes(s->m, node, read))
				env[read->var] = FACT_VALUE_UNKNOWN;
		}
		if (node->var != FACT_NONE)
			env[node->var] = FACT_VALUE_UNKNOWN;
		arrive_next(s, node, delay, env);
		break;
	case FACT_NODE_SET:
		env[node->var] = (value_evaluate(&node->value, env) & ENV_VALUE) | ENV_STEPPED;
		arrive_next(s, node, delay, env);
		break;
	default:
		arrive_next(s, node, delay, env);
	}
	g_free(env);
}

static uint8_t failure_of(const struct fact_contract *c)
{
	return c->success == FACT_SUCCESS_ZERO ? FACT_VALUE_NEGATIVE : FACT_VALUE_ZERO;
}

/* By the call's argument it is no more than a try. */
static bool is_only_try(const struct function *callee, const struct fact_node *call)
{
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);

		if (c->op == FACT_OP_NO_WAIT && condition_at(call, c) == HOLDS_SURELY)
			return true;
	}
	return false;
}

static bool is_polled(const struct function *callee, const struct fact_node *call, uint8_t *nothing,
		      const struct model *m, bool *is_lock)
{
	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		const char *text = fact_text(m->names, c->text);

		if (c->op != FACT_OP_POLL && (c->op != FACT_OP_TRY || (c->waits && !is_only_try(callee, call))))
			continue;
		if (condition_at(call, c) == HOLDS_NOT)
			continue;
		int kind = c->op == FACT_OP_TRY ? lock_kind_by_name(text) : -1;

		*is_lock = kind >= 0 && !lock_kind_rows[kind].sleeps;
		if (c->op == FACT_OP_TRY)
			*nothing = failure_of(c);
		else
			*nothing = text[0] == 'z' ? FACT_VALUE_ZERO : text[0] == 'n' && text[1] == 'e' ?
				   FACT_VALUE_NEGATIVE : FACT_VALUE_NONZERO;
		return true;
	}
	return false;
}

/* Is the call made again, with nothing that waits in between?  A delay on every way back is
 * better than none, so a way without one is preferred. */
static bool comes_back(struct search *s, uint8_t nothing)
{
	const struct fact_node *call = function_node(s->fn, s->call);
	uint8_t *env = g_malloc0(s->fn->var_count + 1);
	bool found = false;

	s->seen = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
	s->work = g_ptr_array_new_with_free_func(g_free);
	if (call->var != FACT_NONE)
		env[call->var] = nothing;
	arrive_next(s, call, MODEL_NONE, env);
	for (guint i = 0; i < s->work->len && !(found && s->found_delay == MODEL_NONE); i++) {
		const struct place *p = g_ptr_array_index(s->work, i);

		if (i == MAX_STEPS)
			s->without_values = true;
		if (p->node != s->call) {
			step(s, p);
			continue;
		}
		if (!found || p->delay == MODEL_NONE)
			s->found_delay = p->delay;
		found = true;
	}
	g_hash_table_destroy(s->seen);
	g_ptr_array_free(s->work, TRUE);
	g_free(env);
	return found;
}

/* Which functions may wait for an event, and which sleep for a time.  Taking a lock is neither:
 * it is not the lock that the loop waits for. */
static void find_waits(const struct model *m, bool *waits, bool *delays)
{
	for (bool changed = true; changed;) {
		changed = false;
		for (guint f = 0; f < m->functions->len; f++) {
			const struct function *fn = model_function(m, f);
			bool delay = fn->flags & FACT_FUNCTION_DELAYS;
			bool wait = (fn->flags & FACT_FUNCTION_MAY_BLOCK) && !delay;
			bool is_closed = delay || fn->changes_locks || fn->trust;

			wait |= !fn->nodes->len && !fn->contracts->len && !fn->trust && !delay;
			for (guint n = 0; n < fn->nodes->len && !is_closed; n++) {
				const struct fact_node *node = function_node(fn, n);

				if (node->kind != FACT_NODE_CALL)
					continue;
				wait |= call_is(m, node, waits, true);
				delay |= call_is(m, node, delays, false);
			}
			changed |= wait != waits[f] || delay != delays[f];
			waits[f] = wait;
			delays[f] = delay;
		}
	}
}

void retries_find(struct analysis *a)
{
	const struct model *m = a->m;
	bool *waits = g_new0(bool, m->functions->len + 1), *delays = g_new0(bool, m->functions->len + 1);

	find_waits(m, waits, delays);
	for (guint f = 0; f < m->functions->len; f++) {
		const struct function *fn = model_function(m, f);

		for (guint n = 0; n < fn->nodes->len && !fn->trust; n++) {
			const struct fact_node *node = function_node(fn, n);
			struct retry r = { .function = f, .node = n };
			uint8_t nothing;

			if (node->kind != FACT_NODE_CALL || node->value.kind != FACT_VALUE_FUNCTION)
				continue;
			r.callee = node->value.id;
			if (!is_polled(model_function(m, r.callee), node, &nothing, m, &r.is_lock))
				continue;
			struct search s = { .m = m, .fn = fn, .waits = waits, .delays = delays, .call = n,
					    .found_delay = MODEL_NONE };

			if (!comes_back(&s, nothing))
				continue;
			r.delay = s.found_delay;
			g_array_append_val(a->retries, r);
		}
	}
	g_free(waits);
	g_free(delays);
}

bool retry_waits_for_lock(const struct analysis *a, uint32_t function, uint32_t node)
{
	for (guint i = 0; i < a->retries->len; i++) {
		const struct retry *r = &g_array_index(a->retries, struct retry, i);

		if (r->function == function && r->node == node && r->is_lock && r->delay == MODEL_NONE)
			return true;
	}
	return false;
}
