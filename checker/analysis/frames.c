// SPDX-License-Identifier: MIT
/*
 * frames.c: from events to evidence.
 *
 * A callee doesn't see those of its caller's locks that make no difference to what it does
 * (demand.c): they are its *frame*, together with the frame of the caller itself.  What happens
 * below a call happens under its frame, though.  So each kind of event is followed from the
 * calls that have something in their frame down to where it happens, over activations only:
 *
 *   order      what is waited for under each lock of a frame
 *   nesting    the same for one class: the object is renamed on its way, so that it is known there
 *   needs      what must not be done while something is held or masked: blocking, effects.  The
 *              innermost section around it answers for it.
 *   opening    a mask is lifted that was set outside
 *   ends       the thread ends
 *
 * Each search begins with those activations from which such an event can be reached at all.
 */
#include "frames.h"

#include <string.h>

/* ---- locks of the frame ------------------------------------------------------- */

static bool is_of_kind(const struct frames *f, const struct event *event, uint32_t kind)
{
	(void)f;
	return event->kind == kind;
}

static struct witness witness_in(const struct frames *f, uint32_t context, uint32_t acquired, uint32_t at)
{
	const struct context *c = frames_context(f, context);
	struct witness w = witness_make(f->a, acquired, at);

	w.length += c->length - engine_activation(f->e, c->activation)->length;
	w.context = context;
	return w;
}

static bool is_closed_somewhere(const struct frames *f, const struct call *call)
{
	const struct node_state *ns = frames_caller(f, call);

	for (uint32_t c = f->contexts_of[ns->activation]; c != NOWHERE; c = frames_context(f, c)->next)
		if (context_key(frames_context(f, c), ns->state).closed)
			return true;
	return false;
}

/* The locks in frames, in groups by the place where they were taken; `is_closed`: where something could be opened. */
static void find_locks(struct frames *f, bool is_closed)
{
	frames_forget_sources(f);
	for (guint i = 0; i < f->e->calls->len; i++) {
		const struct call *call = frames_call(f, i);
		const struct state *s = call->state;

		for (unsigned h = 0; h < s->held_count && f->reaches[call->callee]; h++) {
			const struct held *held = &s->held[h];
			struct source source = { .call = i, .cause = { CAUSE_LOCK, held->cls, held->site }, .tried = held->tried };
			const struct site *taken = site_innermost(f->a, held->site);
			uint32_t words[] = { held->cls, engine_activation(f->e, taken->activation)->function, taken->node };

			if ((!is_closed || is_closed_somewhere(f, call)) && frames_is_framed(f, call, h))
				frames_add_source(f, &source, words, G_N_ELEMENTS(words));
		}
	}
}

static void find_opening(struct frames *f, guint group, const struct visit *v, const struct source *source,
			 const struct node_state *ns, const struct event *event)
{
	const struct state *entry = &engine_activation(f->e, event->activation)->entry;
	uint32_t hidden = frames_call(f, v->call)->hidden;

	for (uint32_t i = v->from; i != NOWHERE; i = g_array_index(f->visits, struct visit, i).from)
		hidden |= frames_call(f, g_array_index(f->visits, struct visit, i).call)->hidden;
	for (uint32_t c = f->contexts_of[ns->activation]; c != NOWHERE; c = frames_context(f, c)->next) {
		struct use_key before = context_key(frames_context(f, c), ns->state);
		struct use_key now = context_key_below(frames_context(f, c), ns->state, hidden, entry, event->state);
		uint32_t bits = context_bits(frames_context(f, c));
		struct gates gates;

		if (!(before.closed & ~now.closed) || told_excludes(ns->state, bits) ||
		    told_denies(event->state, bits | hidden))
			continue;
		/* The nearest one of a state will do. */
		uint32_t key[] = { 'O', f->e->searches, group, now.closed, now.entered };
		uint32_t *known = engine_lookup(f->e, key, G_N_ELEMENTS(key));

		if (*known)
			continue;
		*known = 1;
		struct witness w = witness_in(f, c, source->cause.since, frames_way(f, v, event));

		w.tried = source->tried;
		gates = frames_gates(f, ns->activation, ns->state, MAX_HELD);
		evidence_held(f->a, source->cause.what, now, &w, &gates);
	}
}

