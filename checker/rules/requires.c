// SPDX-License-Identifier: MIT
/*
 * requires.c: a call against the callee's HF_REQUIRES, HF_EXCLUDES or
 * HF_REQUIRES_STATE.  What a function that nothing calls would need from its caller is
 * only counted (survey.c), unless everything must be known.
 */
#include "rules.h"

static char *message(struct rule_run *r, const struct breach *b, const char *callee)
{
	if (b->kind == BREACH_REQUIRE_STATE)
		return g_strdup_printf("`%s` requires state %s", callee,
				       fact_text(r->m->names, b->object));
	const struct lock_class *lock = model_class(r->m, b->object);

	if (b->kind == BREACH_EXCLUDE)
		return g_strdup_printf("`%s` must be called without %s `%s`, which is held", callee,
				       class_kind_text(lock), lock->name);
	return g_strdup_printf("`%s` requires %s `%s`, %s", callee, class_kind_text(lock), lock->name,
			       b->is_other ? "but only another one of them is held" :
					     "which is not held");
}

void rule_requires(struct rule_run *r)
{
	for (guint i = 0; i < r->a->breaches->len; i++) {
		const struct breach *b = g_ptr_array_index(r->a->breaches, i);

		if (b->kind != BREACH_REQUIRE && b->kind != BREACH_EXCLUDE &&
		    b->kind != BREACH_REQUIRE_STATE)
			continue;
		if (!r->require_closed && breach_is_assumed(r->a, b))
			continue;
		const char *callee = model_function(r->m, b->subject)->name;
		struct finding *f = rule_finding(r, "requires", breach_place(r, b), callee);
		char *text = g_strdup_printf("calls %s", callee);

		if (b->kind != BREACH_REQUIRE_STATE)
			doubt_class(r, f, b->object);
		if (b->kind != BREACH_EXCLUDE)
			doubt_callers(r, f, breach_site(r->a, b));
		if (breach_is_doubtful(r->a, b))
			finding_doubt(f, "another function may have left it in doubt");
		f->lack = b->kind == BREACH_EXCLUDE ? FINDING_LACKS_NOTHING : FINDING_LACKS_HERE;
		f->message = message(r, b, callee);
		note_breach(r, f, "the way to the call:", b, text);
		g_free(text);
	}
}
