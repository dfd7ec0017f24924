// SPDX-License-Identifier: MIT
/*
 * options.c: one table of all options; each row says which commands take it.
 */
#include "command.h"
#include "stages.h"
#include "config.h"

#include <glib/gstdio.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* Where builds put it. */
#define USUAL_FOLDERS "., build, builddir, out"
#define BUILD "check why reference graph"
#define PROGRAM BUILD " analyze"
#define FIELD(name) offsetof(struct options, name)

const struct option_row option_rows[] = {
	{ 'p', "build", "BUILD", "the folder of compile_commands.json (default: the first of " USUAL_FOLDERS " that has "
	  "one)", BUILD " init",
	  FIELD(build), G_OPTION_ARG_FILENAME },
	{ 'm', "model", "NAME|FILE", "what code says that can't be annotated; may be repeated, later ones "
	  "win; none: no model (default: of a build folder, what its tree is recognised by)", PROGRAM " extract", FIELD(models), G_OPTION_ARG_FILENAME_ARRAY },
	{ 0, "check-model", NULL, "list the sections of the models that meet nothing in these files",
	  "check analyze", FIELD(check_model), G_OPTION_ARG_NONE },
	{ 0, "rules", "LIST", "only these rules, by commas", "check analyze",
	  FIELD(rules), G_OPTION_ARG_STRING },
	{ 0, "format", "FORMAT", "text, json, sarif or html (default: text)", "check analyze",
	  FIELD(format), G_OPTION_ARG_STRING },
	{ 'o', "output", "FILE", "write the report there", "check analyze graph",
	  FIELD(output), G_OPTION_ARG_FILENAME },
	{ 'o', "output", "FACTS", "write the facts there (default: OBJECT.facts, beside what the "
	  "compiler's own -o names)", "extract", FIELD(output), G_OPTION_ARG_FILENAME },
	{ 'o', "output", "FILE", "the reference (default: LOCK_REFERENCE.md); its folder is what "
	  "file names are relative to", "reference", FIELD(output), G_OPTION_ARG_FILENAME },
	{ 'o', "output", "FILE", "write the other form there: binary of a text, text of a binary", "facts",
	  FIELD(output), G_OPTION_ARG_FILENAME },
	{ 0, "deps", "FILE", "write there, as a rule of make, what the facts depend on", "extract",
	  FIELD(deps), G_OPTION_ARG_FILENAME },
	{ 0, "store", "DIR", "where what headers define is kept, once for all files", "extract analyze",
	  FIELD(store), G_OPTION_ARG_FILENAME },
	{ 0, "compile", NULL, "run the compiler first; nothing is extracted where it fails", "extract",
	  FIELD(compile), G_OPTION_ARG_NONE },
	{ 0, "check", NULL, "write nothing; exit with 1 if the file is out of date", "reference",
	  FIELD(check), G_OPTION_ARG_NONE },
	{ 0, "map", "OLD=NEW", "write NEW for the beginning OLD of a file name; may be repeated",
	  "reference", FIELD(maps), G_OPTION_ARG_STRING_ARRAY },
	{ 0, "baseline", "FILE", "accept the findings listed there, each with its reason",
	  "check analyze reference", FIELD(baseline), G_OPTION_ARG_FILENAME },
	{ 0, "write-baseline", "FILE", "list today's findings there; known reasons are kept", "check analyze",
	  FIELD(write_baseline), G_OPTION_ARG_FILENAME },
	{ 0, "reason", "TEXT", "with --write-baseline: why the new ones are accepted", "check analyze",
	  FIELD(reason), G_OPTION_ARG_STRING },
	{ 0, "all", NULL, "show the findings that are in doubt, too, each with the reason", "check analyze",
	  FIELD(all), G_OPTION_ARG_NONE },
	{ 0, "times", NULL, "say on standard error how long each stage took, and how much memory", "check analyze",
	  FIELD(times), G_OPTION_ARG_NONE },
	{ 0, "require-closed", NULL, "what cannot be seen is a finding", "check analyze reference",
	  FIELD(require_closed), G_OPTION_ARG_NONE },
	{ 0, "whole-program", NULL, "nothing else calls these files, but for HF_CALLED_IN functions",
	  PROGRAM, FIELD(whole_program), G_OPTION_ARG_NONE },
	{ 0, "exact-states", "N", "follow a program with fewer states exactly, a larger one faster and with doubts "
	  "(default: 100000)", "check analyze", FIELD(exact_states), G_OPTION_ARG_INT },
	{ 0, "dot", NULL, "for Graphviz", "graph", FIELD(dot), G_OPTION_ARG_NONE },
	{ 'j', "jobs", "N", "files read at once (default: one for each CPU)", BUILD " init",
	  FIELD(jobs), G_OPTION_ARG_INT },
	{ 0, "cache", "DIR", "where facts and reports are kept (default: BUILD/.holdfast)", BUILD,
	  FIELD(cache), G_OPTION_ARG_FILENAME },
	{ 0, "config", "FILE", "options of this project (default: " CONFIG_NAME ", if there is one)", PROGRAM,
	  FIELD(config), G_OPTION_ARG_FILENAME },
	{ 'h', "help", NULL, "this text",
	  PROGRAM " explain extract facts init man", FIELD(help), G_OPTION_ARG_NONE },
};
const unsigned option_row_count = G_N_ELEMENTS(option_rows);

