// SPDX-License-Identifier: MIT
/*
 * lock_recursion.c: a waiting acquire of the very object that is held already.  One finding for
 * each place where it was taken first, since that it is still held is the mistake; the
 * places where it is met again are its lines.
 */
#include "rules.h"

#include <string.h>

static const struct edge *recursion_at(const struct rule_run *r, guint i)
{
	return g_ptr_array_index(r->a->recursions, i);
}

static bool is_same_place(const struct fact_loc *a, const struct fact_loc *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static bool begin_alike(const struct rule_run *r, const struct edge *a, const struct edge *b)
{
	return a->from == b->from &&
	       is_same_place(site_loc(r->a, a->witness.acquired), site_loc(r->a, b->witness.acquired));
}

/* A loop comes back to where it was taken. */
static bool is_echo(const struct rule_run *r, const struct edge *e)
{
	return is_same_place(site_loc(r->a, e->witness.acquired),
			     site_loc(r->a, e->witness.at));
}

static void note_again(struct rule_run *r, struct finding *f, guint first)
{
	struct finding_note *n = NULL;

	for (guint i = first + 1; i < r->a->recursions->len; i++) {
		const struct edge *e = recursion_at(r, i);
		const struct fact_loc *at = site_loc(r->a, e->witness.at);

		if (!begin_alike(r, recursion_at(r, first), e))
			continue;
		f->is_echo |= is_echo(r, e);
		if (!n)
			n = finding_list(f, "and also at:");
		finding_step(n, model_file(r->m, at), at->line, at->col,
			     site_function(r->a, e->witness.at)->name, "here");
	}
}

void rule_lock_recursion(struct rule_run *r)
{
	for (guint i = 0; i < r->a->recursions->len; i++) {
		const struct edge *e = recursion_at(r, i);
		const struct lock_class *lock = model_class(r->m, e->from);
		const struct witness *w = &e->witness;
		bool is_first = true;

		for (guint k = 0; k < i; k++)
			is_first &= !begin_alike(r, recursion_at(r, k), e);
		if (!is_first)
			continue;
		struct finding *f = rule_finding(r, "lock-recursion", site_loc(r->a, w->at),
						 lock->name);
		char *text = g_strdup_printf("acquires `%s`", lock->name);

		f->is_echo = is_echo(r, e);
		doubt_way(r, f, w->at, CAUSE_LOCK, e->from);
		doubt_class(r, f, e->from);
		f->message = g_strdup_printf("%s `%s` is waited for by its own holder",
					     class_kind_text(lock), lock->name);
		note_site(r, f, "first taken:", w->acquired, text);
		note_site(r, f, "and again:", w->at, text);
		note_again(r, f, i);
		g_free(text);
	}
}
