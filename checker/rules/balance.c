// SPDX-License-Identifier: MIT
/*
 * balance.c: lock-imbalance and context-imbalance: a function ends with a lock or a
 * mask that it should not have, or without one that it should, or gives back what it
 * doesn't have.
 */
#include "rules.h"

static const struct {
	uint32_t kind;
	const char *rule;
	const char *text;               /* with the function, and the lock or state */
	const char *at;
} shapes[] = {
	{ BREACH_KEEPS, "lock-imbalance", "`%s` returns with %s held", "returns with it" },
	{ BREACH_LOSES, "lock-imbalance", "`%s` returns without %s, which it was called with",
	  "returns without it" },
	{ BREACH_LACKS, "lock-imbalance", "`%s` returns without %s, which its contract says it acquires",
	  "returns without it" },
	{ BREACH_UNHELD, "lock-imbalance", "`%s` releases %s, which is not held", "releases it" },
	{ BREACH_DIES, "lock-imbalance", "`%s` ends the thread with %s held", "ends the thread" },
	{ BREACH_STAYS_MASKED, "context-imbalance", "`%s` returns in state %s, which it entered",
	  "returns in it" },
	{ BREACH_UNMASKS, "context-imbalance", "`%s` returns without state %s, in which it was called",
	  "returns without it" },
	{ BREACH_NOT_MASKED, "context-imbalance", "`%s` leaves state %s, which is not entered",
	  "leaves it" },
	{ BREACH_OTHER_SAVE, "context-imbalance", "`%s` restores state %s from another save than the "
	  "last one", "restores it" },
};

/* It gives the lock back on some ways only, and never takes it: what it branches on may say that it is held. */
static bool gives_back_if(const struct rule_run *r, const struct breach *b)
{
	const struct activation *act = g_ptr_array_index(r->a->activations, b->activation);

	return b->kind == BREACH_UNHELD && model_function(r->m, act->function)->reads->len &&
	       !evidence_is_taken(r->a, b->activation, b->object) && !breach_is_always(r->a, b);
}

/* What the function gives back may come from one that is not seen. */
static bool calls_unseen(const struct rule_run *r, const struct function *fn)
{
	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);
		const struct function *callee = node->kind == FACT_NODE_CALL && node->value.kind == FACT_VALUE_FUNCTION ?
						model_function(r->m, node->value.id) : NULL;

		if (callee && !callee->nodes->len && !callee->contracts->len && !callee->trust &&
		    !(callee->flags & FACT_FUNCTION_MODELLED))
			return true;
	}
	return false;
}

void rule_balance(struct rule_run *r)
{
	for (guint i = 0; i < r->a->breaches->len; i++) {
		const struct breach *b = g_ptr_array_index(r->a->breaches, i);
		unsigned k = 0;

		while (k < G_N_ELEMENTS(shapes) && shapes[k].kind != b->kind)
			k++;
		if (k == G_N_ELEMENTS(shapes) || (!r->require_closed && breach_is_assumed(r->a, b)))
			continue;
		const struct activation *act = g_ptr_array_index(r->a->activations, b->activation);
		const char *function = model_function(r->m, act->function)->name;
		bool is_lock = g_str_equal(shapes[k].rule, "lock-imbalance");
		const struct lock_class *lock = is_lock ? model_class(r->m, b->object) : NULL;
		const char *subject = is_lock ? lock->name : context_rows[b->object].masked;
		char *what = is_lock ? g_strdup_printf("%s `%s`", class_kind_text(lock), lock->name) :
			     g_strdup(subject);
		struct finding *f = rule_finding(r, shapes[k].rule, breach_place(r, b),
						 subject);

		f->is_root = b->is_root;
		if (is_lock)
			doubt_class(r, f, b->object);
		if (program_is_large(r) && b->kind == BREACH_KEEPS && lock_is_missed(r->a, b->activation, b->object))
			finding_doubt(f, "it releases such a lock first: that of a caller, perhaps");
		if (program_is_large(r) && (b->kind == BREACH_UNHELD || b->kind == BREACH_NOT_MASKED) &&
		    calls_unseen(r, model_function(r->m, act->function)))
			finding_doubt(f, "a function that is not seen may have taken it");
		if (program_is_large(r) && gives_back_if(r, b))
			finding_doubt(f, "what the function branches on may say that it is held");
		/* Who can annotate a function says that it does. */
		if ((program_is_large(r) && (!is_lock || model_class(r->m, b->object)->is_modelled) &&
		     breach_is_handed_over(r->a, b)) ||
		    (is_lock && model_class(r->m, b->object)->is_modelled && breach_is_of_wrapper(r->a, b)))
			finding_doubt(f, "no caller is seen, and it may be what the function is for");
		if (b->is_doubt)
			finding_doubt(f, "what decides it may be beyond what is followed");
		else if (breach_is_doubtful(r->a, b))
			finding_doubt(f, "another function may have left it in doubt");
		f->lack = b->kind == BREACH_KEEPS || b->kind == BREACH_DIES || b->kind == BREACH_STAYS_MASKED ?
			  FINDING_LACKS_NOTHING : FINDING_LACKS_HERE;
		if (b->kind == BREACH_UNHELD && b->is_other)
			f->message = g_strdup_printf("`%s` releases %s, but only another one of them is held",
						     function, what);
		else
			f->message = g_strdup_printf(shapes[k].text, function, what);
		if (b->since != MODEL_NONE)
			note_site(r, f, is_lock ? "taken here:" : "masked here:", b->since,
				  is_lock ? "acquires the lock" : "masks");
		note_breach(r, f, "and then:", b, shapes[k].at);
		g_free(what);
	}
}
