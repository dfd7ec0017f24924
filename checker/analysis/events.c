// SPDX-License-Identifier: MIT
/*
 * events.c: what the tabulation comes across and evidence is made of, when all activations and
 * their callers are known (frames.c).
 */
#include "engine.h"

static bool is_order_only(const struct engine *e, const struct node_state *ns)
{
	return engine_activation(e, ns->activation)->is_order_only;
}

/* It is only looked at for what it returns with. */
static bool is_balance_only(const struct engine *e, const struct node_state *ns)
{
	return engine_activation(e, ns->activation)->is_balance_only;
}

static void record(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t kind,
		   uint32_t what, uint32_t which, bool waits)
{
	if (is_balance_only(e, ns))
		return;
	const struct shared_state *shared = engine_share(e, s);
	uint32_t key[] = { 'Y', kind, ns->activation, ns->node, shared->number, what, which };
	uint32_t *known = engine_lookup(e, key, G_N_ELEMENTS(key));
	struct event event = { kind, ns->activation, ns->node, what, which, waits, &shared->state };

	if (!*known)
		g_array_append_val(e->events, event);
	*known = 1;
}

void event_held(struct engine *e, const struct node_state *ns, const struct state *s, unsigned index)
{
	if (!s->phase && !is_order_only(e, ns))
		record(e, ns, s, EVENT_HELD, index, 0, false);
}

void event_open(struct engine *e, const struct node_state *ns, const struct state *s)
{
	uint32_t before = state_closed(&engine_activation(e, ns->activation)->entry);

	for (unsigned i = 0; i < s->held_count; i++)
		event_held(e, ns, s, i);
	if (!s->phase && !is_order_only(e, ns) && (before & ~state_closed(s)))
		record(e, ns, s, EVENT_OPEN, 0, 0, false);
}

void event_wait(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t cls,
		uint32_t instance)
{
	record(e, ns, s, EVENT_WAIT, cls, instance, false);
}

void event_need(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t need,
		uint32_t callee, bool waits)
{
	if (!s->phase && !is_order_only(e, ns))
		record(e, ns, s, EVENT_NEED, need, callee, waits);
}

void event_drop(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t cls)
{
	if (is_order_only(e, ns))
		record(e, ns, s, EVENT_DROP, cls, 0, false);
}

void event_state(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t state, uint32_t callee)
{
	if (!is_order_only(e, ns))
		record(e, ns, s, EVENT_STATE, state, callee, false);
}

void event_guarded(struct engine *e, const struct node_state *ns, uint32_t number)
{
	if (!is_order_only(e, ns))
		record(e, ns, ns->state, EVENT_GUARDED, number, 0, false);
}

void event_end(struct engine *e, const struct node_state *ns, const struct state *s)
{
	if (!is_order_only(e, ns))
		record(e, ns, s, EVENT_END, 0, 0, false);
}
