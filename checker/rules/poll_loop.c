// SPDX-License-Identifier: MIT
/*
 * poll_loop.c: something that may not be there yet is asked for again and again, with no wait, no
 * yield and no bound in between, or with a sleep of fixed length as the only pause.
 */
#include "rules.h"

void rule_poll_loop(struct rule_run *r)
{
	for (guint i = 0; i < r->a->retries->len; i++) {
		const struct retry *retry = &g_array_index(r->a->retries, struct retry, i);
		const struct function *fn = model_function(r->m, retry->function);
		const struct fact_node *call = function_node(fn, retry->node);
		const char *callee = model_function(r->m, retry->callee)->name;

		if (retry->is_lock)
			continue;
		struct finding *f = rule_finding(r, "poll-loop", &call->loc, callee);

		if (retry->delay == MODEL_NONE) {
			f->message = g_strdup_printf("`%s` is called again and again while there is nothing, "
						     "without a wait, a yield or a bound", callee);
		} else {
			const struct fact_node *delay = function_node(fn, retry->delay);

			f->message = g_strdup_printf("`%s` is called again and again while there is nothing, "
						     "after a sleep of fixed length", callee);
			note_place(r, f, "the sleep:", fn, delay, "sleeps, whatever happens meanwhile");
		}
		note_place(r, f, "the call:", fn, call, "is made again when there was nothing");
	}
}
