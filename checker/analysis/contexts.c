// SPDX-License-Identifier: MIT
/*
 * contexts.c: in which contexts each activation runs.
 *
 * A callee sees of its caller's masks only those that it may lift, and not as which actor it runs
 * (calls.c).  What else is masked around it is found out here, over the calls: a *context* is
 * which rows are masked outside of the activation, and the actor.  Whoever asks where a lock is
 * held, or what a state must be, asks for each context of the activation.
 *
 * They are found breadth first from the entry points on, so each is known with its shortest way.
 */
#include "frames.h"

static void add(struct frames *f, uint32_t activation, uint32_t rows, uint32_t entered, uint32_t from, uint32_t call)
{
	struct context context = { .activation = activation, .rows = rows, .entered = entered, .from = from,
				   .call = call, .next = NOWHERE };
	uint32_t key[] = { 'c', activation, rows, entered };
	uint32_t *known = engine_lookup(f->e, key, G_N_ELEMENTS(key)), number = f->contexts->len;

	if (*known)
		return;
	*known = 1;
	if (from == NOWHERE) {
		context.is_dead = engine_activation(f->e, activation)->is_dead;
	} else {
		const struct context *before = frames_context(f, from);

		context.is_dead = before->is_dead;
		context.length = before->length + 1;
	}
	if (f->contexts_of[activation] == NOWHERE)
		f->contexts_of[activation] = number;
	else
		g_array_index(f->contexts, struct context, f->last_context[activation]).next = number;
	f->last_context[activation] = number;
	g_array_append_val(f->contexts, context);
}

/* From those that are there on. */
static void spread(struct frames *f, guint first)
{
	for (guint i = first; i < f->contexts->len; i++) {
		struct context at = *frames_context(f, i);

		if (engine_activation(f->e, at.activation)->is_balance_only)
			continue;
		for (uint32_t c = f->e->graph.out_start[at.activation]; c < f->e->graph.out_start[at.activation + 1]; c++) {
			const struct call *call = frames_call(f, f->e->graph.out[c]);

			/* Nothing in there is held in any context (events.c). */
			if (told_excludes(call->state, told_bits(at.rows, at.entered)))
				continue;
			if (!engine_activation(f->e, call->callee)->is_order_only)
				add(f, call->callee, at.rows | call->hidden, at.entered, i, f->e->graph.out[c]);
		}
	}
}

void frames_find_contexts(struct frames *f)
{
	guint activations = f->a->activations->len;

	f->contexts = g_array_new(FALSE, FALSE, sizeof(struct context));
	f->contexts_of = g_new(uint32_t, activations + 1);
	f->last_context = g_new(uint32_t, activations + 1);
	for (guint i = 0; i < activations; i++)
		f->contexts_of[i] = NOWHERE;
	/* What nothing calls last: what is also called otherwise is not dead. */
	for (int dead = 0; dead <= 1; dead++) {
		guint first = f->contexts->len;

		for (guint i = 0; i < activations; i++) {
			const struct activation *act = engine_activation(f->e, i);

			if (engine_is_root(act) && act->is_dead == dead)
				add(f, i, 0, act->entry.entered, NOWHERE, NOWHERE);
		}
		spread(f, first);
	}
}

void frames_forget_contexts(struct frames *f)
{
	g_array_free(f->contexts, TRUE);
	g_free(f->contexts_of);
	g_free(f->last_context);
}

const struct context *frames_context(const struct frames *f, uint32_t number)
{
	return &g_array_index(f->contexts, struct context, number);
}

static struct use_key rows_key(uint32_t rows, uint32_t entered, const struct state *s)
{
	struct use_key key = { .entered = entered, .closed = entered == CONTEXT_NO_ACTOR ? 0 : context_rows[entered].closes };

	for (int row = 0; row < context_count; row++)
		if (rows >> row & 1)
			key.closed |= context_rows[row].closes;
	if (s->phase)
		key.closed = UINT32_MAX;
	return key;
}

uint32_t context_bits(const struct context *context)
{
	return told_bits(context->rows, context->entered);
}

struct use_key context_key(const struct context *context, const struct state *s)
{
	return rows_key(context->rows | state_rows(s), context->entered, s);
}

struct use_key context_key_below(const struct context *context, const struct state *s, uint32_t hidden,
				 const struct state *entry, const struct state *below)
{
	uint32_t lifted = state_rows(entry) & ~state_rows(below);

	return rows_key(context->rows | hidden | (state_rows(s) & ~lifted) | state_rows(below), context->entered, below);
}

uint32_t frames_site_in(struct frames *f, uint32_t context, uint32_t site)
{
	uint32_t outermost = g_array_index(f->a->sites, struct site, site).activation;
	const struct context *at;

	/* What lies further up was there before. */
	for (; context != NOWHERE; context = at->from) {
		at = frames_context(f, context);
		if (at->activation == outermost)
			break;
	}
	if (context == NOWHERE)
		return site;
	for (at = frames_context(f, context); at->from != NOWHERE; at = frames_context(f, at->from)) {
		const struct node_state *ns = frames_caller(f, frames_call(f, at->call));

		site = site_make(f->a, ns->activation, ns->node, site);
	}
	return site;
}
