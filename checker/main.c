// SPDX-License-Identifier: MIT
/*
 * main.c: the command line.
 *
 *   compile_db -> extraction -> model -> analysis -> rules -> report
 */
#include "compile_db.h"
#include "extraction.h"
#include "why.h"

#include <report/report.h>
#include <rules/rules.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_NOT_ANALYSED = 2 };

static const char usage[] =
"Usage: holdfast COMMAND ...\n"
"\n"
"  check -p BUILD [FILES...]   check every C file of BUILD/compile_commands.json\n"
"  why LOCK -p BUILD           in which states LOCK is held and waited for, and how that comes\n"
"  explain [RULE]              what a rule rejects, why, and how to mend it\n"
"  facts FILE                  a fact file as text\n"
"\n"
"Write down beside each lock in which state it is held, then check:\n"
"  #include <holdfast.h>\n"
"  static spinlock_t table_lock HF_HELD_IN(no_preempt);\n"
"  void spin_lock(spinlock_t *l) HF_ACQUIRES(l);\n"
"  void preempt_disable(void) HF_ENTERS(no_preempt);\n"
"  int irq_register(int irq, void (*handler)(void *) HF_CALLED_IN(in_irq), void *arg);\n"
"Lock types carry HF_LOCK_TYPE(kind), sleeping functions HF_MAY_BLOCK.\n"
"\n"
"`holdfast check --help` lists the options.  Exit status: 0 clean, 1 findings, 2 could\n"
"not analyse (some file did not parse, or nothing could be read).\n";

struct options {
	char *build, *rules, *format, *output, *cache;
	int jobs;
	gboolean require_closed, whole_program;
	char **rest;
};

static int fail(const char *text)
{
	fprintf(stderr, "holdfast: %s\n", text);
	return EXIT_NOT_ANALYSED;
}

/* GLib wants `-j 2`; people write `-j2`. */
static char **split_short_options(int *argc, char **argv)
{
	GPtrArray *out = g_ptr_array_new();
	bool options_end = false;

	for (int i = 0; i < *argc; i++) {
		options_end |= !strcmp(argv[i], "--");
		bool attached = !options_end && argv[i][0] == '-' && argv[i][1] && argv[i][2] &&
				strchr("jp", argv[i][1]);

		if (attached)
			g_ptr_array_add(out, g_strndup(argv[i], 2));
		g_ptr_array_add(out, attached ? argv[i] + 2 : argv[i]);
	}
	*argc = out->len;
	g_ptr_array_add(out, NULL);
	return (char **)g_ptr_array_free(out, FALSE);
}

static bool parse_options(struct options *o, int argc, char **argv, const char *parameters)
{
	const GOptionEntry entries[] = {
		{ "build", 'p', 0, G_OPTION_ARG_FILENAME, &o->build,
		  "the folder of compile_commands.json", "BUILD" },
		{ "jobs", 'j', 0, G_OPTION_ARG_INT, &o->jobs, "files read at once (default: CPUs)", "N" },
		{ "rules", 0, 0, G_OPTION_ARG_STRING, &o->rules, "only these rules, by commas", "LIST" },
		{ "format", 0, 0, G_OPTION_ARG_STRING, &o->format, "text or json", "FORMAT" },
		{ "output", 0, 0, G_OPTION_ARG_FILENAME, &o->output, "write the report there", "FILE" },
		{ "require-closed", 0, 0, G_OPTION_ARG_NONE, &o->require_closed,
		  "what cannot be seen is a finding", NULL },
		{ "whole-program", 0, 0, G_OPTION_ARG_NONE, &o->whole_program,
		  "nothing else calls these files, but for HF_CALLED_IN functions", NULL },
		{ "cache", 0, 0, G_OPTION_ARG_FILENAME, &o->cache,
		  "where facts are kept (default: BUILD/.holdfast)", "DIR" },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->rest, NULL, NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	GOptionContext *context = g_option_context_new(parameters);
	GError *error = NULL;

	o->jobs = g_get_num_processors();
	argv = split_short_options(&argc, argv);
	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error)) {
		fail(error->message);
		return false;
	}
	g_option_context_free(context);
	if (!o->build) {
		fail("-p BUILD is missing: the folder of compile_commands.json");
		return false;
	}
	if (o->format && strcmp(o->format, "text") && strcmp(o->format, "json")) {
		fail("--format is text or json");
		return false;
	}
	if (o->jobs < 1) {
		fail("-j takes a number from 1 on");
		return false;
	}
	return true;
}

