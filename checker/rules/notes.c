// SPDX-License-Identifier: MIT
/*
 * notes.c: turns witnesses into the notes of a finding.
 */
#include "rules.h"

#include <string.h>

struct finding *rule_finding(struct rule_run *r, const char *rule, const struct fact_loc *loc,
			     const char *subject)
{
	struct finding *f = finding_new(rule, model_file(r->m, loc), loc->line, loc->col);

	f->subject = g_strdup(subject);
	g_ptr_array_add(r->findings, f);
	return f;
}

static void add_chain(struct rule_run *r, struct finding *f, const char *title, GPtrArray *chain)
{
	struct finding_note *n = finding_note(f, "%s", title);

	for (guint i = 0; i < chain->len; i++) {
		const struct step *s = g_ptr_array_index(chain, i);

		finding_step(n, model_file(r->m, &s->loc), s->loc.line, s->loc.col, s->function, s->text)->is_expansion =
			s->is_expansion;
		if (s->call)
			doubt_call(r, f, s->call);
	}
	chain_free(chain);
}

void note_site(struct rule_run *r, struct finding *f, const char *title, uint32_t site,
	       const char *text)
{
	add_chain(r, f, title, chain_to_site(r->a, site, text));
	doubt_root(r, f, site);
}

void note_breach(struct rule_run *r, struct finding *f, const char *title, const struct breach *b,
		 const char *text)
{
	note_site(r, f, title, breach_site(r->a, b), text);
}

void note_place(struct rule_run *r, struct finding *f, const char *title, const struct function *fn,
		const struct fact_node *node, const char *text)
{
	struct finding_note *n = finding_note(f, "%s", title);

	finding_step(n, model_file(r->m, &node->loc), node->loc.line, node->loc.col, fn->name, text);
}

const struct fact_loc *breach_place(const struct rule_run *r, const struct breach *b)
{
	return site_loc(r->a, breach_site(r->a, b));
}

const struct fact_loc *witness_place(const struct rule_run *r, const struct witness *w)
{
	return site_loc(r->a, w->acquired != MODEL_NONE ? w->acquired : w->at);
}

/* Is the one on the way to the other? */
static bool leads_to(const struct rule_run *r, uint32_t site, uint32_t other)
{
	for (; other != MODEL_NONE;) {
		const struct site *a = &g_array_index(r->a->sites, struct site, site);
		const struct site *b = &g_array_index(r->a->sites, struct site, other);

		if (a->activation != b->activation || a->node != b->node)
			return false;
		if (a->inner == MODEL_NONE)
			return true;
		site = a->inner;
		other = b->inner;
	}
	return false;
}

void note_held(struct rule_run *r, struct finding *f, const char *title, const struct witness *w,
	       const struct lock_class *c)
{
	char *text = g_strdup_printf("%s `%s`", w->tried ? "gets (trylock)" : "acquires", c->name);

	note_site(r, f, title, w->acquired, text);
	g_free(text);
	if (leads_to(r, w->at, w->acquired))
		return;
	text = g_strdup_printf("`%s` is still held when a mask is lifted here:", c->name);
	note_site(r, f, text, w->at, "lifts the mask");
	g_free(text);
}

static void free_place(gpointer place)
{
	g_bytes_unref(place);
}

void note_others(struct rule_run *r, struct finding *f, const char *title, GArray *witnesses,
		 const struct witness *except)
{
	const struct fact_loc *shown = witness_place(r, except);
	GHashTable *seen = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, free_place, NULL);
	struct finding_note *n = NULL;

	for (guint i = 0; i < witnesses->len; i++) {
		const struct witness *w = &g_array_index(witnesses, struct witness, i);
		const struct fact_loc *at = witness_place(r, w);

		GBytes *place = g_bytes_new_static(at, sizeof(*at));

		/* One place may be got to in several contexts. */
		if (!g_hash_table_add(seen, place) || !memcmp(at, shown, sizeof(*at)))
			continue;
		if (!n)
			n = finding_list(f, title);
		finding_step(n, model_file(r->m, at), at->line, at->col,
			     site_function(r->a, w->acquired != MODEL_NONE ? w->acquired : w->at)->name, "here");
	}
	g_hash_table_destroy(seen);
}

char *cause_text(struct rule_run *r, uint32_t cause_kind, uint32_t cause)
{
	const struct lock_class *lock;

	switch (cause_kind) {
	case CAUSE_LOCK:
		lock = model_class(r->m, cause);
		return g_strdup_printf("%s `%s` is held", class_kind_text(lock), lock->name);
	case CAUSE_MASK:
		return g_strdup_printf("in state %s", context_rows[cause].masked);
	default:
		return g_strdup_printf("in state %s", context_rows[cause].entered);
	}
}

void note_cause(struct rule_run *r, struct finding *f, const char *title, uint32_t cause_kind,
		uint32_t since)
{
	if (since != MODEL_NONE)
		note_site(r, f, title, since, cause_kind == CAUSE_LOCK ? "acquires the lock" : "masks");
}

void note_declaration(struct rule_run *r, struct finding *f, const struct lock_class *c)
{
	struct finding_note *n = finding_list(f, "the declaration:");
	char *text = g_strdup_printf("HF_HELD_IN(%s)", c->held_in);

	finding_step(n, model_file(r->m, &c->loc), c->loc.line, c->loc.col, c->name, text);
	g_free(text);
}

bool class_spins(const struct lock_class *c)
{
	return c->kind >= 0 && !lock_kind_rows[c->kind].sleeps;
}

const char *class_kind_text(const struct lock_class *c)
{
	return c->kind >= 0 ? lock_kind_rows[c->kind].text : "lock";
}
