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
#include "engine.h"

#include <string.h>

#define MAX_PLACES 32                   /* of one section: the nearest ones are enough */
#define NOWHERE UINT32_MAX

struct visit {
	uint32_t activation;
	uint32_t call;                  /* that led here */
	uint32_t from;                  /* visit, or NOWHERE: the call is where it begins */
	uint32_t source;
};

/* A call with something in its frame. */
struct source {
	uint32_t call;
	struct cause cause;             /* the lock or mask */
	bool tried;
};

struct frames {
	struct engine *e;
	struct analysis *a;
	uint32_t *events_of;            /* per activation: where its events begin, in `order` */
	uint32_t *order;
	struct gates *gates;            /* per activation: held around it, whoever calls */
	bool *reaches;                  /* per activation: an event of the kind that is looked for */
	uint32_t *stamps, stamp;        /* per activation: visited */
	GArray *visits;                 /* struct visit */
	GArray *sources;                /* struct source */
	GPtrArray *groups;              /* GArray *: uint32_t, sources */
	int row;                        /* the mask that is followed, or -1 */
};

static const struct event *event_at(const struct frames *f, uint32_t i)
{
	return &g_array_index(f->e->events, struct event, f->order[i]);
}

static const struct call *call_at(const struct frames *f, uint32_t i)
{
	return &g_array_index(f->e->calls, struct call, i);
}

static const struct node_state *caller_of(const struct frames *f, const struct call *call)
{
	return g_ptr_array_index(f->e->node_states, call->node_state);
}

static uint32_t site_of(const struct frames *f, const struct event *event)
{
	return site_make(f->a, event->activation, event->node, MODEL_NONE);
}

static void sort_events(struct frames *f)
{
	guint activations = f->a->activations->len, count = f->e->events->len;
	uint32_t *next;

	f->events_of = g_new0(uint32_t, activations + 2);
	f->order = g_new(uint32_t, count + 1);
	for (guint i = 0; i < count; i++)
		f->events_of[g_array_index(f->e->events, struct event, i).activation + 1]++;
	for (guint i = 0; i < activations; i++)
		f->events_of[i + 1] += f->events_of[i];
	next = g_memdup2(f->events_of, (activations + 1) * sizeof(*next));
	for (guint i = 0; i < count; i++)
		f->order[next[g_array_index(f->e->events, struct event, i).activation]++] = i;
	g_free(next);
}

/* The caller is only looked at for what it returns with. */
static bool is_only_balanced(const struct frames *f, const struct call *call)
{
	return engine_activation(f->e, call_from(f->e, call))->is_balance_only;
}

/* ---- gates ---------------------------------------------------------------- */

static void gates_add(struct gates *gates, uint32_t cls)
{
	for (unsigned i = 0; i < gates->count; i++)
		if (gates->cls[i] == cls)
			return;
	if (gates->count < MAX_HELD)
		gates->cls[gates->count++] = cls;
}

/* The global locks that are held beside number `held`, and around the activation. */
static struct gates gates_at(const struct frames *f, uint32_t activation, const struct state *s, unsigned held)
{
	struct gates gates = { 0 };

	for (unsigned i = 0; i < s->held_count; i++)
		if (i != held && path_is_unique(f->a->m, s->held[i].instance))
			gates_add(&gates, s->held[i].cls);
	for (unsigned i = 0; i < f->gates[activation].count; i++)
		gates_add(&gates, f->gates[activation].cls[i]);
	return gates;
}

/* Those that are held by every caller, as deep as one looks. */
static void find_gates(struct frames *f)
{
	guint activations = f->a->activations->len;
	bool *known = g_new0(bool, activations + 1), changed = true;

	f->gates = g_new0(struct gates, activations + 1);
	for (guint i = 0; i < activations; i++)
		known[i] = engine_is_root(engine_activation(f->e, i));
	while (changed) {
		changed = false;
		for (guint i = 0; i < f->e->calls->len; i++) {
			const struct call *call = call_at(f, i);
			const struct node_state *ns = caller_of(f, call);
			struct gates *at = &f->gates[call->callee], with, common = { 0 };

			if (!known[ns->activation] || is_only_balanced(f, call))
				continue;
			if (known[call->callee] && !at->count)
				continue;
			with = gates_at(f, ns->activation, ns->state, MAX_HELD);
			for (unsigned k = 0; k < with.count && known[call->callee]; k++)
				for (unsigned j = 0; j < at->count; j++)
					if (at->cls[j] == with.cls[k])
						common.cls[common.count++] = with.cls[k];
			if (!known[call->callee])
				common = with;
			changed |= !known[call->callee] || common.count != at->count;
			known[call->callee] = true;
			*at = common;
		}
	}
	g_free(known);
}

