// SPDX-License-Identifier: MIT
/*
 * search.c: from calls with something in their frame down to events, over activations only.
 */
#include "frames.h"

#include <string.h>

const struct event *frames_event(const struct frames *f, uint32_t i)
{
	return &g_array_index(f->e->events, struct event, f->order[i]);
}

const struct call *frames_call(const struct frames *f, uint32_t i)
{
	return &g_array_index(f->e->calls, struct call, i);
}

const struct node_state *frames_caller(const struct frames *f, const struct call *call)
{
	return g_ptr_array_index(f->e->node_states, call->node_state);
}

uint32_t frames_site(const struct frames *f, const struct event *event)
{
	return site_make(f->a, event->activation, event->node, MODEL_NONE);
}

void frames_sort_events(struct frames *f)
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
bool frames_is_only_balanced(const struct frames *f, const struct call *call)
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
struct gates frames_gates(const struct frames *f, uint32_t activation, const struct state *s, unsigned held)
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
void frames_find_gates(struct frames *f)
{
	guint activations = f->a->activations->len;
	bool *known = g_new0(bool, activations + 1), changed = true;

	f->gates = g_new0(struct gates, activations + 1);
	for (guint i = 0; i < activations; i++)
		known[i] = engine_is_root(engine_activation(f->e, i));
	while (changed) {
		changed = false;
		for (guint i = 0; i < f->e->calls->len; i++) {
			const struct call *call = frames_call(f, i);
			const struct node_state *ns = frames_caller(f, call);
			struct gates *at = &f->gates[call->callee], with, common = { 0 };

			if (!known[ns->activation] || frames_is_only_balanced(f, call))
				continue;
			if (known[call->callee] && !at->count)
				continue;
			with = frames_gates(f, ns->activation, ns->state, MAX_HELD);
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

bool any_call(const struct frames *f, const struct call *call, uint32_t what)
{
	(void)f, (void)call, (void)what;
	return true;
}

/* What passes in a primitive passes no further than to where its mask is lifted. */
bool still_passes(const struct frames *f, const struct call *call, uint32_t is_passing)
{
	const struct activation *from = engine_activation(f->e, call_from(f->e, call));

	return !is_passing || call->state->held_count || !from->is_order_only || !from->entry.held_count;
}

/* Marks the activations below which, over calls that pass, an event passes.  False: none. */
bool frames_find_reaching(struct frames *f, event_test *is_event, call_test *leads_on, uint32_t what)
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
			const struct call *call = frames_call(f, f->e->graph.in[c]);
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
	struct visit v = { frames_call(f, call)->callee, call, from, source };

	if (f->stamps[v.activation] == f->stamp || !f->reaches[v.activation])
		return;
	f->stamps[v.activation] = f->stamp;
	g_array_append_val(f->visits, v);
}

/* From the sources on, breadth first, over the calls that pass. */
void frames_search(struct frames *f, const GArray *group, call_test *leads_on, uint32_t what)
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
			if (leads_on(f, frames_call(f, f->e->graph.out[c]), what))
				visit(f, f->e->graph.out[c], i, v.source);
	}
}

/* The place of the event, as seen from where the search began. */
uint32_t frames_way(const struct frames *f, const struct visit *v, const struct event *event)
{
	uint32_t site = frames_site(f, event);

	for (;; v = &g_array_index(f->visits, struct visit, v->from)) {
		const struct node_state *ns = frames_caller(f, frames_call(f, v->call));

		site = site_make(f->a, ns->activation, ns->node, site);
		if (v->from == NOWHERE)
			return site;
	}
}

void frames_forget_sources(struct frames *f)
{
	for (guint i = 0; i < f->groups->len; i++)
		g_array_free(g_ptr_array_index(f->groups, i), TRUE);
	g_ptr_array_set_size(f->groups, 0);
	g_array_set_size(f->sources, 0);
	f->e->searches++;
}

/* Sources with the same words are searched from together. */
void frames_add_source(struct frames *f, const struct source *s, const uint32_t *words, unsigned count)
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

void frames_find_dropped(struct frames *f)
{
	bool *is_done = g_new0(bool, f->a->m->classes->len + 1);

	for (guint i = 0; i < f->e->events->len; i++) {
		struct event event = g_array_index(f->e->events, struct event, i);

		if (event.kind != EVENT_DROP || is_done[event.what])
			continue;
		is_done[event.what] = true;
		frames_find_reaching(f, drops, any_call, event.what);
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

bool frames_is_framed(const struct frames *f, const struct call *call, unsigned held)
{
	const struct held *h = &call->state->held[held];

	/* What is taken within is judged where it is taken otherwise, or trusted; what a trusted body
	 * releases is not followed into it. */
	return !is_dropped(f, call->callee, h->cls) && !(call->kept & 1u << held) && !frames_is_only_balanced(f, call) &&
	       !engine_activation(f->e, g_array_index(f->a->sites, struct site, h->site).activation)->is_order_only;
}
