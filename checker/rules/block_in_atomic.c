// SPDX-License-Identifier: MIT
/*
 * block_in_atomic.c: something sleeps while a spinning lock is held, or while the
 * actor that the CPU would go to is masked.  One finding for each place where the
 * atomic section begins.
 */
#include "rules.h"

void rule_block_in_atomic(struct rule_run *r)
{
	for (guint i = 0; i < r->a->blocks->len; i++) {
		const struct block *b = g_ptr_array_index(r->a->blocks, i);
		const struct witness *best = NULL;

		for (guint k = 0; k < b->witnesses->len; k++) {
			const struct witness *w = &g_array_index(b->witnesses, struct witness, k);

			if (!best || witness_is_better(w, best))
				best = w;
		}
		const struct fact_node *node = site_node(r->a, best->at);
		const char *callee = node->value.kind == FACT_VALUE_FUNCTION ?
				     model_function(r->m, node->value.id)->name :
				     model_slot(r->m, node->value.id)->text;
		char *cause = cause_text(r, b->cause_kind, b->cause);
		char *text = g_strdup_printf("calls %s, which may block", callee);
		struct finding *f = rule_finding(r, "block-in-atomic", &node->loc, callee);

		doubt_way(r, f, best->acquired, b->cause_kind, b->cause);
		doubt_way(r, f, best->at, b->cause_kind, b->cause);
		doubt_parts(r, f, best->acquired, best->at, b->cause_kind);
		/* An operation that some objects don't have; those for whom it sleeps may not come here. */
		if (program_is_large(r) && node->value.kind == FACT_VALUE_SLOT)
			finding_doubt(f, "what the pointer leads to there may be something that doesn't");
		if (program_is_large(r) && best->is_maybe)
			finding_doubt(f, "the argument that decides whether it blocks is not known");
		if (best->is_doubt)
			finding_doubt(f, "the lock may be released on the way");
		if (b->cause_kind == CAUSE_LOCK)
			doubt_class(r, f, b->cause);
		f->message = g_strdup_printf("`%s` may block while %s", callee, cause);
		note_cause(r, f, "the CPU cannot be given back from here:", b->cause_kind, best->acquired);
		note_site(r, f, "the way to the call that may block:", best->at, text);
		struct finding_note *others = NULL;

		for (guint k = 0; k < b->witnesses->len; k++) {
			const struct witness *w = &g_array_index(b->witnesses, struct witness, k);
			const struct fact_loc *at = site_loc(r->a, w->at);

			if (w == best)
				continue;
			if (!others)
				others = finding_list(f, "the same section may also block at:");
			finding_step(others, model_file(r->m, at), at->line, at->col,
				     site_function(r->a, w->at)->name, "here");
		}
		g_free(cause);
		g_free(text);
	}
}
