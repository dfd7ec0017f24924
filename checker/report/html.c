// SPDX-License-Identifier: MIT
/*
 * html.c: the report as one file for a browser: no script, nothing loaded from
 * elsewhere.  Summary, findings with their chains and the source, the order of the
 * locks as a picture, and each lock.
 */
#include "html.h"
#include "report.h"


#define SNIPPET_LINES 2                 /* before and behind a finding's line */

static const char style[] =
"<style>\n"
":root { color-scheme: light dark; --line: #8886; --dim: #777; --bad: #c22; --good: #182; --code: #8881; }\n"
"body { font: 15px/1.45 system-ui, sans-serif; max-width: 70rem; margin: 1.5rem auto; padding: 0 1rem; }\n"
"h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid var(--line); }\n"
"h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }\n"
"code, pre, svg text { font-family: ui-monospace, monospace; font-size: 12px; }\n"
"pre { background: var(--code); padding: .4rem .6rem; margin: .3rem 0; overflow-x: auto; }\n"
"pre b { color: var(--bad); } ol { padding-left: 1.6rem; } .dim { color: var(--dim); }\n"
"table { border-collapse: collapse; } td, th { border: 1px solid var(--line); padding: .15rem .5rem; "
"text-align: left; }\n"
".finding { border-left: 3px solid var(--bad); padding-left: .8rem; margin: 1.2rem 0; }\n"
".accepted { border-color: var(--line); } .good { color: var(--good); } .bad { color: var(--bad); }\n"
".picture { overflow-x: auto; } svg .edge { fill: none; stroke: var(--dim); } svg marker path { fill: var(--dim); }\n"
"svg rect { fill: Canvas; stroke: currentColor; } svg text { fill: currentColor; text-anchor: middle; }\n"
"svg a:hover rect { fill: var(--code); } :target { background: var(--code); }\n"
"</style>\n";

void html_text(FILE *out, const char *text)
{
	char *valid = g_utf8_make_valid(text, -1), *escaped = g_markup_escape_text(valid, -1);

	fputs(escaped, out);
	g_free(escaped);
	g_free(valid);
}

/* ---- source -------------------------------------------------------------- */

/* The lines of a file; kept, since many steps are in few files. */
static char **source_lines(GHashTable *sources, const char *file)
{
	char **lines = g_hash_table_lookup(sources, file), *text;

	if (lines)
		return lines;
	if (g_file_get_contents(file, &text, NULL, NULL)) {
		lines = g_strsplit(text, "\n", -1);
		g_free(text);
	} else {
		lines = g_new0(char *, 1);
	}
	g_hash_table_insert(sources, g_strdup(file), lines);
	return lines;
}

static void put_snippet(FILE *out, GHashTable *sources, const char *file, uint32_t line, unsigned around)
{
	char **lines = source_lines(sources, file);
	uint32_t count = g_strv_length(lines);

	if (!line || line > count)
		return;
	fputs("<pre>", out);
	for (uint32_t i = line > around ? line - around : 1; i <= MIN(line + around, count); i++) {
		fprintf(out, "<span class=\"dim\">%5u </span>%s", i, i == line && around ? "<b>" : "");
		html_text(out, lines[i - 1]);
		fprintf(out, "%s\n", i == line && around ? "</b>" : "");
	}
	fputs("</pre>\n", out);
}

/* ---- findings ------------------------------------------------------------ */

static void put_place(FILE *out, const char *file, uint32_t line)
{
	fputs("<code>", out);
	html_text(out, report_path(file));
	if (line)
		fprintf(out, ":%u", line);
	fputs("</code>", out);
}

static void put_note(FILE *out, GHashTable *sources, const struct finding_note *n)
{
	const char *tag = n->is_list ? "ul" : "ol";

	fputs("<p>", out);
	html_text(out, n->text);
	fprintf(out, "</p>\n<%s>\n", tag);
	for (guint i = 0; i < n->steps->len; i++) {
		const struct finding_step *s = g_ptr_array_index(n->steps, i);

		fputs("<li><code>", out);
		html_text(out, s->function);
		fputs("</code> ", out);
		html_text(out, s->text);
		fputs(" <span class=\"dim\">", out);
		put_place(out, s->file, s->line);
		fputs("</span>\n", out);
		if (!n->is_list)
			put_snippet(out, sources, s->file, s->line, 0);
		fputs("</li>\n", out);
	}
	fprintf(out, "</%s>\n", tag);
}

