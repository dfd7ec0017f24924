// SPDX-License-Identifier: MIT
/*
 * needs.c: what must not be done while something is held or masked: blocking, effects.  The innermost
 * section around it answers for it; what an activation sees of its own is judged there, the rest by those
 * of its callers that have something in their frame, or have masked.
 */
#include "frames.h"

#define MAX_PLACES 32                   /* of one section: the nearest ones are enough */

/* What in the state, as far as the activation sees it, forbids it?  False: nothing, or
 * only what its callers answer for.  Without the locks whose bits are in `shown`. */
static bool forbids_beside(const struct frames *f, uint32_t activation, const struct state *s, uint32_t shown,
			   uint32_t need, struct cause *cause)
{
	const struct activation *act = engine_activation(f->e, activation);
	const struct effect_row *effect = need == NEED_CPU ? NULL : &effect_rows[need];
	uint32_t closes = effect ? effect->closed : context_scheduled();
	bool is_masked_outside = false;

	for (unsigned i = 0; i < s->held_count; i++) {
		int kind = model_class(f->a->m, s->held[i].cls)->kind;
		bool spins = kind >= 0 && !lock_kind_rows[kind].sleeps;

		if ((shown >> i & 1) || (!(effect && effect->under_any) && !(spins && (!effect || effect->under_spin))))
			continue;
		*cause = (struct cause){ CAUSE_LOCK, s->held[i].cls, s->held[i].site };
		return true;
	}
	for (int row = 0; row < context_count; row++) {
		if (!s->depth[row] || state_is_deep(s, row) || !(context_rows[row].closes & closes))
			continue;
		if (act->entry.depth[row] && !engine_is_root(act)) {
			is_masked_outside = true;
			continue;
		}
		*cause = (struct cause){ CAUSE_MASK, row, s->mask_site[row] };
		return true;
	}
	*cause = (struct cause){ CAUSE_ACTOR, s->entered, MODEL_NONE };
	return !is_masked_outside && s->entered != CONTEXT_NO_ACTOR && (context_rows[s->entered].closes & closes);
}

static bool forbids(const struct frames *f, uint32_t activation, const struct state *s, uint32_t need,
		    struct cause *cause)
{
	return forbids_beside(f, activation, s, 0, need, cause);
}

/* The same of what the callee doesn't see: of a lock that it does, it knows whether it is still held. */
static bool call_forbids(const struct frames *f, const struct call *call, uint32_t need, struct cause *cause)
{
	return forbids_beside(f, call_from(f->e, call), call->state, call->kept, need, cause);
}

/* The mask that is followed was set outside, and is lifted here. */
static bool is_window(const struct frames *f, uint32_t activation, const struct state *s)
{
	return f->row >= 0 && engine_activation(f->e, activation)->entry.depth[f->row] && !s->depth[f->row];
}

static bool is_left_to_callers(const struct frames *f, const struct event *event, uint32_t need)
{
	struct cause cause;

	return event->kind == EVENT_NEED && event->what == need && !told_denies(event->state, f->around) &&
	       !is_window(f, event->activation, event->state) && !forbids(f, event->activation, event->state, need, &cause);
}

static bool call_is_left_to_callers(const struct frames *f, const struct call *call, uint32_t need)
{
	const struct node_state *ns = frames_caller(f, call);
	struct cause cause;

	return !ns->state->phase && !told_denies(ns->state, f->around) && !is_window(f, ns->activation, ns->state) && !call_forbids(f, call, need, &cause);
}

static uint32_t began_in(const struct frames *f, const struct cause *cause, uint32_t activation)
{
	const struct activation *act = engine_activation(f->e, activation);

	if (cause->since != MODEL_NONE)
		act = engine_activation(f->e, g_array_index(f->a->sites, struct site, cause->since).activation);
	else
		while (act->parent != MODEL_NONE)
			act = engine_activation(f->e, act->parent);
	return act->function;
}

/* What may wait where nothing may is found as that, for the same reason. */
static bool is_found_as_wait(const struct frames *f, const struct event *event, uint32_t activation,
			     const struct state *s, const struct cause *cause)
{
	struct cause other;

	return event->what != NEED_CPU && event->waits && forbids(f, activation, s, NEED_CPU, &other) && other.kind == cause->kind &&
	       other.what == cause->what;
}

/* Is such a lock looked for on the way, to be released?  It should have been shown; but not who hands what over
 * is known everywhere (demand.c). */
static bool may_be_over(const struct frames *f, const struct visit *v, const struct cause *cause)
{
	for (;; v = &g_array_index(f->visits, struct visit, v->from)) {
		if (cause->kind == CAUSE_LOCK && demand_is_met(f->e, v->activation, cause->what))
			return true;
		if (v->from == NOWHERE)
			return false;
	}
}

/* ---- what looks where it is before it blocks ------------------------------ */

/* The states in which what happens there doesn't. */
static uint32_t excuses(const struct frames *f, const struct event *event)
{
	const struct fact_node *node = function_node(engine_function(f->e, event->activation), event->node);
	uint32_t rows = 0;

	if (event->what != NEED_CPU || node->kind != FACT_NODE_CALL || node->value.kind != FACT_VALUE_FUNCTION)
		return 0;
	const struct function *callee = model_function(f->a->m, node->value.id);

	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		const char *text = fact_text(f->a->m->names, c->text);

		if (c->op != FACT_OP_EXCUSE)
			continue;
		if (context_by_masked(text) >= 0)
			rows |= 1u << context_by_masked(text);
		if (context_by_entered(text) >= 0)
			rows |= told_bits(0, context_by_entered(text));
	}
	return rows;
}

