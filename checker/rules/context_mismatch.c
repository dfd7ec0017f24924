// SPDX-License-Identifier: MIT
/*
 * context_mismatch.c: a lock's declaration against its uses.
 *
 *   - a spinning lock that declares nothing
 *   - held with an actor open that the declaration closes
 *   - declared open to the actor that would be scheduled, but waited for while
 *     that actor is closed: two callers disagree about the lock
 *
 * A stricter context than declared is fine for a holder.  What an inversion says
 * already is not said again.
 */
#include "rules.h"

/* The two tests below look at one class at a time. */
static uint32_t missing(const struct use *u, const struct lock_class *c)
{
	return u->key.kind == USE_HELD ? c->declared & ~u->key.closed : 0;
}

static uint32_t excess(const struct use *u, const struct lock_class *c)
{
	return u->key.kind == USE_WAIT ? u->key.closed & ~c->declared & context_scheduled() : 0;
}

static void undeclared(struct rule_run *r, const struct lock_class *c)
{
	struct finding *f = rule_finding(r, "context-mismatch", &c->loc, c->name);

	f->message = g_strdup_printf("%s `%s` does not declare in which state it is held "
				     "(HF_HELD_IN, HF_LOCK_FIELD)", class_kind_text(c), c->name);
}

static void otherwise(struct rule_run *r, uint32_t cls,
		      uint32_t (*wrong)(const struct use *, const struct lock_class *), bool held)
{
	const struct lock_class *c = model_class(r->m, cls);
	const struct witness *best = NULL;
	const struct use *in = NULL;
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct witness));

	for (guint i = 0; i < r->a->uses->len; i++) {
		const struct use *u = g_ptr_array_index(r->a->uses, i);

		if (u->key.cls != cls || !wrong(u, c) || !(wrong(u, c) & ~r->inverted[cls]))
			continue;
		g_array_append_vals(all, u->witnesses->data, u->witnesses->len);
		for (guint k = 0; k < u->witnesses->len; k++) {
			const struct witness *w = &g_array_index(u->witnesses, struct witness, k);

			if (best && best->length <= w->length)
				continue;
			best = w;
			in = u;
		}
	}
	if (best) {
		struct finding *f = rule_finding(r, "context-mismatch", witness_place(r, best), c->name);
		const char *state = in->key.entered != CONTEXT_NO_ACTOR ?
				    context_rows[in->key.entered].entered :
				    context_closed_name(in->key.closed);

		f->lack = FINDING_LACKS_ANYWHERE;
		f->message = g_strdup_printf("%s `%s` is declared HF_HELD_IN(%s), but %s in state %s",
					     class_kind_text(c), c->name, c->held_in,
					     held ? "held" : "waited for", state);
		if (held) {
			note_held(r, f, "held so:", best, c);
		} else {
			char *text = g_strdup_printf("waits for `%s`", c->name);

			note_site(r, f, "waited for so:", best->at, text);
			g_free(text);
		}
		note_declaration(r, f, c);
		note_others(r, f, "also at:", all, best);
	}
	g_array_free(all, TRUE);
}

void rule_context_mismatch(struct rule_run *r)
{
	for (uint32_t cls = 0; cls < r->m->classes->len; cls++) {
		const struct lock_class *c = model_class(r->m, cls);

		if (c->is_unresolved || !c->loc.line)
			continue;
		if (!c->held_in) {
			if (class_spins(c) && !c->is_modelled)
				undeclared(r, c);
			continue;
		}
		otherwise(r, cls, missing, true);
		if (class_spins(c) && lock_kind_rows[c->kind].masks < 0)
			otherwise(r, cls, excess, false);
	}
}