/* A lock that was taken outside is open to more than it was there. */
static void find_openings(struct frames *f)
{
	if (!frames_find_reaching(f, is_of_kind, any_call, EVENT_OPEN))
		return;
	find_locks(f, true);
	for (guint g = 0; g < f->groups->len; g++) {
		frames_search(f, g_ptr_array_index(f->groups, g), any_call, 0);
		for (guint i = 0; i < f->visits->len; i++) {
			const struct visit *v = &g_array_index(f->visits, struct visit, i);
			const struct source *source = &g_array_index(f->sources, struct source, v->source);
			const struct node_state *ns = frames_caller(f, frames_call(f, source->call));

			for (uint32_t k = f->events_of[v->activation]; k < f->events_of[v->activation + 1]; k++)
				if (frames_event(f, k)->kind == EVENT_OPEN)
					find_opening(f, g, v, source, ns, frames_event(f, k));
		}
	}
}

/* The thread ends with a lock that was taken outside. */
static void find_ends(struct frames *f)
{
	if (!frames_find_reaching(f, is_of_kind, any_call, EVENT_END))
		return;
	find_locks(f, false);
	for (guint g = 0; g < f->groups->len; g++) {
		frames_search(f, g_ptr_array_index(f->groups, g), any_call, 0);
		for (guint i = 0; i < f->visits->len; i++) {
			const struct visit *v = &g_array_index(f->visits, struct visit, i);
			const struct source *source = &g_array_index(f->sources, struct source, v->source);

			for (uint32_t k = f->events_of[v->activation]; k < f->events_of[v->activation + 1]; k++) {
				const struct event *event = frames_event(f, k);
				const struct site *at;
				struct breach b = { .kind = BREACH_DIES, .object = source->cause.what,
						    .since = source->cause.since };

				if (event->kind != EVENT_END)
					continue;
				at = &g_array_index(f->a->sites, struct site, frames_way(f, v, event));
				b.activation = at->activation;
				b.node = at->node;
				b.below = at->inner + 1;
				evidence_breach(f->a, &b);
			}
		}
	}
}

/* What is held around the call beside locks of the class. */
static struct gates other_gates(const struct frames *f, const struct node_state *ns, uint32_t cls)
{
	struct gates gates = frames_gates(f, ns->activation, ns->state, MAX_HELD);

	for (unsigned n = 0; n < gates.count; n++)
		if (gates.cls[n] == cls)
			gates.cls[n] = gates.cls[--gates.count];
	return gates;
}

static bool is_passing(const struct frames *f, const struct held *h)
{
	return h->passing && class_mask(f->a->m, h->cls) >= 0;
}

/* What is waited for under each lock of a frame.  Sources that agree on the lock's class and on what is
 * held around it are followed together. */
static void find_order(struct frames *f)
{
	uint32_t *seen = g_new0(uint32_t, f->a->m->classes->len + 1);

	if (!frames_find_reaching(f, is_of_kind, any_call, EVENT_WAIT)) {
		g_free(seen);
		return;
	}
	frames_forget_sources(f);
	for (guint i = 0; i < f->e->calls->len; i++) {
		const struct call *call = frames_call(f, i);
		const struct node_state *ns = frames_caller(f, call);

		/* Who is alone waits for nobody. */
		for (unsigned h = 0; h < call->state->held_count && f->reaches[call->callee] && !call->state->phase; h++) {
			const struct held *held = &call->state->held[h];
			struct source source = { .call = i, .cause = { CAUSE_LOCK, held->cls, held->site } };
			struct gates gates = frames_gates(f, ns->activation, call->state, h);
			uint32_t words[2 + MAX_HELD] = { held->cls, source.is_passing = is_passing(f, held) };

			memcpy(words + 2, gates.cls, gates.count * sizeof(words[0]));
			if (frames_is_framed(f, call, h))
				frames_add_source(f, &source, words, 2 + gates.count);
		}
	}
	for (guint g = 0; g < f->groups->len; g++) {
		const GArray *group = g_ptr_array_index(f->groups, g);

		frames_search(f, group, still_passes,
		       g_array_index(f->sources, struct source, g_array_index(group, uint32_t, 0)).is_passing);
		for (guint i = 0; i < f->visits->len; i++) {
			const struct visit *v = &g_array_index(f->visits, struct visit, i);
			const struct source *source = &g_array_index(f->sources, struct source, v->source);
			const struct node_state *ns = frames_caller(f, frames_call(f, source->call));

			for (uint32_t k = f->events_of[v->activation]; k < f->events_of[v->activation + 1]; k++) {
				const struct event *event = frames_event(f, k);
				struct witness w;
				struct gates gates;

				/* Of one class: find_nesting. */
				if (event->kind != EVENT_WAIT || event->state->phase ||
				    event->what == source->cause.what || seen[event->what] == g + 1)
					continue;
				seen[event->what] = g + 1;
				w = witness_make(f->a, source->cause.since, frames_way(f, v, event));
				gates = other_gates(f, ns, source->cause.what);
				evidence_edge(f->a, source->cause.what, event->what, &w, &gates, false);
			}
		}
	}
	g_free(seen);
}