static void put_finding(FILE *out, GHashTable *sources, const struct finding *f)
{
	fprintf(out, "<section class=\"finding%s\" id=\"%s\">\n<h3>", f->accepted ? " accepted" : "",
		f->fingerprint);
	html_text(out, f->message);
	fprintf(out, " <a href=\"#rule-%s\">[%s]</a></h3>\n", f->rule, f->rule);
	put_place(out, f->file, f->line);
	put_snippet(out, sources, f->file, f->line, SNIPPET_LINES);
	if (f->accepted) {
		fputs("<p>Accepted: ", out);
		html_text(out, f->accepted);
		fputs("</p>\n", out);
	}
	if (f->doubt) {
		fputs("<p>In doubt: ", out);
		html_text(out, f->doubt);
		fputs("</p>\n", out);
	}
	for (guint i = 0; i < f->notes->len; i++)
		put_note(out, sources, g_ptr_array_index(f->notes, i));
	fputs("</section>\n", out);
}

static void put_findings(FILE *out, const struct report *r)
{
	GHashTable *sources = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						    (GDestroyNotify)g_strfreev);

	fputs("<h2 id=\"findings\">Findings</h2>\n", out);
	if (!r->findings->len)
		fputs("<p class=\"good\">None.</p>\n", out);
	for (guint i = 0; i < r->findings->len; i++)
		put_finding(out, sources, g_ptr_array_index(r->findings, i));
	if (r->accepted->len)
		fputs("<h2>Accepted by the baseline</h2>\n", out);
	for (guint i = 0; i < r->accepted->len; i++)
		put_finding(out, sources, g_ptr_array_index(r->accepted, i));
	if (report_stale(r))
		fputs("<h2>Baseline entries that match nothing any more</h2>\n<ul>\n", out);
	for (guint i = 0; report_stale(r) && i < r->baseline->len; i++) {
		const struct baseline_entry *e = report_baseline(r, i);

		if (e->is_matched)
			continue;
		fputs("<li><code>", out);
		html_text(out, e->fingerprint);
		fputs("</code> ", out);
		html_text(out, e->rule);
		fputs(": ", out);
		html_text(out, e->reason);
		fputs("</li>\n", out);
	}
	if (report_stale(r))
		fputs("</ul>\n", out);
	g_hash_table_destroy(sources);
}

/* ---- locks --------------------------------------------------------------- */

static void put_neighbours(FILE *out, const struct lock_graph *g, uint32_t lock, bool under)
{
	unsigned count = 0;

	for (guint i = 0; i < g->edges->len; i++) {
		const struct lock_edge *e = lock_edge_at(g, i);
		uint32_t other = under ? e->from : e->to;

		if ((under ? e->to : e->from) != lock)
			continue;
		fprintf(out, "%s<a href=\"#lock-%u\">", count++ ? ", " : under ? "<p>Taken under " :
			"<p>Then taken: ", other);
		html_text(out, lock_at(g, other)->name);
		fputs("</a>", out);
	}
	if (count)
		fputs("</p>\n", out);
}

static void put_lock(FILE *out, const struct lock_graph *g, uint32_t index)
{
	const struct lock_entry *l = lock_at(g, index);

	fprintf(out, "<h3 id=\"lock-%u\">", index);
	html_text(out, l->name);
	fprintf(out, "</h3>\n<p>%s, %s%s ", l->kind, l->held_in ? "HF_HELD_IN " : "declares no state",
		l->held_in ? l->held_in : "");
	if (l->file)
		put_place(out, l->file, l->line);
	fputs("</p>\n", out);
	if (l->uses->len)
		fputs("<table><tr><th></th><th>state</th><th>places</th><th>for example</th></tr>\n", out);
	for (guint i = 0; i < l->uses->len; i++) {
		const struct lock_use *u = g_ptr_array_index(l->uses, i);

		fprintf(out, "<tr><td>%s</td><td>%s</td><td>%u</td><td><code>", u->is_wait ? "waited for" :
			"held", u->state, u->places);
		html_text(out, u->function);
		fputs("</code> ", out);
		put_place(out, u->file, u->line);
		fputs("</td></tr>\n", out);
	}
	if (l->uses->len)
		fputs("</table>\n", out);
	if (l->nests) {
		fputs("<p>Several are held at once: ", out);
		html_text(out, l->nests);
		fputs("</p>\n", out);
	}
	for (guint i = 0; i < l->guards->len; i++) {
		fputs(i ? ", <code>" : "<p>Guards <code>", out);
		html_text(out, g_ptr_array_index(l->guards, i));
		fputs("</code>", out);
	}
	if (l->guards->len)
		fputs("</p>\n", out);
	put_neighbours(out, g, index, true);
	put_neighbours(out, g, index, false);
}

