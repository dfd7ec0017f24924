// SPDX-License-Identifier: MIT
/*
 * verdict.c: the rules over a program, however it was read, as a report: what `check` and
 * `analyze` share.
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

static bool are_usable(struct options *o, bool is_partial)
{
	bool known = !o->format;

	for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++)
		known |= o->format && !strcmp(formats[i].name, o->format);
	if (!known)
		command_fail("--format is text, json, sarif or html");
	else if (o->write_baseline && is_partial)
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

int verdict(struct options *o, bool is_part, bool (*read)(const struct options *o, struct program *p))
{
	bool is_partial = is_part || o->rules;
	struct report r = { .accepted = g_ptr_array_new() };
	struct program p = { 0 };
	GPtrArray *known;
	GError *error = NULL;

	if (!are_usable(o, is_partial) || !read_baselines(o, &r.baseline, &known) || !read(o, &p))
		return EXIT_NOT_ANALYSED;
	o->format = o->format ? o->format : "text";
	r.findings = rules_run(p.a, o->rules, o->require_closed, &error);
	if (!r.findings)
		return command_fail("%s", error->message);
	findings_set_fingerprints(r.findings);
	if (o->write_baseline && !write_baseline(o, &p, r.findings, known ? known : r.baseline))
		return EXIT_NOT_ANALYSED;
	if (r.baseline)
		r.accepted = baseline_apply(r.baseline, r.findings, !is_partial && !p.failed->len);
	survey_fill(&r, &p);
	if (write_report(o, &r) || !report_is_complete(&r))
		return EXIT_NOT_ANALYSED;
	return r.findings->len ? EXIT_FINDINGS : EXIT_CLEAN;
}