/* ---- one class ------------------------------------------------------------------- */

static bool waits_for(const struct frames *f, const struct event *event, uint32_t cls)
{
	(void)f;
	return event->kind == EVENT_WAIT && event->what == cls;
}

struct step_down {
	uint32_t activation, instance, call, from, source;
};

static void step_down(struct frames *f, GArray *steps, uint32_t call, uint32_t instance, uint32_t from,
		      uint32_t source)
{
	const struct call *c = frames_call(f, call);
	const struct node_state *ns = frames_caller(f, c);
	struct step_down step = { c->callee, 0, call, from, source };

	if (!f->reaches[c->callee])
		return;
	step.instance = call_path_in(f->e, ns, engine_function(f->e, c->callee), instance);
	if (step.instance == MODEL_NONE)
		step.instance = path_make(f->a->m, PATH_FOREIGN, 0);
	uint32_t key[] = { 'N', c->callee, step.instance, f->e->searches };
	uint32_t *known = engine_lookup(f->e, key, G_N_ELEMENTS(key));

	if (!*known)
		g_array_append_val(steps, step);
	*known = 1;
}

static void follow_object(struct frames *f, GArray *steps, uint32_t cls)
{
	for (guint i = 0; i < steps->len; i++) {
		struct step_down at = g_array_index(steps, struct step_down, i);
		const struct source *source = &g_array_index(f->sources, struct source, at.source);

		for (uint32_t k = f->events_of[at.activation]; k < f->events_of[at.activation + 1]; k++) {
			const struct event *event = frames_event(f, k);
			const struct node_state *from = frames_caller(f, frames_call(f, source->call));
			struct gates gates = other_gates(f, from, cls);
			bool same = event->which == at.instance && path_is_one_object(f->a->m, at.instance);
			uint32_t site;

			/* Who is alone can still wait for itself. */
			if (!waits_for(f, event, cls) || (same && class_is_recursive(f->a->m, cls)) || (!same && (event->state->phase || from->state->phase)))
				continue;
			site = frames_site(f, event);
			for (const struct step_down *s = &at;; s = &g_array_index(steps, struct step_down, s->from)) {
				const struct node_state *ns = frames_caller(f, frames_call(f, s->call));

				site = site_make(f->a, ns->activation, ns->node, site);
				if (s->from == NOWHERE)
					break;
			}
			struct witness w = witness_make(f->a, source->cause.since, site);

			evidence_edge(f->a, cls, cls, &w, &gates, same);
		}
		for (uint32_t c = f->e->graph.out_start[at.activation]; c < f->e->graph.out_start[at.activation + 1]; c++)
			step_down(f, steps, f->e->graph.out[c], at.instance, i, at.source);
	}
}