/* ---- searches --------------------------------------------------------------- */

typedef bool event_test(const struct frames *f, const struct event *event, uint32_t what);
typedef bool call_test(const struct frames *f, const struct call *call, uint32_t what);

static bool any_call(const struct frames *f, const struct call *call, uint32_t what)
{
	(void)f, (void)call, (void)what;
	return true;
}

/* Marks the activations below which, over calls that pass, an event passes.  False: none. */
static bool find_reaching(struct frames *f, event_test *is_event, call_test *leads_on, uint32_t what)
{
	GArray *todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));

	memset(f->reaches, 0, f->a->activations->len);
	for (guint i = 0; i < f->e->events->len; i++) {
		const struct event *event = &g_array_index(f->e->events, struct event, i);

		if (f->reaches[event->activation] || !is_event(f, event, what))
			continue;
		f->reaches[event->activation] = true;
		g_array_append_val(todo, event->activation);
	}
	for (guint i = 0; i < todo->len; i++) {
		uint32_t at = g_array_index(todo, uint32_t, i);

		for (uint32_t c = f->e->graph.in_start[at]; c < f->e->graph.in_start[at + 1]; c++) {
			const struct call *call = call_at(f, f->e->graph.in[c]);
			uint32_t from = call_from(f->e, call);

			if (f->reaches[from] || !leads_on(f, call, what))
				continue;
			f->reaches[from] = true;
			g_array_append_val(todo, from);
		}
	}
	bool found = todo->len;

	g_array_free(todo, TRUE);
	return found;
}

static void visit(struct frames *f, uint32_t call, uint32_t from, uint32_t source)
{
	struct visit v = { call_at(f, call)->callee, call, from, source };

	if (f->stamps[v.activation] == f->stamp || !f->reaches[v.activation])
		return;
	f->stamps[v.activation] = f->stamp;
	g_array_append_val(f->visits, v);
}

/* From the sources on, breadth first, over the calls that pass. */
static void search(struct frames *f, const GArray *group, call_test *leads_on, uint32_t what)
{
	f->stamp++;
	g_array_set_size(f->visits, 0);
	for (guint i = 0; i < group->len; i++) {
		uint32_t source = g_array_index(group, uint32_t, i);

		visit(f, g_array_index(f->sources, struct source, source).call, NOWHERE, source);
	}
	for (guint i = 0; i < f->visits->len; i++) {
		struct visit v = g_array_index(f->visits, struct visit, i);

		for (uint32_t c = f->e->graph.out_start[v.activation]; c < f->e->graph.out_start[v.activation + 1]; c++)
			if (leads_on(f, call_at(f, f->e->graph.out[c]), what))
				visit(f, f->e->graph.out[c], i, v.source);
	}
}

/* The place of the event, as seen from where the search began. */
static uint32_t way_to(const struct frames *f, const struct visit *v, const struct event *event)
{
	uint32_t site = site_of(f, event);

	for (;; v = &g_array_index(f->visits, struct visit, v->from)) {
		const struct node_state *ns = caller_of(f, call_at(f, v->call));

		site = site_make(f->a, ns->activation, ns->node, site);
		if (v->from == NOWHERE)
			return site;
	}
}

static void forget_sources(struct frames *f)
{
	for (guint i = 0; i < f->groups->len; i++)
		g_array_free(g_ptr_array_index(f->groups, i), TRUE);
	g_ptr_array_set_size(f->groups, 0);
	g_array_set_size(f->sources, 0);
	f->e->searches++;
}

