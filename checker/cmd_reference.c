// SPDX-License-Identifier: MIT
/*
 * cmd_reference.c: `holdfast reference`: how each lock of a program is used, as a file
 * that is kept in the tree and cannot go stale unnoticed.
 */
#include "command.h"

#include <errno.h>
#include <rules/rules.h>
#include <string.h>

static const char *file_name(const struct options *o)
{
	return o->output ? o->output : "LOCK_REFERENCE.md";
}

static char *reference_text(const struct options *o, const struct report *r)
{
	char *absolute = g_canonicalize_filename(file_name(o), NULL);
	char *root = g_path_get_dirname(absolute), *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (out) {
		report_reference(r, root, o->maps, out);
		fclose(out);
	}
	g_free(absolute);
	g_free(root);
	return text;
}

/* The first line in which the two differ, from 1 on. */
static unsigned first_difference(const char *a, const char *b)
{
	unsigned line = 1;

	for (; *a && *a == *b; a++, b++)
		line += *a == '\n';
	return line;
}

static void print_command(const struct options *o)
{
	fprintf(stderr, "holdfast: to write it again: holdfast reference -p %s", o->build);
	if (o->whole_program)
		fputs(" --whole-program", stderr);
	if (o->require_closed)
		fputs(" --require-closed", stderr);
	if (o->baseline)
		fprintf(stderr, " --baseline %s", o->baseline);
	for (unsigned i = 0; o->maps && o->maps[i]; i++)
		fprintf(stderr, " --map %s", o->maps[i]);
	fprintf(stderr, " -o %s\n", file_name(o));
}

static int compare(const struct options *o, const char *text)
{
	GError *error = NULL;
	char *old;

	if (!g_file_get_contents(file_name(o), &old, NULL, &error)) {
		command_fail("%s", error->message);
		print_command(o);
		return g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? EXIT_FINDINGS :
		       EXIT_NOT_ANALYSED;
	}
	if (!strcmp(old, text))
		return EXIT_CLEAN;
	command_fail("%s:%u: does not say what the program does any more", file_name(o),
		     first_difference(old, text));
	print_command(o);
	return EXIT_FINDINGS;
}

static bool are_usable(const struct options *o)
{
	for (unsigned i = 0; o->maps && o->maps[i]; i++)
		if (!strchr(o->maps[i], '=') || o->maps[i][0] == '=') {
			command_fail("--map takes OLD=NEW, not `%s`", o->maps[i]);
			return false;
		}
	return true;
}

static int run(struct options *o)
{
	struct report r = { .accepted = g_ptr_array_new() };
	struct program p = { 0 };
	GError *error = NULL;

	if (!are_usable(o))
		return EXIT_NOT_ANALYSED;
	if (o->baseline && !(r.baseline = baseline_read(o->baseline, &error)))
		return command_fail("%s", error->message);
	if (!program_read(o, NULL, &p))
		return EXIT_NOT_ANALYSED;
	/* A reference that says less than it could is worse than an old one. */
	if (p.failed->len || !p.is_consistent)
		return command_fail("not everything could be analysed: %s is left as it is", file_name(o));
	r.findings = rules_run(p.a, NULL, o->require_closed, &error);
	findings_set_fingerprints(r.findings);
	if (r.baseline)
		r.accepted = baseline_apply(r.baseline, r.findings, true);
	survey_fill(&r, &p);
	char *text = reference_text(o, &r);

	if (!text)
		return command_fail("%s", g_strerror(errno));
	if (o->check)
		return compare(o, text);
	return g_file_set_contents(file_name(o), text, -1, &error) ? EXIT_CLEAN :
	       command_fail("%s", error->message);
}

static const struct command_example examples[] = {
	{ "holdfast reference -p build --whole-program", "writes LOCK_REFERENCE.md" },
	{ "holdfast reference -p build --whole-program --check", "in CI: fails when it is out of date" },
	{ "holdfast reference -p build --map third_party/=", "shorter names for code from elsewhere" },
	{ NULL, NULL }
};

const struct command command_reference = {
	.name = "reference",
	.arguments = "[-p BUILD] [OPTION]...",
	.summary = "write or check LOCK_REFERENCE.md, which says how each lock is used",
	.description =
"Writes a Markdown page about every lock class of the program: its kind and declaration, the states in "
"which it is held and waited for, the order of all locks, the entry points, what was trusted and why, "
"what was accepted, and what could not be seen.\n"
"\n"
"The page names functions and files, not lines, so it only changes when the program's "
"locking does, and a review sees that change. Keep it in the tree and run `--check` in CI.\n",
	.examples = examples,
	.status = "0, 1 with --check where the file is missing or out of date, 2 could not analyse",
	.run = run,
};