/* A lock of the frame is waited for below, by whatever name it has there, or another one of its class. */
static void find_nesting(struct frames *f)
{
	GArray **by_class = g_new0(GArray *, f->a->m->classes->len + 1);
	GArray *steps = g_array_new(FALSE, FALSE, sizeof(struct step_down));
	bool *is_waited = g_new0(bool, f->a->m->classes->len + 1);

	for (guint i = 0; i < f->e->events->len; i++) {
		const struct event *event = &g_array_index(f->e->events, struct event, i);

		if (event->kind == EVENT_WAIT)
			is_waited[event->what] = true;
	}
	for (guint i = 0; i < f->e->calls->len; i++) {
		const struct state *s = frames_call(f, i)->state;

		for (unsigned h = 0; h < s->held_count; h++) {
			uint32_t cls = s->held[h].cls, pair[] = { i, h };

			/* A primitive may well take its lock by means of the same one. */
			if (!is_waited[cls] || s->held[h].passing || !frames_is_framed(f, frames_call(f, i), h))
				continue;
			if (!by_class[cls])
				by_class[cls] = g_array_new(FALSE, FALSE, sizeof(pair));
			g_array_append_val(by_class[cls], pair);
		}
	}
	for (uint32_t cls = 0; cls < f->a->m->classes->len; cls++) {
		if (!by_class[cls])
			continue;
		if (frames_find_reaching(f, waits_for, any_call, cls)) {
			frames_forget_sources(f);
			g_array_set_size(steps, 0);
			for (guint i = 0; i < by_class[cls]->len; i++) {
				const uint32_t *pair = (const uint32_t *)by_class[cls]->data + 2 * i;
				const struct held *h = &frames_call(f, pair[0])->state->held[pair[1]];
				struct source source = { .call = pair[0], .cause = { CAUSE_LOCK, cls, h->site } };

				g_array_append_val(f->sources, source);
				step_down(f, steps, pair[0], h->instance, NOWHERE, i);
			}
			follow_object(f, steps, cls);
		}
		g_array_free(by_class[cls], TRUE);
	}
	g_array_free(steps, TRUE);
	g_free(is_waited);
	g_free(by_class);
}

/* ---- what the activation itself sees ---------------------------------------------------- */

static void find_visible_order(struct frames *f, const struct event *event)
{
	const struct state *s = event->state;
	uint32_t at = frames_site(f, event);

	for (unsigned i = 0; i < s->held_count; i++) {
		const struct held *h = &s->held[i];
		bool same = h->cls == event->what && h->instance == event->which &&
			    path_is_one_object(f->a->m, event->which);
		const struct site *taken = &g_array_index(f->a->sites, struct site, h->site);

		/* What is taken within is judged where it is taken otherwise, or trusted; and a
		 * primitive may well take its lock by means of the same one. */
		if (engine_activation(f->e, taken->activation)->is_order_only ||
		    (h->passing && h->cls == event->what))
			continue;
		/* Who is alone can still wait for itself. */
		if (s->phase && !same)
			continue;
		struct witness w = witness_make(f->a, h->site, at);
		struct gates gates = frames_gates(f, event->activation, s, i);

		evidence_edge(f->a, h->cls, event->what, &w, &gates, same);
	}
}

static void find_held(struct frames *f, const struct event *event)
{
	const struct held *h = &event->state->held[event->what];
	struct gates gates = frames_gates(f, event->activation, event->state, event->what);
	uint32_t at = frames_site(f, event);

	for (uint32_t c = f->contexts_of[event->activation]; c != NOWHERE; c = frames_context(f, c)->next) {
		struct witness w = witness_in(f, c, h->site, at);

		if (told_excludes(event->state, context_bits(frames_context(f, c))))
			continue;
		w.tried = h->tried;
		evidence_held(f->a, h->cls, context_key(frames_context(f, c), event->state), &w, &gates);
	}
}

static void find_waits(struct frames *f, const struct event *event)
{
	uint32_t at = frames_site(f, event);

	for (uint32_t c = f->contexts_of[event->activation]; c != NOWHERE; c = frames_context(f, c)->next) {
		struct witness w = witness_in(f, c, MODEL_NONE, at);

		if (told_excludes(event->state, context_bits(frames_context(f, c))))
			continue;
		evidence_wait(f->a, event->what, context_key(frames_context(f, c), event->state), &w);
	}
}

/* What a callee requires, or what guards data, is a state.  The shortest way that lacks it is told, of
 * callers that are seen and of those that are not. */