/* Sources with the same words are searched from together. */
static void add_source(struct frames *f, const struct source *s, const uint32_t *words, unsigned count)
{
	uint32_t key[4 + MAX_HELD] = { 'F', f->e->searches };
	uint32_t *index, number = f->sources->len;

	memcpy(key + 2, words, count * sizeof(*words));
	index = engine_lookup(f->e, key, count + 2);
	if (!*index) {
		g_ptr_array_add(f->groups, g_array_new(FALSE, FALSE, sizeof(uint32_t)));
		*index = f->groups->len;
	}
	g_array_append_val(f->sources, *s);
	g_array_append_val((GArray *)g_ptr_array_index(f->groups, *index - 1), number);
}

static bool drops(const struct frames *f, const struct event *event, uint32_t cls)
{
	(void)f;
	return event->kind == EVENT_DROP && event->what == cls;
}

static void find_dropped(struct frames *f)
{
	bool *is_done = g_new0(bool, f->a->m->classes->len + 1);

	for (guint i = 0; i < f->e->events->len; i++) {
		struct event event = g_array_index(f->e->events, struct event, i);

		if (event.kind != EVENT_DROP || is_done[event.what])
			continue;
		is_done[event.what] = true;
		find_reaching(f, drops, any_call, event.what);
		for (uint32_t id = 0; id < f->a->activations->len; id++) {
			uint32_t key[] = { 'd', id, event.what };

			if (f->reaches[id] && engine_activation(f->e, id)->is_order_only)
				*engine_lookup(f->e, key, G_N_ELEMENTS(key)) = 1;
		}
	}
	g_free(is_done);
}

static bool is_dropped(const struct frames *f, uint32_t activation, uint32_t cls)
{
	uint32_t key[] = { 'd', activation, cls };

	return engine_activation(f->e, activation)->is_order_only &&
	       *engine_lookup(f->e, key, G_N_ELEMENTS(key));
}

static bool is_framed(const struct frames *f, const struct call *call, unsigned held)
{
	const struct held *h = &call->state->held[held];

	/* What is taken within is judged where it is taken otherwise, or trusted; what a trusted body
	 * releases is not followed into it. */
	return !is_dropped(f, call->callee, h->cls) && !(call->kept & 1u << held) && !is_only_balanced(f, call) &&
	       !engine_activation(f->e, g_array_index(f->a->sites, struct site, h->site).activation)->is_order_only;
}

/* ---- locks of the frame ------------------------------------------------------- */

static bool is_of_kind(const struct frames *f, const struct event *event, uint32_t kind)
{
	(void)f;
	return event->kind == kind;
}

/* The locks in frames, in groups by the place where they were taken. */
static void find_locks(struct frames *f)
{
	forget_sources(f);
	for (guint i = 0; i < f->e->calls->len; i++) {
		const struct call *call = call_at(f, i);
		const struct state *s = call->state;

		for (unsigned h = 0; h < s->held_count && f->reaches[call->callee]; h++) {
			const struct held *held = &s->held[h];
			struct source source = { i, { CAUSE_LOCK, held->cls, held->site }, held->tried };
			uint32_t words[] = { held->cls, held->site };

			if (is_framed(f, call, h))
				add_source(f, &source, words, G_N_ELEMENTS(words));
		}
	}
}

/* A lock that was taken outside is open to more than it was there. */
static void find_openings(struct frames *f)
{
	if (!find_reaching(f, is_of_kind, any_call, EVENT_OPEN))
		return;
	find_locks(f);
	for (guint g = 0; g < f->groups->len; g++) {
		search(f, g_ptr_array_index(f->groups, g), any_call, 0);
		for (guint i = 0; i < f->visits->len; i++) {
			const struct visit *v = &g_array_index(f->visits, struct visit, i);
			const struct source *source = &g_array_index(f->sources, struct source, v->source);
			const struct node_state *ns = caller_of(f, call_at(f, source->call));

			for (uint32_t k = f->events_of[v->activation]; k < f->events_of[v->activation + 1]; k++) {
				const struct event *event = event_at(f, k);
				struct witness w;
				struct gates gates;

				if (event->kind != EVENT_OPEN ||
				    !(state_closed(ns->state) & ~state_closed(event->state)))
					continue;
				w = witness_make(f->a, source->cause.since, way_to(f, v, event));
				w.tried = source->tried;
				gates = gates_at(f, ns->activation, ns->state, MAX_HELD);
				evidence_held(f->a, source->cause.what, event->state, &w, &gates);
			}
		}
	}
}