/* ---- the rest ------------------------------------------------------------- */

static void put_list(FILE *out, const char *title, const GPtrArray *items)
{
	if (!items->len)
		return;
	fputs("<details><summary>", out);
	html_text(out, title);
	fprintf(out, " (%u)</summary>\n<ul>\n", items->len);
	for (guint i = 0; i < items->len; i++) {
		const struct report_item *item = g_ptr_array_index(items, i);

		fputs("<li>", out);
		if (item->file)
			put_place(out, item->file, item->line);
		fputs(" ", out);
		html_text(out, item->text);
		if (item->detail) {
			fputs(": ", out);
			html_text(out, item->detail);
		}
		fputs("</li>\n", out);
	}
	fputs("</ul></details>\n", out);
}

static void put_row(FILE *out, const char *what, unsigned number)
{
	fprintf(out, "<tr><td>%s</td><td>%u</td></tr>\n", what, number);
}

static void put_summary(FILE *out, const struct report *r)
{
	struct report_list lists[REPORT_LISTS];
	unsigned unseen = 0;

	report_unseen(r, lists);
	for (unsigned i = 0; lists[i].title; i++)
		unseen += lists[i].items->len;

	fprintf(out, "<p class=\"%s\">%u findings; %u accepted; %u more in doubt (--all).</p>\n<p class=\"%s\">%u things could not be "
		"seen.</p>\n<table>\n", r->findings->len ? "bad" : "good", r->findings->len, r->accepted->len,
		r->doubtful, unseen ? "bad" : "good", unseen);
	put_row(out, "files", r->files);
	put_row(out, "files that failed", r->failed->len);
	put_row(out, "files that are not C, not read", r->not_c->len);
	put_row(out, "functions", r->functions);
	put_row(out, "functions given up", r->given_up->len);
	put_row(out, "functions followed for one held lock at a time", r->in_parts->len);
	put_row(out, "functions in which unknown code is assumed to leave alone what decides", r->steady->len);
	put_row(out, "functions that nothing calls", r->unreached->len);
	put_row(out, "lock classes", r->classes);
	put_row(out, "order pairs", r->locks->edges->len);
	put_row(out, "entry points", r->entry_points->len);
	put_row(out, "trusted functions", r->trusted->len);
	fputs("</table>\n", out);
	if (!r->recognised)
		return;
	fputs("<p>", out);
	html_text(out, r->recognised);
	fputs("</p>\n", out);
}

static void put_rules(FILE *out, const struct report *r)
{
	fputs("<h2>Rules</h2>\n", out);
	for (guint i = 0; i < r->rules->len; i++) {
		const struct report_rule *rule = g_ptr_array_index(r->rules, i);

		fprintf(out, "<details id=\"rule-%s\"><summary><b>%s</b>: ", rule->id, rule->id);
		html_text(out, rule->summary);
		fputs("</summary>\n<pre>", out);
		html_text(out, rule->page ? rule->page : "");
		fputs("</pre></details>\n", out);
	}
}

void report_html(const struct report *r, FILE *out)
{
	struct report_list unseen[REPORT_LISTS];

	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<title>holdfast report</title>\n", out);
	fputs(style, out);
	fputs("</head>\n<body>\n<h1>Lock discipline</h1>\n", out);
	put_summary(out, r);
	put_findings(out, r);
	fputs("<h2>Lock order</h2>\n", out);
	if (r->locks->edges->len) {
		fputs("<p>A lock is taken under those above it that have an arrow to it. Click on one.</p>\n"
		      "<div class=\"picture\">\n", out);
		html_graph(r->locks, out);
		fputs("</div>\n", out);
	} else {
		fputs("<p>No two locks are ever held at once.</p>\n", out);
	}
	fputs("<h2>Locks</h2>\n", out);
	for (guint i = 0; i < r->locks->locks->len; i++)
		put_lock(out, r->locks, i);
	fputs("<h2>Not checked, or taken as given</h2>\n", out);
	put_list(out, "trusted functions", r->trusted);
	put_list(out, "functions that nothing calls, taken as called by a thread", r->unreached);
	put_list(out, "calls through pointers that the program never sets", r->empty_calls);
	report_unseen(r, unseen);
	for (unsigned i = 0; unseen[i].title; i++)
		put_list(out, unseen[i].title, unseen[i].items);
	put_rules(out, r);
	fputs("</body>\n</html>\n", out);
}