static void find_states(struct frames *f, const struct event *event)
{
	bool is_told[2] = { false };

	for (uint32_t c = f->contexts_of[event->activation]; c != NOWHERE; c = frames_context(f, c)->next) {
		uint32_t lacks = ~context_key(frames_context(f, c), event->state).closed, closes;

		/* What its callers would mask, nobody can say. */
		if (frames_context(f, c)->is_dead || told_excludes(event->state, context_bits(frames_context(f, c))))
			continue;
		if (event->kind == EVENT_STATE && (!context_state_closes(fact_text(f->a->m->names, event->what), &closes) ||
						   !(closes & lacks)))
			continue;
		uint32_t site = frames_site_in(f, c, frames_site(f, event));
		const struct site *from = &g_array_index(f->a->sites, struct site, site);
		struct breach b = { .kind = BREACH_REQUIRE_STATE, .subject = event->which, .object = event->what,
				    .activation = from->activation, .node = from->node, .below = from->inner + 1,
				    .since = MODEL_NONE };
		bool *told = &is_told[activation_is_unseen(f->a, from->activation)];
		struct node_state ns = { .activation = event->activation, .node = event->node, .state = event->state };

		if (event->kind == EVENT_GUARDED)
			judge_guards(f->e, &ns, event->what, ~lacks, &b);
		else if (!*told)
			evidence_breach(f->a, &b);
		*told = true;
	}
}

static void find_visible(struct frames *f)
{
	for (guint i = 0; i < f->e->events->len; i++) {
		const struct event *event = &g_array_index(f->e->events, struct event, i);
		const struct state *s = event->state;

		if (event->kind == EVENT_HELD) {
			find_held(f, event);
		} else if (event->kind == EVENT_STATE || event->kind == EVENT_GUARDED) {
			find_states(f, event);
		} else if (event->kind == EVENT_WAIT) {
			if (!s->phase && !engine_activation(f->e, event->activation)->is_order_only)
				find_waits(f, event);
			find_visible_order(f, event);
		} else if (event->kind == EVENT_END) {
			for (unsigned h = 0; h < s->held_count; h++) {
				struct breach b = { .kind = BREACH_DIES, .object = s->held[h].cls,
						    .activation = event->activation, .node = event->node,
						    .since = s->held[h].site };

				evidence_breach(f->a, &b);
			}
		}
	}
}

/* Those that were kept begin at their entry points from now on. */
static void finish_witnesses(struct frames *f)
{
	for (guint i = 0; i < f->a->uses->len; i++) {
		const struct use *u = g_ptr_array_index(f->a->uses, i);

		for (guint k = 0; k < u->witnesses->len; k++) {
			struct witness *w = &g_array_index(u->witnesses, struct witness, k);

			w->at = frames_site_in(f, w->context, w->at);
			if (w->acquired != MODEL_NONE)
				w->acquired = frames_site_in(f, w->context, w->acquired);
		}
	}
}

void frames_conclude(struct engine *e)
{
	struct frames f = { .e = e, .a = e->a, .row = -1 };
	guint activations = e->a->activations->len;

	f.reaches = g_new0(bool, activations + 1);
	f.stamps = g_new0(uint32_t, activations + 1);
	f.visits = g_array_new(FALSE, FALSE, sizeof(struct visit));
	f.sources = g_array_new(FALSE, FALSE, sizeof(struct source));
	f.groups = g_ptr_array_new();
	frames_sort_events(&f);
	frames_find_gates(&f);
	frames_find_contexts(&f);
	find_visible(&f);
	frames_find_dropped(&f);
	find_order(&f);
	find_nesting(&f);
	find_openings(&f);
	find_ends(&f);
	for (int effect = 0; effect < effect_count; effect++)
		frames_find_needs(&f, effect);
	frames_find_needs(&f, NEED_CPU);
	finish_witnesses(&f);
	frames_forget_contexts(&f);
	frames_forget_sources(&f);
	g_ptr_array_free(f.groups, TRUE);
	g_array_free(f.sources, TRUE);
	g_array_free(f.visits, TRUE);
	g_free(f.gates);
	g_free(f.stamps);
	g_free(f.reaches);
	g_free(f.order);
	g_free(f.events_of);
}
