// SPDX-License-Identifier: MIT
/*
 * verdict.c: the rules over a program, however it was read, as a report: what `check` and
 * `analyze` share.
 *
 * A report follows from the facts, the models, the baseline, the options that change what is
 * said, the working directory that file names are relative to, and this program itself.  A hash over
 * all of them is its key, under which `check` keeps it (report_cache.c); only whole ones, never
 * where a file failed.
 */
#include "command.h"
#include "report_cache.h"
#include "stages.h"

#include <errno.h>
#include <rules/rules.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void as_json(const struct report *r, FILE *out, bool color)
{
	(void)color;
	report_json(r, out);
}

static void as_sarif(const struct report *r, FILE *out, bool color)
{
	(void)color;
	report_sarif(r, out);
}

static void as_html(const struct report *r, FILE *out, bool color)
{
	(void)color;
	report_html(r, out);
}

static const struct format {
	const char *name;
	bool has_color;                 /* on a terminal */
	void (*write)(const struct report *r, FILE *out, bool color);
} formats[] = {
	{ "text", true, report_text }, { "json", false, as_json }, { "sarif", false, as_sarif },
	{ "html", false, as_html },
};

static const struct format *format_of(const struct options *o)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++)
		if (!strcmp(formats[i].name, o->format ? o->format : "text"))
			return &formats[i];
	return NULL;
}

static bool is_colored(const struct options *o)
{
	return format_of(o)->has_color && !o->output && isatty(STDOUT_FILENO);
}

/* False after an error line. */
static bool put_out(const struct options *o, const char *text, size_t len_bytes)
{
	FILE *out = output_open(o);

	if (!out)
		return false;
	fwrite(text, 1, len_bytes, out);
	return output_close(o, out) == EXIT_CLEAN;
}

/* ---- the key -------------------------------------------------------------- */

static void add_text(GChecksum *sum, const char *text)
{
	g_checksum_update(sum, (const guchar *)(text ? text : ""), text ? (gssize)strlen(text) + 1 : 0);
	g_checksum_update(sum, (const guchar *)(text ? "+" : "-"), 1);
}

static void add_baseline(GChecksum *sum, const GPtrArray *baseline)
{
	for (guint i = 0; i < baseline->len; i++) {
		const struct baseline_entry *e = g_ptr_array_index(baseline, i);

		add_text(sum, e->fingerprint);
		add_text(sum, e->rule);
		add_text(sum, e->subject);
		add_text(sum, e->message);
		add_text(sum, e->reason);
	}
}

/* NULL where it isn't known what the report will follow from. */
static char *report_key(const struct options *o, bool is_part, const GPtrArray *baseline, const struct program *p)
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	const gboolean switches[] = { o->exact_states, o->require_closed, o->whole_program, o->check_model, is_part, o->all,
				      is_colored(o), baseline != NULL };
	char *cwd = g_get_current_dir(), *key = NULL;

	g_checksum_update(sum, (const guchar *)switches, sizeof(switches));
	add_text(sum, format_of(o)->name);
	add_text(sum, o->rules);
	add_text(sum, o->baseline);
	add_text(sum, cwd);
	if (baseline)
		add_baseline(sum, baseline);
	if (program_add_identity(p, sum))
		key = g_strdup(g_checksum_get_string(sum));
	g_checksum_free(sum);
	g_free(cwd);
	return key;
}

static char *reports_folder(const struct options *o)
{
	char *cache = program_cache(o), *folder = g_build_filename(cache, "reports", NULL);

	g_free(cache);
	return folder;
}

static bool are_usable(struct options *o, bool is_partial)
{
	if (!format_of(o))
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

/* How many there were. */
static guint hide_doubtful(GPtrArray *findings)
{
	guint shown = 0, all = findings->len;

	for (guint i = 0; i < all; i++)
		if (!((struct finding *)g_ptr_array_index(findings, i))->doubt)
			g_ptr_array_index(findings, shown++) = g_ptr_array_index(findings, i);
	g_ptr_array_set_size(findings, shown);
	return all - shown;
}

/* The report, and the command's exit status. */
static int judge(const struct options *o, bool is_partial, GPtrArray *baseline, const GPtrArray *known,
		 const struct program *p, struct kept_report *kept)
{
	struct report r = { .accepted = g_ptr_array_new(), .baseline = baseline };
	GError *error = NULL;

	stage("applying the rules");
	r.findings = rules_run(p->a, o->rules, o->require_closed, &error);
	stage(NULL);
	if (!r.findings)
		return command_fail("%s", error->message);
	findings_set_fingerprints(r.findings);
	if (!o->all && !o->require_closed)
		r.doubtful = hide_doubtful(r.findings);
	if (o->write_baseline && !write_baseline(o, p, r.findings, known ? known : baseline))
		return EXIT_NOT_ANALYSED;
	if (baseline)
		r.accepted = baseline_apply(baseline, r.findings, !is_partial && !p->failed->len);
	findings_group(r.findings);
	survey_fill(&r, p);
	FILE *out = open_memstream(&kept->text, &kept->len_bytes);

	if (!out)
		return command_fail("the report: %s", g_strerror(errno));
	format_of(o)->write(&r, out, is_colored(o));
	if (fclose(out))
		return command_fail("the report: %s", g_strerror(errno));
	if (!put_out(o, kept->text, kept->len_bytes) || !report_is_complete(&r))
		return EXIT_NOT_ANALYSED;
	return r.findings->len ? EXIT_FINDINGS : EXIT_CLEAN;
}

int verdict(struct options *o, bool is_part, program_step *find, program_step *read)
{
	bool is_partial = is_part || o->rules;
	struct program p = { 0 };
	struct kept_report kept = { 0 };
	GPtrArray *baseline, *known;
	char *key = NULL;

	stages_begin(o->times);
	if (!are_usable(o, is_partial) || !read_baselines(o, &baseline, &known) || (find && !find(o, &p)))
		return EXIT_NOT_ANALYSED;
	bool is_kept = find && !o->write_baseline;
	char *folder = is_kept ? reports_folder(o) : NULL;

	if (is_kept)
		key = report_key(o, is_part, baseline, &p);
	if (key && report_cache_find(folder, key, &kept)) {
		fputs(kept.remarks, stderr);
		return put_out(o, kept.text, kept.len_bytes) ? kept.status : EXIT_NOT_ANALYSED;
	}
	if (!read(o, &p))
		return EXIT_NOT_ANALYSED;
	kept.remarks = p.remarks;
	kept.status = judge(o, is_partial, baseline, known, &p, &kept);
	stages_print();
	/* Facts that could not be read have been made again. */
	if (is_kept && kept.status != EXIT_NOT_ANALYSED && (key = report_key(o, is_part, baseline, &p)))
		report_cache_add(folder, key, &kept);
	return kept.status;
}
