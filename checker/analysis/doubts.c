// SPDX-License-Identifier: MIT
/*
 * doubts.c: functions that leave their callers in doubt: they return with a lock, or with a mask, on
 * some ways and without it on others, and the result doesn't say which.  Either that is a mistake,
 * or what decides it is beyond what the analysis can follow.
 *
 * In a small program the callers are followed in both states, and repair.c finds out what follows
 * from what.  In a large one (struct model, exact_states) every such function doubles the states of all that call it, so it is
 * *contained*: there the function ends as it does otherwise, without the lock, its finding says so, and
 * what its callers then seem to lack is taken for a consequence (breach_is_doubtful).
 */
#include "engine.h"

#include <string.h>

/* So few doubts that it is better to go on to the end. */
#define STATES_FOR_DOUBT 1000
/* So many times the states up to which a program is followed exactly make it a large one without any doubts. */
#define LARGE 4

/* `site`: where it began, or MODEL_NONE. */
static void doubt(struct engine *e, const struct activation *act, uint32_t node, uint32_t kind, uint32_t object,
		  uint32_t site)
{
	struct repair r = { act->function, node, kind, object, true };
	uint32_t key[] = { 'J', r.function, node, kind, object }, any[] = { 'j', r.function, kind, object };
	uint32_t *known = engine_lookup(e, key, G_N_ELEMENTS(key)), is_new = !*known;

	*known = 1;
	if (!is_new || repair_is_known(e->repairs, &r))
		return;
	*engine_lookup(e, any, G_N_ELEMENTS(any)) = 1;
	g_array_append_val(e->doubts, r);
	g_array_append_val(e->doubt_sites, site);
	/* At once, since what follows from it is done again anyway. */
	if (e->is_large)
		repair_add(e, &r);
}

/* Did another function that is in doubt return with it to this one? */
static bool follows_from_another(struct engine *e, guint i)
{
	const struct repair *r = &g_array_index(e->doubts, struct repair, i);
	uint32_t site = g_array_index(e->doubt_sites, uint32_t, i);

	while (site != MODEL_NONE) {
		const struct site *s = &g_array_index(e->a->sites, struct site, site);
		uint32_t key[] = { 'j', engine_activation(e, s->activation)->function, r->kind, r->object };

		if (key[1] != r->function && *engine_lookup(e, key, G_N_ELEMENTS(key)))
			return true;
		site = s->inner;
	}
	return false;
}

/* `s` is left with by `node`, `other` by another one, and no caller can tell. */
static void compare(struct engine *e, const struct activation *act, uint32_t node, const struct state *s,
		    const struct state *other)
{
	for (unsigned i = 0; i < s->held_count; i++)
		if (!state_has(&act->entry, s->held[i].cls, s->held[i].instance) &&
		    !state_has_class(other, s->held[i].cls))
			doubt(e, act, node, BREACH_KEEPS, s->held[i].cls, s->held[i].site);
	for (unsigned i = 0; i < act->entry.held_count; i++) {
		uint32_t cls = act->entry.held[i].cls;

		if (!state_has_class(s, cls) && state_has_class(other, cls) &&
		    path_is_one_object(e->m, act->entry.held[i].instance))
			doubt(e, act, node, BREACH_LOSES, cls, MODEL_NONE);
	}
	for (int row = 0; row < context_count; row++)
		if (mask_change(e->m, act, s, row) > MAX(mask_change(e->m, act, other, row), 0))
			doubt(e, act, node, BREACH_STAYS_MASKED, row, s->mask_site[row]);
}

bool doubts_note(struct engine *e, const struct node_state *ns, const struct state *out, uint8_t result)
{
	const struct activation *act = engine_activation(e, ns->activation);
	guint repairs = e->repairs->len;

	if (act->is_order_only || out->is_part || model_function(e->m, act->function)->changes_locks)
		return false;
	for (guint i = 0; i < act->exits->len; i++) {
		const struct exit_state *x = &g_array_index(act->exits, struct exit_state, i);

		if (x->state->is_part || !values_overlap(result, x->result) || told_are_exclusive(out, x->state))
			continue;
		compare(e, act, ns->node, out, x->state);
		compare(e, act, x->node, x->state, out);
	}
	return e->repairs->len > repairs;
}

bool engine_is_too_much(struct engine *e)
{
	if (!e->is_large && e->node_states->len >= LARGE * (uint64_t)e->m->exact_states)
		return true;
	if (e->is_last || e->node_states->len < MAX(e->checkpoint, e->m->exact_states))
		return false;
	e->checkpoint = 2 * e->node_states->len;
	return e->doubts->len > e->node_states->len / STATES_FOR_DOUBT;
}

bool doubts_contain(struct engine *e)
{
	if (e->is_last || e->node_states->len < e->m->exact_states || !e->doubts->len)
		return false;
	guint before = e->contained->len;

	for (guint i = 0; i < e->doubts->len; i++)
		if (!follows_from_another(e, i))
			g_array_append_vals(e->contained, &g_array_index(e->doubts, struct repair, i), 1);
	/* Each from another: a recursion. */
	if (e->contained->len == before)
		g_array_append_vals(e->contained, e->doubts->data, e->doubts->len);
	return true;
}

bool breach_is_doubtful(const struct analysis *a, const struct breach *b)
{
	bool is_mask = b->kind == BREACH_NOT_MASKED || b->kind == BREACH_UNMASKS || b->kind == BREACH_OTHER_SAVE;
	bool is_lock = b->kind == BREACH_UNHELD || b->kind == BREACH_REQUIRE || b->kind == BREACH_LACKS ||
		       b->kind == BREACH_LOSES;

	if ((is_lock && lock_is_cut(a, b->object)) || (is_mask && row_is_cut(a, b->object)))
		return true;
	for (guint i = 0; i < a->repairs->len; i++) {
		const struct repair *r = &g_array_index(a->repairs, struct repair, i);

		if (r->is_doubt && r->object == b->object &&
		    ((is_mask && r->kind == BREACH_STAYS_MASKED) || (is_lock && r->kind == BREACH_KEEPS)))
			return true;
	}
	return false;
}
