// SPDX-License-Identifier: MIT
/*
 * effects.c: something with an effect (HF_EFFECT) is reached in a context that the
 * effect's row of effects.def forbids.  The row also names the rule.
 */
#include "rules.h"

#define MAX_EFFECT_STEPS 6

void rule_effect(struct rule_run *r)
{
	for (guint i = 0; i < r->a->breaches->len; i++) {
		const struct breach *b = g_ptr_array_index(r->a->breaches, i);

		if (b->kind != BREACH_EFFECT)
			continue;
		const struct effect_row *effect = &effect_rows[b->object];
		const char *callee = model_function(r->m, b->subject)->name;
		struct finding *f = rule_finding(r, effect->rule, breach_place(r, b),
						 callee);
		char *cause = cause_text(r, b->cause_kind, b->cause);
		char *text = g_strdup_printf("calls %s, which %s", callee, effect->text);

		doubt_way(r, f, b->since, b->cause_kind, b->cause);
		doubt_way(r, f, breach_site(r->a, b), b->cause_kind, b->cause);
		if (b->may_be_over)
			finding_doubt(f, "the lock may be released on the way");
		if (b->cause_kind == CAUSE_LOCK)
			doubt_class(r, f, b->cause);
		f->message = g_strdup_printf("`%s` %s while %s", callee, effect->text, cause);
		note_cause(r, f, "this forbids it from here:", b->cause_kind, b->since);
		note_breach(r, f, "the way to the call:", b, text);
		/* What an effect asks is less known of callers than what sleeping asks. */
		doubt_length(r, f, MAX_EFFECT_STEPS);
		g_free(cause);
		g_free(text);
	}
}