int command_fail(const char *format, ...)
{
	va_list args;

	stage(NULL);
	fputs("holdfast: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return EXIT_NOT_ANALYSED;
}

bool option_is_for(const struct option_row *row, const struct command *c)
{
	char **names = g_strsplit(row->commands, " ", -1);
	bool found = g_strv_contains((const char *const *)names, c->name);

	g_strfreev(names);
	return found;
}

/* GLib wants `-j 2`; people write `-j2`. */
static char **split_short_options(int *argc, char **argv)
{
	GPtrArray *out = g_ptr_array_new();
	bool options_end = false;

	for (int i = 0; i < *argc; i++) {
		options_end |= !strcmp(argv[i], "--");
		bool attached = !options_end && argv[i][0] == '-' && argv[i][1] && argv[i][2] &&
				strchr("jpom", argv[i][1]);

		if (attached)
			g_ptr_array_add(out, g_strndup(argv[i], 2));
		g_ptr_array_add(out, attached ? argv[i] + 2 : argv[i]);
	}
	*argc = out->len;
	g_ptr_array_add(out, NULL);
	return (char **)g_ptr_array_free(out, FALSE);
}

/* NULL if none of the usual folders has a database. */
static char *find_build(void)
{
	char **folders = g_strsplit(USUAL_FOLDERS, ", ", -1), *found = NULL;

	for (unsigned i = 0; !found && folders[i]; i++) {
		char *path = g_build_filename(folders[i], "compile_commands.json", NULL);

		if (g_file_test(path, G_FILE_TEST_EXISTS))
			found = g_strdup(folders[i]);
		g_free(path);
	}
	g_strfreev(folders);
	return found;
}

static bool are_usable(const struct command *c, struct options *o)
{
	bool reads_program = option_is_for(&option_rows[0], c) && c != &command_init;

	if (option_is_for(&option_rows[0], c) && !o->build)
		o->build = find_build();
	if (reads_program && !o->build)
		command_fail("-p BUILD is missing: the folder of compile_commands.json "
			     "(holdfast %s --help)", c->name);
	else if (o->jobs < 1)
		command_fail("-j takes a number from 1 on");
	else if (o->exact_states < 0)
		command_fail("--exact-states takes a number from 1 on; 0: the default");
	else if (o->rest && g_strv_length(o->rest) > c->rest_max)
		command_fail("`%s` is one argument too many (holdfast %s --help)",
			     o->rest[c->rest_max], c->name);
	else
		return true;
	return false;
}

/* ---- the project's options ----------------------------------------------- */

static bool fail_at(const char *file, unsigned line, const char *why, const char *what)
{
	command_fail("%s:%u: %s%s%s", file, line, why, what ? " " : "", what ? what : "");
	return false;
}

/* The row for a key, of this command if it has one. */
static const struct option_row *row_of_key(const char *key, const struct command *c)
{
	const struct option_row *found = NULL;

	for (unsigned i = 0; i < option_row_count; i++)
		if (!strcmp(option_rows[i].name, key) && (!found || option_is_for(&option_rows[i], c)))
			found = &option_rows[i];
	return found;
}

/* As it would stand on the command line; NULL where this command doesn't take it. */
static bool as_argument(const struct config_line *l, const char *file, const struct command *c,
			char **argument)
{
	const struct option_row *row = row_of_key(l->key, c);
	bool is_yes = !strcmp(l->value, "yes");

	*argument = NULL;
	if (!row || !strcmp(row->name, "config") || !strcmp(row->name, "help"))
		return fail_at(file, l->line, "there is no option", l->key);
	if (row->kind == G_OPTION_ARG_NONE && !is_yes && strcmp(l->value, "no"))
		return fail_at(file, l->line, "a switch takes yes or no:", l->key);
	if (!l->value[0])
		return fail_at(file, l->line, "no value for", l->key);
	if (!option_is_for(row, c) || (row->kind == G_OPTION_ARG_NONE && !is_yes))
		return true;
	if (row->kind == G_OPTION_ARG_NONE) {
		*argument = g_strdup_printf("--%s", row->name);
	} else if (row->kind == G_OPTION_ARG_FILENAME || (row->kind == G_OPTION_ARG_FILENAME_ARRAY &&
							 strpbrk(l->value, "/."))) {
		/* A model without a slash or a dot is one of those that came along. */
		char *folder = g_path_get_dirname(file), *base = g_canonicalize_filename(folder, NULL);
		char *path = !strcmp(folder, ".") ? g_strdup(l->value) : g_canonicalize_filename(l->value, base);

		*argument = g_strdup_printf("--%s=%s", row->name, path);
		g_free(path);
		g_free(base);
		g_free(folder);
	} else {
		*argument = g_strdup_printf("--%s=%s", row->name, l->value);
	}
	return true;
}

static bool add_file(GPtrArray *out, const struct command *c, const char *file)
{
	GError *error = NULL;
	GPtrArray *lines = NULL;
	char *text;
	gsize len;
	bool ok = true;

	if (g_file_get_contents(file, &text, &len, &error))
		lines = config_parse(text, len, file, &error);
	if (!lines) {
		command_fail("%s", error->message);
		return false;
	}
	for (guint i = 0; ok && i < lines->len; i++) {
		char *argument;

		ok = as_argument(g_ptr_array_index(lines, i), file, c, &argument);
		if (argument)
			g_ptr_array_add(out, argument);
	}
	g_ptr_array_free(lines, TRUE);
	g_free(text);
	return ok;
}

/* The command's name, the project's options, and the command line behind them. */
static char **with_config(const struct command *c, int *argc, char **argv)
{
	GPtrArray *out = g_ptr_array_new();
	const char *file = g_file_test(CONFIG_NAME, G_FILE_TEST_EXISTS) ? CONFIG_NAME : NULL;

	for (int i = 1; i < *argc && strcmp(argv[i], "--"); i++) {
		if (!strcmp(argv[i], "--config") && i + 1 < *argc)
			file = argv[i + 1];
		else if (g_str_has_prefix(argv[i], "--config="))
			file = argv[i] + strlen("--config=");
	}
	g_ptr_array_add(out, argv[0]);
	if (option_is_for(row_of_key("config", c), c) && file && !add_file(out, c, file))
		return NULL;
	for (int i = 1; i < *argc; i++)
		g_ptr_array_add(out, argv[i]);
	*argc = out->len;
	g_ptr_array_add(out, NULL);
	return (char **)g_ptr_array_free(out, FALSE);
}

bool options_parse(const struct command *c, struct options *o, int argc, char **argv)
{
	GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
	GOptionContext *context = g_option_context_new(NULL);
	GOptionEntry rest = { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->rest, NULL, NULL };
	GError *error = NULL;

	for (unsigned i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		GOptionEntry e = { row->name, row->letter, 0, row->kind, (char *)o + row->offset, NULL, NULL };

		if (option_is_for(row, c))
			g_array_append_val(entries, e);
	}
	g_array_append_val(entries, rest);
	o->jobs = g_get_num_processors();
	argv = with_config(c, &argc, argv);
	if (!argv)
		return false;
	argv = split_short_options(&argc, argv);
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, (GOptionEntry *)(void *)entries->data, NULL);
	bool ok = g_option_context_parse(context, &argc, &argv, &error);

	if (!ok)
		command_fail("%s (holdfast %s --help)", error->message, c->name);
	g_clear_error(&error);
	g_option_context_free(context);
	g_array_free(entries, TRUE);
	return ok && (o->help || are_usable(c, o));
}

FILE *output_open(const struct options *o)
{
	FILE *out = o->output ? fopen(o->output, "w") : stdout;

	if (!out)
		command_fail("%s: %s", o->output, g_strerror(errno));
	return out;
}

int output_close(const struct options *o, FILE *out)
{
	bool failed = fflush(out) || ferror(out);
	int why = errno;

	if (o->output && fclose(out)) {
		failed = true;
		why = errno;
	}
	/* No half of a report; a device stays. */
	if (failed && o->output && g_file_test(o->output, G_FILE_TEST_IS_REGULAR))
		(void)g_unlink(o->output);
	if (failed)
		return command_fail("%s: %s", o->output ? o->output : "standard output", g_strerror(why));
	return EXIT_CLEAN;
}