/* The first context of the activation that is no excuse, with those rows masked on the way; NOWHERE: all are. */
static uint32_t context_without(const struct frames *f, uint32_t activation, uint32_t rows, uint32_t excused)
{
	for (uint32_t c = f->contexts_of[activation]; c != NOWHERE; c = frames_context(f, c)->next) {
		const struct context *at = frames_context(f, c);

		if (!((rows | context_bits(at)) & excused))
			return c;
	}
	return NOWHERE;
}

static uint32_t rows_on_way(const struct frames *f, const struct visit *v)
{
	uint32_t rows = 0;

	for (;; v = &g_array_index(f->visits, struct visit, v->from)) {
		rows |= state_rows(frames_call(f, v->call)->state);
		if (v->from == NOWHERE)
			return rows;
	}
}

/* `site` leads to the event, and begins in the activation.  False: it doesn't happen in any context. */
static bool happens(struct frames *f, const struct event *event, uint32_t activation, uint32_t rows, uint32_t *site)
{
	uint32_t excused = excuses(f, event), context;

	if (!excused)
		return true;
	context = context_without(f, activation, rows | state_rows(event->state), excused);
	if (context != NOWHERE)
		*site = frames_site_in(f, context, *site);
	return context != NOWHERE;
}

/* ---- reports -------------------------------------------------------------- */

static void report_need(struct frames *f, uint32_t need, const struct cause *cause, uint32_t site,
			const struct event *event, bool may_be_over)
{
	const struct site *at = &g_array_index(f->a->sites, struct site, site);
	uint32_t began = began_in(f, cause, at->activation);

	if (need == NEED_CPU) {
		evidence_block(f->a, cause, began, site, may_be_over, event->waits);
		return;
	}
	struct breach b = { .kind = BREACH_EFFECT, .subject = event->which, .object = need,
			    .activation = at->activation, .node = at->node, .below = at->inner + 1,
			    .may_be_over = may_be_over, .cause_kind = cause->kind, .cause = cause->what, .since = cause->since,
			    /* One for each section and callee: the shortest way. */
			    .place = cause->since != MODEL_NONE ? 1 + began : 0 };

	evidence_breach(f->a, &b);
}

/* What a cause says of the context of all that is below it. */
static uint32_t bits_of(const struct frames *f, const struct cause *cause)
{
	int mask;

	switch (cause->kind) {
	case CAUSE_LOCK:
		mask = class_mask(f->a->m, cause->what);
		return mask < 0 ? 0 : 1u << mask;
	case CAUSE_MASK:
		return 1u << cause->what;
	default:
		return told_bits(0, cause->what);
	}
}

/* In the groups: sources with one cause, which began in one function. */
static void find_sections(struct frames *f, uint32_t need)
{
	frames_forget_sources(f);
	for (guint i = 0; i < f->e->calls->len; i++) {
		const struct call *call = frames_call(f, i);
		const struct node_state *ns = frames_caller(f, call);
		struct source source = { .call = i };

		if (!f->reaches[call->callee] || ns->state->phase || frames_is_only_balanced(f, call) ||
		    !call_forbids(f, call, need, &source.cause))
			continue;
		uint32_t words[] = { source.cause.kind, source.cause.what,
				     began_in(f, &source.cause, ns->activation) };

		frames_add_source(f, &source, words, G_N_ELEMENTS(words));
	}
}

void frames_find_needs(struct frames *f, uint32_t need)
{
	for (guint i = 0; i < f->e->events->len; i++) {
		const struct event *event = &g_array_index(f->e->events, struct event, i);
		struct cause cause;
		uint32_t site;

		if (event->kind != EVENT_NEED || event->what != need ||
		    !forbids(f, event->activation, event->state, need, &cause) ||
		    is_found_as_wait(f, event, event->activation, event->state, &cause))
			continue;
		site = frames_site(f, event);
		if (happens(f, event, event->activation, 0, &site))
			report_need(f, need, &cause, site, event, false);
	}
	if (!frames_find_reaching(f, is_left_to_callers, call_is_left_to_callers, need))
		return;
	find_sections(f, need);
	for (guint g = 0; g < f->groups->len; g++) {
		const GArray *group = g_ptr_array_index(f->groups, g);
		const struct cause *cause = &g_array_index(f->sources, struct source, g_array_index(group, uint32_t, 0)).cause;
		unsigned places = 0;

		f->row = cause->kind == CAUSE_MASK ? (int)cause->what : -1;
		f->around = bits_of(f, cause);
		frames_search(f, group, call_is_left_to_callers, need);
		for (guint i = 0; i < f->visits->len && places < MAX_PLACES; i++) {
			const struct visit *v = &g_array_index(f->visits, struct visit, i);
			const struct source *source = &g_array_index(f->sources, struct source, v->source);

			const struct node_state *from = frames_caller(f, frames_call(f, source->call));

			for (uint32_t k = f->events_of[v->activation]; k < f->events_of[v->activation + 1] && places < MAX_PLACES; k++) {
				const struct event *event = frames_event(f, k);
				uint32_t site;

				if (!is_left_to_callers(f, event, need) ||
				    is_found_as_wait(f, event, from->activation, from->state, &source->cause))
					continue;
				site = frames_way(f, v, event);
				if (happens(f, event, from->activation, rows_on_way(f, v), &site)) {
					report_need(f, need, &source->cause, site, event,
						    may_be_over(f, v, &source->cause));
					places++;
				}
			}
		}
	}
	f->row = -1;
	f->around = 0;
}
