// SPDX-License-Identifier: MIT
/*
 * cmd_check.c: `holdfast check`: the rules over a program, as a report.
 */
#include "command.h"

#include <rules/rules.h>
#include <string.h>
#include <unistd.h>

static void as_text(const struct report *r, FILE *out)
{
	report_text(r, out, isatty(fileno(out)));
}

static const struct {
	const char *name;
	void (*write)(const struct report *r, FILE *out);
} formats[] = {
	{ "text", as_text }, { "json", report_json }, { "sarif", report_sarif }, { "html", report_html },
};

static int write_report(const struct options *o, const struct report *r)
{
	FILE *out = output_open(o);

	if (!out)
		return EXIT_NOT_ANALYSED;
	for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++)
		if (!strcmp(formats[i].name, o->format))
			formats[i].write(r, out);
	return output_close(o, out);
}

static bool is_partial(const struct options *o)
{
	return o->rules || o->rest;
}

static bool are_usable(struct options *o)
{
	bool known = !o->format;

	for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++)
		known |= o->format && !strcmp(formats[i].name, o->format);
	if (!known)
		command_fail("--format is text, json, sarif or html");
	else if (o->write_baseline && is_partial(o))
		command_fail("--write-baseline takes the whole program: not with --rules or FILE");
	else if (o->reason && !o->write_baseline)
		command_fail("--reason is for --write-baseline");
	else if (o->reason && (strchr(o->reason, '\n') || !g_strstrip(o->reason)[0]))
		command_fail("--reason takes one line of text");
	else
		return true;
	return false;
}

/* Before the long work: the baseline, and the reasons that a new one keeps. */
static bool read_baselines(const struct options *o, GPtrArray **baseline, GPtrArray **known)
{
	GError *error = NULL;

	*baseline = *known = NULL;
	if (o->baseline && !(*baseline = baseline_read(o->baseline, &error)))
		return command_fail("%s", error->message) == EXIT_CLEAN;
	if (!o->write_baseline)
		return true;
	*known = baseline_read_unfinished(o->write_baseline, &error);
	if (!*known && !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
		return command_fail("%s", error->message) == EXIT_CLEAN;
	g_clear_error(&error);
	return true;
}

/* A file that failed would take its entries, and their reasons, along. */
static bool write_baseline(const struct options *o, const struct program *p, const GPtrArray *findings,
			   const GPtrArray *known)
{
	GError *error = NULL;

	if (p->failed->len) {
		command_fail("not everything could be analysed: %s is left as it is", o->write_baseline);
		return false;
	}
	if (baseline_write(o->write_baseline, findings, known, o->reason, &error))
		return true;
	command_fail("%s", error->message);
	return false;
}

static int run(struct options *o)
{
	struct report r = { .accepted = g_ptr_array_new() };
	struct program p = { 0 };
	GPtrArray *known;
	GError *error = NULL;

	if (!are_usable(o) || !read_baselines(o, &r.baseline, &known) || !program_read(o, o->rest, &p))
		return EXIT_NOT_ANALYSED;
	o->format = o->format ? o->format : "text";
	r.findings = rules_run(p.a, o->rules, o->require_closed, &error);
	if (!r.findings)
		return command_fail("%s", error->message);
	findings_set_fingerprints(r.findings);
	if (o->write_baseline && !write_baseline(o, &p, r.findings, known ? known : r.baseline))
		return EXIT_NOT_ANALYSED;
	if (r.baseline)
		r.accepted = baseline_apply(r.baseline, r.findings, !is_partial(o) && !p.failed->len);
	survey_fill(&r, &p);
	if (write_report(o, &r) || !report_is_complete(&r))
		return EXIT_NOT_ANALYSED;
	return r.findings->len ? EXIT_FINDINGS : EXIT_CLEAN;
}

static const struct command_example examples[] = {
	{ "holdfast check -p build", "everything in build/compile_commands.json" },
	{ "holdfast check -p build drivers fs/inode.c", "only these files and folders" },
	{ "holdfast check -p build --whole-program --require-closed",
	  "a kernel: nothing calls in but declared entry points, and nothing may be left unseen" },
	{ "holdfast check -p build --model linux --model ours.ini",
	  "code that can't be annotated: a model that came along, and corrections of your own" },
	{ "holdfast check -p build --format sarif -o holdfast.sarif", "for code scanning in CI" },
	{ "holdfast check -p build --write-baseline holdfast.baseline --reason 'found on adoption'",
	  "accept what is there today" },
	{ "holdfast check -p build --baseline holdfast.baseline", "fail on what is new" },
	{ NULL, NULL }
};

const struct command command_check = {
	.name = "check",
	.arguments = "-p BUILD [OPTION]... [FILE|FOLDER]...",
	.summary = "check the C files of a build folder",
	.description =
"Reads the C files that BUILD/compile_commands.json names (CMake writes it with "
"-DCMAKE_EXPORT_COMPILE_COMMANDS=ON, other builds through bear), follows every path from every entry "
"point, and reports each broken rule with the chains of calls that lead to it.\n"
"\n"
"What could not be seen (calls through unknown pointers, functions without a body, files that don't "
"parse) is counted at the end of every report. Unknown is never clean.\n"
"\n"
"A model says what code does that can't be annotated: `posix`, `linux`, or a file of lines such as\n"
"\n"
"    [type struct my_lock]\n"
"    kind = spin\n"
"    [function my_lock, my_lock_nested]\n"
"    acquires = $1\n"
"    [function my_alloc]\n"
"    may-block-if = flags & 0x400\n"
"    [function my_timer]\n"
"    param 2 called-in = in_softirq\n"
"\n"
"docs/models.md has all of its keys. Later models win over earlier ones, and the code's own annotations over "
"all. --check-model lists what in them meets nothing.\n"
"\n"
"A finding in the baseline is listed, with its reason, and doesn't count. It is known by its rule, its "
"lock class and the functions in which its chains end, so it survives edits elsewhere. Entries that "
"match nothing any more are listed, to be removed.\n",
	.examples = examples,
	.status = "0 clean, 1 findings that no baseline accepts, 2 could not analyse (some file did not "
		  "parse, declarations contradict each other, or nothing could be read)",
	.rest_max = UINT_MAX,
	.run = run,
};