static void add_item(GPtrArray *list, const char *file, uint32_t line, const char *text,
		     const char *detail)
{
	struct report_item *item = g_new0(struct report_item, 1);

	item->file = file;
	item->line = line;
	item->text = text;
	item->detail = detail;
	g_ptr_array_add(list, item);
}

/* The facts of all files that could be read; the others go to `failed`. */
static GPtrArray *read_units(const struct options *o, char **filters, GPtrArray *failed)
{
	GError *error = NULL;
	GPtrArray *commands = compile_db_read(o->build, filters, &error);
	char *cache = o->cache ? o->cache : g_build_filename(o->build, ".holdfast", NULL);
	struct extraction *all = NULL;

	if (commands)
		all = extract_all(commands, cache, o->jobs, isatty(STDERR_FILENO), &error);
	if (!all) {
		fail(error->message);
		return NULL;
	}
	GPtrArray *units = g_ptr_array_new();

	for (guint i = 0; i < commands->len; i++) {
		if (all[i].messages)
			fputs(all[i].messages, stderr);
		if (all[i].unit)
			g_ptr_array_add(units, all[i].unit);
		else
			add_item(failed, all[i].command->file, 0, "could not be read", NULL);
	}
	return units;
}

static GPtrArray *unresolved_items(const struct model *m, const GPtrArray *from)
{
	GPtrArray *items = g_ptr_array_new();

	for (guint i = 0; i < from->len; i++) {
		const struct unresolved_item *u = g_ptr_array_index(from, i);

		add_item(items, model_file(m, &u->loc), u->loc.line, u->function, u->text);
	}
	return items;
}

static void fill_report(struct report *r, const struct analysis *a)
{
	const struct model *m = a->m;
	struct unresolved *u = unresolved_find(a);

	r->files = m->unit_count;
	r->classes = m->classes->len;
	r->entry_points = m->entry_points->len;
	r->unreached = g_ptr_array_new();
	for (guint i = 0; i < a->unknown_entries->len; i++) {
		const struct function *fn = model_function(m, g_array_index(a->unknown_entries, uint32_t, i));

		add_item(r->unreached, model_file(m, &fn->loc), fn->loc.line, fn->name, NULL);
	}
	r->trusted = g_ptr_array_new();
	for (guint f = 0; f < m->functions->len; f++) {
		const struct function *fn = model_function(m, f);

		if (fn->nodes->len)
			r->functions++;
		if (fn->trust)
			add_item(r->trusted, model_file(m, &fn->loc), fn->loc.line, fn->name, fn->trust);
	}
	r->empty_calls = unresolved_items(m, u->empty_calls);
	r->unresolved_calls = unresolved_items(m, u->calls);
	r->unresolved_functions = unresolved_items(m, u->functions);
	r->unresolved_locks = unresolved_items(m, u->locks);
	r->given_up = unresolved_items(m, u->given_up);
}

static int write_report(const struct options *o, const struct report *r)
{
	FILE *out = o->output ? fopen(o->output, "w") : stdout;

	if (!out) {
		perror(o->output);
		return EXIT_NOT_ANALYSED;
	}
	if (o->format && !strcmp(o->format, "json"))
		report_json(r, out);
	else
		report_text(r, out, isatty(fileno(out)));
	if (fflush(out) || (o->output && fclose(out))) {
		perror(o->output ? o->output : "stdout");
		return EXIT_NOT_ANALYSED;
	}
	return EXIT_CLEAN;
}

