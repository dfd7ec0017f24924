// SPDX-License-Identifier: MIT
/*
 * cmd_why.c: `holdfast why LOCK`: every state in which a lock is held or waited for, and
 * for each place in each state the shortest chain that leads there.
 */
#include "command.h"

#include <rules/rules.h>
#include <string.h>
#include <unistd.h>

static const char *state_name(const struct use_key *key)
{
	return key->entered != CONTEXT_NO_ACTOR ? context_rows[key->entered].entered :
	       context_closed_name(key->closed);
}

static gint by_place(gconstpointer p, gconstpointer q, gpointer user)
{
	struct rule_run *r = user;
	const struct fact_loc *a = witness_place(r, p), *b = witness_place(r, q);
	int order = strcmp(model_file(r->m, a), model_file(r->m, b));

	if (order)
		return order;
	return a->line != b->line ? (a->line < b->line ? -1 : 1) : (int)a->col - (int)b->col;
}

static gint by_state(gconstpointer p, gconstpointer q)
{
	const struct use *a = *(struct use *const *)p, *b = *(struct use *const *)q;

	if (a->key.kind != b->key.kind)
		return a->key.kind == USE_HELD ? -1 : 1;
	return strcmp(state_name(&a->key), state_name(&b->key));
}

static void show_use(struct rule_run *r, const struct lock_class *c, const struct use *u, bool color)
{
	struct finding *f = rule_finding(r, "why", witness_place(r, &g_array_index(u->witnesses,
							 struct witness, 0)), c->name);

	printf("%s in state %s (%u place%s)\n", u->key.kind == USE_HELD ? "held" : "waited for",
	       state_name(&u->key), u->witnesses->len, u->witnesses->len == 1 ? "" : "s");
	g_array_sort_with_data(u->witnesses, by_place, r);
	for (guint i = 0; i < u->witnesses->len; i++) {
		const struct witness *w = &g_array_index(u->witnesses, struct witness, i);
		const struct fact_loc *at = witness_place(r, w);
		char *title = g_strdup_printf("%s:%u:", report_path(model_file(r->m, at)), at->line);

		if (u->key.kind == USE_HELD)
			note_held(r, f, title, w, c);
		else
			note_site(r, f, title, w->at, "waits for it");
		g_free(title);
	}
	report_notes(f, stdout, color);
}

static bool show_class(struct rule_run *r, uint32_t cls, bool color)
{
	const struct lock_class *c = model_class(r->m, cls);

	printf("%s `%s`, %s%s\n", class_kind_text(c), c->name,
	       c->held_in ? "declared HF_HELD_IN " : "declares nothing", c->held_in ? c->held_in : "");
	GPtrArray *uses = g_ptr_array_new();

	for (guint i = 0; i < r->a->uses->len; i++) {
		struct use *u = g_ptr_array_index(r->a->uses, i);

		if (u->key.cls == cls)
			g_ptr_array_add(uses, u);
	}
	g_ptr_array_sort(uses, by_state);
	for (guint i = 0; i < uses->len; i++)
		show_use(r, c, g_ptr_array_index(uses, i), color);
	g_ptr_array_free(uses, TRUE);
	return true;
}

static int run(struct options *o)
{
	struct program p = { 0 };
	bool found = false;

	if (!o->rest)
		return command_fail("why takes one lock class, for example `inode.lock` "
				    "(holdfast why --help)");
	if (!program_read(o, NULL, &p))
		return EXIT_NOT_ANALYSED;
	struct rule_run r = { .a = p.a, .m = p.m, .findings = g_ptr_array_new() };

	for (uint32_t cls = 0; cls < p.m->classes->len; cls++)
		if (!strcmp(model_class(p.m, cls)->name, o->rest[0]))
			found = show_class(&r, cls, isatty(STDOUT_FILENO));
	if (!found) {
		command_fail("no lock class is called `%s`; there are:", o->rest[0]);
		for (uint32_t cls = 0; cls < p.m->classes->len; cls++)
			if (class_is_lock(model_class(p.m, cls)))
				fprintf(stderr, "  %s\n", model_class(p.m, cls)->name);
	}
	return found && !p.failed->len && p.is_consistent ? EXIT_CLEAN : EXIT_NOT_ANALYSED;
}

static const struct command_example examples[] = {
	{ "holdfast why table_lock -p build", "a global lock" },
	{ "holdfast why inode.lock -p build --whole-program", "the field `lock` of every struct inode" },
	{ NULL, NULL }
};

const struct command command_why = {
	.name = "why",
	.arguments = "LOCK [-p BUILD] [OPTION]...",
	.summary = "in which states a lock is held and waited for, and how that comes",
	.description =
"Prints each state in which the lock class is held, and each in which somebody waits for it, with the "
"shortest chain of calls to each place in that state. Read it before you choose what to "
"declare (HF_HELD_IN), or when a finding surprises you.\n"
"\n"
"A class is a global lock's name, `record.field` for a lock in a record, or what HF_LOCK_CLASS says. An "
"unknown name prints all of them.\n",
	.examples = examples,
	.status = "0 the lock was found, 2 it was not, or not everything could be analysed",
	.rest_max = 1,
	.run = run,
};
