// SPDX-License-Identifier: MIT
/*
 * told.c: code that asks in which context it runs (`in_softirq()`), and goes two ways.
 *
 * What an activation doesn't see of its callers' masks, and as which actor it runs, are found only afterwards
 * (contexts.c).  So where the answer isn't visible, both are followed, and the state keeps what it was *told*: that one of
 * some contexts is there around the activation, or that none of some is.  Whoever looks at an event in a context leaves
 * out those in which its state can't be (told_excludes), and a callee's answer holds for its caller's context as well.
 *
 * A context is a set of bits: the rows that are masked, and from TOLD_ACTOR on the one that runs.
 */
#include "engine.h"

uint32_t told_bits(uint32_t rows, uint32_t entered)
{
	return rows | (entered == CONTEXT_NO_ACTOR ? 0 : 1u << (TOLD_ACTOR + entered));
}

bool told_denies(const struct state *s, uint32_t bits)
{
	return s->told.out & bits;
}

bool told_excludes(const struct state *s, uint32_t bits)
{
	/* Of an actor it isn't known whom it has interrupted. */
	return told_denies(s, bits) || (s->told.in && !(s->told.in & bits) && !(bits >> TOLD_ACTOR));
}

static bool follows(const struct told *a, const struct told *b)
{
	return a->in && !(a->in & ~b->out);
}

bool told_are_exclusive(const struct state *a, const struct state *b)
{
	return follows(&a->told, &b->told) || follows(&b->told, &a->told);
}

/* What the function asks for; 0: nothing. */
static uint32_t asked_by(const struct engine *e, const struct node_state *ns, const struct function *callee)
{
	uint32_t bits = 0;

	for (guint i = 0; i < callee->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(callee->contracts, struct fact_contract, i);
		const char *text = fact_text(e->m->names, c->text);

		if (c->op != FACT_OP_TELLS || contract_holds(e, ns, c) != HOLDS_SURELY)
			continue;
		if (context_by_masked(text) >= 0)
			bits |= 1u << context_by_masked(text);
		if (context_by_entered(text) >= 0)
			bits |= told_bits(0, context_by_entered(text));
	}
	return bits;
}

/* FACT_VALUE_UNKNOWN: the state doesn't say. */
static uint8_t answer(const struct engine *e, const struct node_state *ns, const struct state *s, uint32_t asked)
{
	const struct activation *act = engine_activation(e, ns->activation);

	if ((told_bits(state_rows(s), s->entered) & asked) || (s->told.in && !(s->told.in & ~asked)))
		return FACT_VALUE_NONZERO;
	if (!(asked & ~s->told.out))
		return FACT_VALUE_ZERO;
	return engine_is_root(act) && s->entered == CONTEXT_NO_ACTOR && !s->is_part ? FACT_VALUE_ZERO : FACT_VALUE_UNKNOWN;
}

bool told_ask(struct engine *e, const struct node_state *ns, const struct state *s, const struct function *callee)
{
	uint32_t asked = asked_by(e, ns, callee);

	if (!asked)
		return false;
	uint8_t known = answer(e, ns, s, asked);

	if (known == FACT_VALUE_UNKNOWN && !engine_activation(e, ns->activation)->is_order_only) {
		struct state in = *s, out = *s;

		in.told.in = s->told.in ? s->told.in : asked;
		out.told.out |= asked;
		engine_leave_call(e, ns, &in, FACT_VALUE_NONZERO);
		engine_leave_call(e, ns, &out, FACT_VALUE_ZERO);
	} else {
		engine_leave_call(e, ns, s, known);
	}
	return true;
}

void told_end(const struct activation *act, struct state *out)
{
	bool is_same = out->held_count == act->entry.held_count && out->phase == act->entry.phase;

	for (int row = 0; row < context_count; row++)
		is_same &= out->depth[row] == act->entry.depth[row];
	for (unsigned i = 0; is_same && i < out->held_count; i++)
		is_same = out->held[i].cls == act->entry.held[i].cls && out->held[i].instance == act->entry.held[i].instance;
	/* Its caller goes on alike, whatever it was. */
	if (is_same)
		out->told = (struct told){ 0 };
}

bool told_return(struct state *s, const struct state *after, uint32_t hidden)
{
	if (told_denies(after, hidden))
		return false;
	s->told.out |= after->told.out;
	if (!s->told.in && !(after->told.in & hidden))
		s->told.in = after->told.in;
	return true;
}