/* Declarations that contradict each other leave nothing to check against. */
static bool is_consistent(const struct model *m)
{
	for (guint i = 0; i < m->inconsistencies->len; i++)
		fail(g_ptr_array_index(m->inconsistencies, i));
	return !m->inconsistencies->len;
}

static int check(int argc, char **argv)
{
	struct options o = { 0 };
	struct report r = { .failed = g_ptr_array_new() };
	GError *error = NULL;

	if (!parse_options(&o, argc, argv, "[FILES...] - check lock discipline"))
		return EXIT_NOT_ANALYSED;
	GPtrArray *units = read_units(&o, o.rest, r.failed);

	if (!units)
		return EXIT_NOT_ANALYSED;
	struct model *m = model_link(units, o.whole_program);
	struct analysis *a = analysis_run(m);

	r.findings = rules_run(a, o.rules, o.require_closed, &error);
	if (!r.findings)
		return fail(error->message);
	fill_report(&r, a);
	bool consistent = is_consistent(m);

	if (write_report(&o, &r) || r.failed->len || !consistent)
		return EXIT_NOT_ANALYSED;
	return r.findings->len ? EXIT_FINDINGS : EXIT_CLEAN;
}

static int show_why(int argc, char **argv)
{
	struct options o = { 0 };
	GPtrArray *failed = g_ptr_array_new();

	if (!parse_options(&o, argc, argv, "LOCK - in which states a lock is used"))
		return EXIT_NOT_ANALYSED;
	if (!o.rest || g_strv_length(o.rest) != 1)
		return fail("why takes one lock class, for example `inode.lock`");
	GPtrArray *units = read_units(&o, NULL, failed);

	if (!units)
		return EXIT_NOT_ANALYSED;
	struct model *m = model_link(units, o.whole_program);
	int status = why(analysis_run(m), o.rest[0], isatty(STDOUT_FILENO));

	return failed->len || !is_consistent(m) ? EXIT_NOT_ANALYSED : status;
}

static int explain(const char *id)
{
	for (unsigned i = 0; !id && i < rule_count; i++)
		printf("%-18s %s\n", rules[i].id, rules[i].summary);
	if (!id)
		return EXIT_CLEAN;
	for (unsigned i = 0; i < rule_count; i++) {
		if (strcmp(rules[i].id, id))
			continue;
		char *name = g_strdup_printf("%s.md", id);
		char *path = g_build_filename(HOLDFAST_RULE_PAGES, name, NULL), *text;
		GError *error = NULL;

		if (!g_file_get_contents(path, &text, NULL, &error))
			return fail(error->message);
		/* The page's licence comment is for the repository's readers. */
		char *body = strstr(text, "-->\n");

		if (body)
			printf("# %s\n%s", id, body + strlen("-->\n"));
		else
			fputs(text, stdout);
		return EXIT_CLEAN;
	}
	fprintf(stderr, "holdfast: there is no rule `%s` (`holdfast explain` lists them)\n", id);
	return EXIT_NOT_ANALYSED;
}

static int show_facts(const char *path)
{
	GError *error = NULL;
	struct fact_unit *unit = fact_read_file(path, &error);

	if (!unit)
		return fail(error->message);
	char *text = fact_print(unit);

	fputs(text, stdout);
	g_free(text);
	fact_unit_free(unit);
	return EXIT_CLEAN;
}

int main(int argc, char **argv)
{
	const char *command = argc > 1 ? argv[1] : "--help";

	if (!strcmp(command, "check"))
		return check(argc - 1, argv + 1);
	if (!strcmp(command, "why"))
		return show_why(argc - 1, argv + 1);
	if (!strcmp(command, "explain"))
		return explain(argc > 2 ? argv[2] : NULL);
	if (!strcmp(command, "facts") && argc == 3)
		return show_facts(argv[2]);
	if (!strcmp(command, "--help") || !strcmp(command, "-h") || !strcmp(command, "help")) {
		fputs(usage, stdout);
		return EXIT_CLEAN;
	}
	fputs(usage, stderr);
	return EXIT_NOT_ANALYSED;
}
