// SPDX-License-Identifier: MIT
/*
 * why.c: `holdfast why LOCK`: every state in which a lock is held or spun on, each
 * with the shortest chain that leads there.
 */
#include "why.h"

#include <report/report.h>
#include <rules/rules.h>
#include <stdio.h>
#include <string.h>

static const char *state_name(const struct use_key *key)
{
	return key->entered != CONTEXT_NO_ACTOR ? context_rows[key->entered].entered :
	       context_closed_name(key->closed);
}

static void show_use(struct rule_run *r, const struct lock_class *c, const struct use *u, bool color)
{
	const struct witness *best = &g_array_index(u->witnesses, struct witness, 0);

	for (guint i = 1; i < u->witnesses->len; i++) {
		const struct witness *w = &g_array_index(u->witnesses, struct witness, i);

		if (w->length < best->length)
			best = w;
	}
	struct finding *f = rule_finding(r, "why", witness_place(r, best), c->name);

	printf("%s in state %s (%u places)\n", u->key.kind == USE_HELD ? "held" : "waited for",
	       state_name(&u->key), u->witnesses->len);
	if (u->key.kind == USE_HELD)
		note_held(r, f, "for example:", best, c);
	else
		note_node(r, f, "for example:", best->activation, best->node, "waits for it");
	note_others(r, f, "also at:", u->witnesses, best);
	report_notes(f, stdout, color);
}

int why(struct analysis *a, const char *lock, bool color)
{
	struct rule_run r = { .a = a, .m = a->m, .findings = g_ptr_array_new() };
	bool found = false;

	for (uint32_t cls = 0; cls < a->m->classes->len; cls++) {
		const struct lock_class *c = model_class(a->m, cls);

		if (strcmp(c->name, lock))
			continue;
		found = true;
		printf("%s `%s`, %s%s\n", class_kind_text(c), c->name,
		       c->held_in ? "declared HF_HELD_IN " : "declares nothing", c->held_in ? c->held_in : "");
		for (guint i = 0; i < a->uses->len; i++) {
			const struct use *u = g_ptr_array_index(a->uses, i);

			if (u->key.cls == cls)
				show_use(&r, c, u, color);
		}
	}
	if (found)
		return 0;
	fprintf(stderr, "holdfast: no lock class is called `%s`; there are:\n", lock);
	for (uint32_t cls = 0; cls < a->m->classes->len; cls++)
		fprintf(stderr, "  %s\n", model_class(a->m, cls)->name);
	return 2;
}