/* The thread ends with a lock that was taken outside. */
static void find_ends(struct frames *f)
{
	if (!find_reaching(f, is_of_kind, any_call, EVENT_END))
		return;
	find_locks(f);
	for (guint g = 0; g < f->groups->len; g++) {
		search(f, g_ptr_array_index(f->groups, g), any_call, 0);
		for (guint i = 0; i < f->visits->len; i++) {
			const struct visit *v = &g_array_index(f->visits, struct visit, i);
			const struct source *source = &g_array_index(f->sources, struct source, v->source);

			for (uint32_t k = f->events_of[v->activation]; k < f->events_of[v->activation + 1]; k++) {
				const struct event *event = event_at(f, k);
				const struct site *at;
				struct breach b = { .kind = BREACH_DIES, .object = source->cause.what,
						    .since = source->cause.since };

				if (event->kind != EVENT_END)
					continue;
				at = &g_array_index(f->a->sites, struct site, way_to(f, v, event));
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
	struct gates gates = gates_at(f, ns->activation, ns->state, MAX_HELD);

	for (unsigned n = 0; n < gates.count; n++)
		if (gates.cls[n] == cls)
			gates.cls[n] = gates.cls[--gates.count];
	return gates;
}

/* What is waited for under each lock of a frame.  Sources that agree on the lock's class and on what is
 * held around it are followed together. */
static void find_order(struct frames *f)
{
	uint32_t *seen = g_new0(uint32_t, f->a->m->classes->len + 1);

	if (!find_reaching(f, is_of_kind, any_call, EVENT_WAIT)) {
		g_free(seen);
		return;
	}
	forget_sources(f);
	for (guint i = 0; i < f->e->calls->len; i++) {
		const struct call *call = call_at(f, i);
		const struct node_state *ns = caller_of(f, call);

		/* Who is alone waits for nobody. */
		for (unsigned h = 0; h < call->state->held_count && f->reaches[call->callee] && !call->state->phase; h++) {
			const struct held *held = &call->state->held[h];
			struct source source = { i, { CAUSE_LOCK, held->cls, held->site }, false };
			struct gates gates = gates_at(f, ns->activation, call->state, h);
			uint32_t words[1 + MAX_HELD] = { held->cls };

			memcpy(words + 1, gates.cls, gates.count * sizeof(words[0]));
			if (is_framed(f, call, h))
				add_source(f, &source, words, 1 + gates.count);
		}
	}
	for (guint g = 0; g < f->groups->len; g++) {
		search(f, g_ptr_array_index(f->groups, g), any_call, 0);
		for (guint i = 0; i < f->visits->len; i++) {
			const struct visit *v = &g_array_index(f->visits, struct visit, i);
			const struct source *source = &g_array_index(f->sources, struct source, v->source);
			const struct node_state *ns = caller_of(f, call_at(f, source->call));

			for (uint32_t k = f->events_of[v->activation]; k < f->events_of[v->activation + 1]; k++) {
				const struct event *event = event_at(f, k);
				struct witness w;
				struct gates gates;

				/* Of one class: find_nesting. */
				if (event->kind != EVENT_WAIT || event->state->phase ||
				    event->what == source->cause.what || seen[event->what] == g + 1)
					continue;
				seen[event->what] = g + 1;
				w = witness_make(f->a, source->cause.since, way_to(f, v, event));
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
	const struct call *c = call_at(f, call);
	const struct node_state *ns = caller_of(f, c);
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
			const struct event *event = event_at(f, k);
			const struct node_state *from = caller_of(f, call_at(f, source->call));
			struct gates gates = other_gates(f, from, cls);
			bool same = event->which == at.instance && path_is_one_object(f->a->m, at.instance);
			uint32_t site;

			/* Who is alone can still wait for itself. */
			if (!waits_for(f, event, cls) || (same && class_is_recursive(f->a->m, cls)) || (!same && (event->state->phase || from->state->phase)))
				continue;
			site = site_of(f, event);
			for (const struct step_down *s = &at;; s = &g_array_index(steps, struct step_down, s->from)) {
				const struct node_state *ns = caller_of(f, call_at(f, s->call));

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
		const struct state *s = call_at(f, i)->state;

		for (unsigned h = 0; h < s->held_count; h++) {
			uint32_t cls = s->held[h].cls, pair[] = { i, h };

			/* A primitive may well take its lock by means of the same one. */
			if (!is_waited[cls] || s->held[h].passing || !is_framed(f, call_at(f, i), h))
				continue;
			if (!by_class[cls])
				by_class[cls] = g_array_new(FALSE, FALSE, sizeof(pair));
			g_array_append_val(by_class[cls], pair);
		}
	}
	for (uint32_t cls = 0; cls < f->a->m->classes->len; cls++) {
		if (!by_class[cls])
			continue;
		if (find_reaching(f, waits_for, any_call, cls)) {
			forget_sources(f);
			g_array_set_size(steps, 0);
			for (guint i = 0; i < by_class[cls]->len; i++) {
				const uint32_t *pair = (const uint32_t *)by_class[cls]->data + 2 * i;
				const struct held *h = &call_at(f, pair[0])->state->held[pair[1]];
				struct source source = { pair[0], { CAUSE_LOCK, cls, h->site }, false };

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

/* ---- what must not be done ------------------------------------------------------------ */

/* What in the state, as far as the activation sees it, forbids it?  False: nothing, or
 * only what its callers answer for. */
static bool forbids(const struct frames *f, uint32_t activation, const struct state *s, uint32_t need,
		    struct cause *cause)
{
	const struct activation *act = engine_activation(f->e, activation);
	const struct effect_row *effect = need == NEED_CPU ? NULL : &effect_rows[need];
	uint32_t closes = effect ? effect->closed : context_scheduled();
	bool is_masked_outside = false;

	for (unsigned i = 0; i < s->held_count; i++) {
		int kind = model_class(f->a->m, s->held[i].cls)->kind;
		bool spins = kind >= 0 && !lock_kind_rows[kind].sleeps;

		if (!(effect && effect->under_any) && !(spins && (!effect || effect->under_spin)))
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

/* The mask that is followed was set outside, and is lifted here. */
static bool is_window(const struct frames *f, uint32_t activation, const struct state *s)
{
	return f->row >= 0 && engine_activation(f->e, activation)->entry.depth[f->row] && !s->depth[f->row];
}

static bool is_left_to_callers(const struct frames *f, const struct event *event, uint32_t need)
{
	struct cause cause;

	return event->kind == EVENT_NEED && event->what == need &&
	       !is_window(f, event->activation, event->state) && !forbids(f, event->activation, event->state, need, &cause);
}

static bool call_is_left_to_callers(const struct frames *f, const struct call *call, uint32_t need)
{
	const struct node_state *ns = caller_of(f, call);
	struct cause cause;

	return !ns->state->phase && !is_window(f, ns->activation, ns->state) &&
	       !forbids(f, ns->activation, ns->state, need, &cause);
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

	return event->waits && forbids(f, activation, s, NEED_CPU, &other) && other.kind == cause->kind &&
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

static void report_need(struct frames *f, uint32_t need, const struct cause *cause, uint32_t site,
			uint32_t callee, bool may_be_over)
{
	const struct site *at = &g_array_index(f->a->sites, struct site, site);
	uint32_t began = began_in(f, cause, at->activation);

	if (need == NEED_CPU) {
		evidence_block(f->a, cause, began, site, may_be_over);
		return;
	}
	struct breach b = { .kind = BREACH_EFFECT, .subject = callee, .object = need,
			    .activation = at->activation, .node = at->node, .below = at->inner + 1,
			    .may_be_over = may_be_over, .cause_kind = cause->kind, .cause = cause->what, .since = cause->since,
			    /* One for each section and callee: the shortest way. */
			    .place = cause->since != MODEL_NONE ? 1 + began : 0 };

	evidence_breach(f->a, &b);
}

/* In the groups: sources with one cause, which began in one function. */
static void find_sections(struct frames *f, uint32_t need)
{
	forget_sources(f);
	for (guint i = 0; i < f->e->calls->len; i++) {
		const struct call *call = call_at(f, i);
		const struct node_state *ns = caller_of(f, call);
		struct source source = { .call = i };

		if (!f->reaches[call->callee] || ns->state->phase || is_only_balanced(f, call) ||
		    !forbids(f, ns->activation, ns->state, need, &source.cause))
			continue;
		uint32_t words[] = { source.cause.kind, source.cause.what,
				     began_in(f, &source.cause, ns->activation) };

		add_source(f, &source, words, G_N_ELEMENTS(words));
	}
}

static void find_needs(struct frames *f, uint32_t need)
{
	for (guint i = 0; i < f->e->events->len; i++) {
		const struct event *event = &g_array_index(f->e->events, struct event, i);
		struct cause cause;

		if (event->kind == EVENT_NEED && event->what == need &&
		    forbids(f, event->activation, event->state, need, &cause) &&
		    !is_found_as_wait(f, event, event->activation, event->state, &cause))
			report_need(f, need, &cause, site_of(f, event), event->which, false);
	}
	if (!find_reaching(f, is_left_to_callers, call_is_left_to_callers, need))
		return;
	find_sections(f, need);
	for (guint g = 0; g < f->groups->len; g++) {
		const GArray *group = g_ptr_array_index(f->groups, g);
		const struct cause *cause = &g_array_index(f->sources, struct source, g_array_index(group, uint32_t, 0)).cause;
		unsigned places = 0;

		f->row = cause->kind == CAUSE_MASK ? (int)cause->what : -1;
		search(f, group, call_is_left_to_callers, need);
		for (guint i = 0; i < f->visits->len; i++) {
			const struct visit *v = &g_array_index(f->visits, struct visit, i);
			const struct source *source = &g_array_index(f->sources, struct source, v->source);

			const struct node_state *from = caller_of(f, call_at(f, source->call));

			for (uint32_t k = f->events_of[v->activation]; k < f->events_of[v->activation + 1]; k++) {
				const struct event *event = event_at(f, k);

				if (is_left_to_callers(f, event, need) &&
				    !is_found_as_wait(f, event, from->activation, from->state, &source->cause) &&
				    places++ < MAX_PLACES)
					report_need(f, need, &source->cause, way_to(f, v, event), event->which,
						    may_be_over(f, v, &source->cause));
			}
		}
	}
	f->row = -1;
}

/* ---- what the activation itself sees ---------------------------------------------------- */

static void find_visible_order(struct frames *f, const struct event *event)
{
	const struct state *s = event->state;
	uint32_t at = site_of(f, event);

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
		struct gates gates = gates_at(f, event->activation, s, i);

		evidence_edge(f->a, h->cls, event->what, &w, &gates, same);
	}
}

static void find_visible(struct frames *f)
{
	for (guint i = 0; i < f->e->events->len; i++) {
		const struct event *event = &g_array_index(f->e->events, struct event, i);
		const struct state *s = event->state;
		struct witness w;

		if (event->kind == EVENT_HELD) {
			const struct held *h = &s->held[event->what];
			struct gates gates = gates_at(f, event->activation, s, event->what);

			w = witness_make(f->a, h->site, site_of(f, event));
			w.tried = h->tried;
			evidence_held(f->a, h->cls, s, &w, &gates);
		} else if (event->kind == EVENT_WAIT) {
			if (!s->phase && !engine_activation(f->e, event->activation)->is_order_only) {
				w = witness_make(f->a, MODEL_NONE, site_of(f, event));
				evidence_wait(f->a, event->what, s, &w);
			}
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

void frames_conclude(struct engine *e)
{
	struct frames f = { .e = e, .a = e->a, .row = -1 };
	guint activations = e->a->activations->len;

	f.reaches = g_new0(bool, activations + 1);
	f.stamps = g_new0(uint32_t, activations + 1);
	f.visits = g_array_new(FALSE, FALSE, sizeof(struct visit));
	f.sources = g_array_new(FALSE, FALSE, sizeof(struct source));
	f.groups = g_ptr_array_new();
	sort_events(&f);
	find_gates(&f);
	find_visible(&f);
	find_dropped(&f);
	find_order(&f);
	find_nesting(&f);
	find_openings(&f);
	find_ends(&f);
	for (int effect = 0; effect < effect_count; effect++)
		find_needs(&f, effect);
	find_needs(&f, NEED_CPU);
	forget_sources(&f);
	g_ptr_array_free(f.groups, TRUE);
	g_array_free(f.sources, TRUE);
	g_array_free(f.visits, TRUE);
	g_free(f.gates);
	g_free(f.stamps);
	g_free(f.reaches);
	g_free(f.order);
	g_free(f.events_of);
}
