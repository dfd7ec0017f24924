// SPDX-License-Identifier: MIT
/*
 * effects.c: something with an effect (HF_EFFECT) is reached in a context that the
 * effect's row of effects.def forbids.  The row also names the rule.
 *
 * What a handler must not do at all it does by a call: all that is reached by one call of the handler is one finding,
 * the nearest place with a list of the others.
 */
#include "rules.h"

#define MAX_EFFECT_STEPS 6

/* The call by which an entry point leads to the breach. */
struct way {
	uint32_t function, node;
};

static struct way way_of(const struct rule_run *r, const struct breach *b)
{
	const struct activation *act = g_ptr_array_index(r->a->activations, b->activation);
	struct way way = { act->function, b->node };

	while (act->parent != MODEL_NONE) {
		way.node = act->parent_node;
		act = g_ptr_array_index(r->a->activations, act->parent);
		way.function = act->function;
	}
	return way;
}

static uint32_t length_of(const struct rule_run *r, const struct breach *b)
{
	return ((const struct activation *)g_ptr_array_index(r->a->activations, b->activation))->length;
}

/* Do both follow from one call of one handler?  Where something on the way began to forbid it, each place is its own. */
static bool is_one_cause(const struct rule_run *r, const struct breach *a, const struct breach *b)
{
	if (b->kind != BREACH_EFFECT || a->object != b->object || a->cause_kind != b->cause_kind || a->cause != b->cause ||
	    a->since != MODEL_NONE || b->since != MODEL_NONE)
		return a == b;
	struct way x = way_of(r, a), y = way_of(r, b);

	return x.function == y.function && x.node == y.node;
}

static const struct breach *breach_at(const struct rule_run *r, guint i)
{
	return g_ptr_array_index(r->a->breaches, i);
}

/* Is it told as the nearest one of its cause, or as one of the others? */
static bool is_nearest(const struct rule_run *r, guint index)
{
	const struct breach *b = breach_at(r, index);

	for (guint i = 0; i < r->a->breaches->len; i++) {
		const struct breach *other = breach_at(r, i);
		uint32_t length = length_of(r, other);

		if (i != index && is_one_cause(r, b, other) &&
		    (length < length_of(r, b) || (length == length_of(r, b) && i < index)))
			return false;
	}
	return true;
}

static void list_others(struct rule_run *r, struct finding *f, const struct breach *b)
{
	struct finding_note *others = NULL;

	for (guint i = 0; i < r->a->breaches->len; i++) {
		const struct breach *other = breach_at(r, i);

		if (other == b || !is_one_cause(r, b, other))
			continue;
		const struct fact_loc *at = breach_place(r, other);

		others = others ? others : finding_list(f, "the same call leads to:");
		finding_step(others, model_file(r->m, at), at->line, at->col,
			     site_function(r->a, breach_site(r->a, other))->name, model_function(r->m, other->subject)->name);
	}
}

void rule_effect(struct rule_run *r)
{
	for (guint i = 0; i < r->a->breaches->len; i++) {
		const struct breach *b = breach_at(r, i);

		if (b->kind != BREACH_EFFECT || !is_nearest(r, i))
			continue;
		const struct effect_row *effect = &effect_rows[b->object];
		const char *callee = model_function(r->m, b->subject)->name;
		struct finding *f = rule_finding(r, effect->rule, breach_place(r, b),
						 callee);
		char *cause = cause_text(r, b->cause_kind, b->cause);
		char *text = g_strdup_printf("calls %s, which %s", callee, effect->text);

		doubt_way(r, f, b->since, b->cause_kind, b->cause);
		doubt_way(r, f, breach_site(r->a, b), b->cause_kind, b->cause);
		doubt_parts(r, f, b->since, breach_site(r->a, b), b->cause_kind);
		if (b->may_be_over)
			finding_doubt(f, "the lock may be released on the way");
		if (b->cause_kind == CAUSE_LOCK)
			doubt_class(r, f, b->cause);
		f->message = g_strdup_printf("`%s` %s while %s", callee, effect->text, cause);
		note_cause(r, f, "this forbids it from here:", b->cause_kind, b->since);
		note_breach(r, f, "the way to the call:", b, text);
		list_others(r, f, b);
		/* What an effect asks is less known of callers than what sleeping asks. */
		doubt_length(r, f, MAX_EFFECT_STEPS);
		g_free(cause);
		g_free(text);
	}
}
