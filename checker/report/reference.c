// SPDX-License-Identifier: MIT
/*
 * reference.c: LOCK_REFERENCE.md.  It names files and functions, never lines, so that
 * only a change of the program's locking changes it.
 */
#include "report.h"

#include <stdarg.h>
#include <string.h>

struct page {
	const struct report *r;
	const char *root;
	char **maps;
	FILE *out;
};

/* Of a static buffer: good until the next call. */
static const char *short_path(const struct page *p, const char *file)
{
	static char *mapped;
	size_t root_len = strlen(p->root);

	if (!strncmp(file, p->root, root_len) && file[root_len] == '/')
		file += root_len + 1;
	for (unsigned i = 0; p->maps && p->maps[i]; i++) {
		const char *equals = strchr(p->maps[i], '=');
		size_t old_len = equals - p->maps[i];

		if (strncmp(file, p->maps[i], old_len))
			continue;
		g_free(mapped);
		mapped = g_strconcat(equals + 1, file + old_len, NULL);
		return mapped;
	}
	return file;
}

/* ---- sorted lines without repetitions -------------------------------------- */

static gint by_text(gconstpointer p, gconstpointer q)
{
	return strcmp(*(const char *const *)p, *(const char *const *)q);
}

static GPtrArray *lines_new(void)
{
	return g_ptr_array_new_with_free_func(g_free);
}

static void lines_add(GPtrArray *lines, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void lines_add(GPtrArray *lines, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(lines, g_strdup_vprintf(format, args));
	va_end(args);
}

static void lines_print(const struct page *p, GPtrArray *lines)
{
	g_ptr_array_sort(lines, by_text);
	for (guint i = 0; i < lines->len; i++)
		if (!i || strcmp(g_ptr_array_index(lines, i), g_ptr_array_index(lines, i - 1)))
			fprintf(p->out, "%s\n", (char *)g_ptr_array_index(lines, i));
	g_ptr_array_free(lines, TRUE);
}

static char *cell(const char *text)
{
	char **parts = g_strsplit(text, "|", -1);
	char *safe = g_strjoinv("\\|", parts);

	g_strfreev(parts);
	return safe;
}

/* ---- the sections -------------------------------------------------------- */

static void put_head(const struct page *p)
{
	const struct report *r = p->r;

	fputs("<!-- SPDX-License-Identifier: MIT -->\n"
	      "<!-- Written by `holdfast reference`, not by hand. -->\n"
	      "# Lock reference\n\n"
	      "How each lock of this program is used, on every path from every entry point. *Held* is a state\n"
	      "in which somebody holds the lock, *waited for* one in which somebody waits for it. A place stands\n"
	      "for all places in that state. A lock that is held while some actor can interrupt the holder, and\n"
	      "waited for where that actor cannot give the CPU back, can deadlock: there is none, or it is a\n"
	      "finding below.\n\n", p->out);
	fprintf(p->out, "| | |\n| --- | --- |\n| lock classes | %u |\n| order pairs | %u |\n"
		"| entry points | %u |\n| functions that nothing calls | %u |\n| trusted functions | %u |\n"
		"| findings | %u |\n| accepted findings | %u |\n",
		r->classes, r->locks->edges->len, r->entry_points->len, r->unreached->len, r->trusted->len,
		r->findings->len, r->accepted->len);
}

static void put_neighbours(const struct page *p, uint32_t lock, bool under)
{
	const struct lock_graph *g = p->r->locks;
	unsigned count = 0;

	for (guint i = 0; i < g->edges->len; i++) {
		const struct lock_edge *e = lock_edge_at(g, i);

		if ((under ? e->to : e->from) != lock)
			continue;
		fprintf(p->out, "%s`%s`", count++ ? ", " : under ? "\nTaken under " : "\nThen taken: ",
			lock_at(g, under ? e->from : e->to)->name);
	}
	if (count)
		fputs(".\n", p->out);
}

static void put_guarded(const struct page *p, const struct lock_entry *l)
{
	for (guint i = 0; i < l->guards->len; i++)
		fprintf(p->out, "%s`%s`", i ? ", " : "\nGuards ", (char *)g_ptr_array_index(l->guards, i));
	if (l->guards->len)
		fputs(".\n", p->out);
}

static void put_lock(const struct page *p, uint32_t index)
{
	const struct lock_entry *l = lock_at(p->r->locks, index);

	fprintf(p->out, "\n### `%s`\n\n%s; ", l->name, l->kind);
	if (l->held_in)
		fprintf(p->out, "declared `HF_HELD_IN(%s)`", l->held_in);
	else
		fputs("declares no state", p->out);
	if (l->file)
		fprintf(p->out, "; %s", short_path(p, l->file));
	fputs(".\n", p->out);
	if (!l->uses->len)
		fputs("\nNever taken.\n", p->out);
	else
		fputs("\n| | state | places | for example |\n| --- | --- | --- | --- |\n", p->out);
	for (guint i = 0; i < l->uses->len; i++) {
		const struct lock_use *u = g_ptr_array_index(l->uses, i);

		fprintf(p->out, "| %s | %s | %u | %s: `%s` |\n", u->is_wait ? "waited for" : "held", u->state,
			u->places, short_path(p, u->file), u->function);
	}
	put_guarded(p, l);
	if (l->nests)
		fprintf(p->out, "\nSeveral are held at once: %s.\n", l->nests);
	put_neighbours(p, index, true);
	put_neighbours(p, index, false);
}

static void put_order(const struct page *p)
{
	const struct lock_graph *g = p->r->locks;
	bool is_cyclic = false;

	fputs("\n## Lock order\n\n", p->out);
	if (!g->edges->len) {
		fputs("No two locks are ever held at once.\n", p->out);
		return;
	}
	fputs("A lock is taken only while locks of earlier lines are held.\n\n", p->out);
	for (guint i = 0; i < g->edges->len; i++)
		is_cyclic |= lock_at(g, lock_edge_at(g, i)->from)->level == lock_at(g, lock_edge_at(g, i)->to)->level;
	if (is_cyclic)
		fputs("Those of one line are also taken under each other: a finding, or a lock around them\n"
		      "makes it harmless.\n\n", p->out);
	for (unsigned level = 0; level < g->level_count; level++) {
		unsigned count = 0;

		fprintf(p->out, "%u. ", level + 1);
		for (guint i = 0; i < g->locks->len; i++)
			if (lock_at(g, i)->is_ordered && lock_at(g, i)->level == level)
				fprintf(p->out, "%s`%s`", count++ ? ", " : "", lock_at(g, i)->name);
		fputc('\n', p->out);
	}
	fputs("\n| while held | waited for | for example in |\n| --- | --- | --- |\n", p->out);
	for (guint i = 0; i < g->edges->len; i++) {
		const struct lock_edge *e = lock_edge_at(g, i);

		fprintf(p->out, "| `%s` | `%s` | %s: `%s` |\n", lock_at(g, e->from)->name,
			lock_at(g, e->to)->name, short_path(p, e->file), e->function);
	}
}

static void put_entry_points(const struct page *p)
{
	const GPtrArray *all = p->r->entry_points;

	fputs("\n## Entry points\n", p->out);
	if (!all->len)
		fputs("\nNone is declared: all functions that nothing calls are taken as called by a thread.\n", p->out);
	for (guint i = 0; i < all->len;) {
		const struct report_item *first = g_ptr_array_index(all, i);
		GPtrArray *lines = lines_new();

		for (; i < all->len; i++) {
			const struct report_item *item = g_ptr_array_index(all, i);

			if (strcmp(item->detail, first->detail))
				break;
			lines_add(lines, "- `%s` (%s)", item->text, short_path(p, item->file));
		}
		fprintf(p->out, "\n### %s\n\n", first->detail);
		lines_print(p, lines);
	}
}

static void put_trusted(const struct page *p)
{
	GPtrArray *lines = lines_new();

	if (p->r->trusted->len)
		fputs("\n## Trusted functions\n\nTheir contracts are taken as given.\n\n"
		      "| file | function | because |\n| --- | --- | --- |\n", p->out);
	for (guint i = 0; i < p->r->trusted->len; i++) {
		const struct report_item *item = g_ptr_array_index(p->r->trusted, i);
		char *reason = cell(item->detail);

		lines_add(lines, "| %s | `%s` | %s |", short_path(p, item->file), item->text, reason);
		g_free(reason);
	}
	lines_print(p, lines);
}

static void put_findings(const struct page *p, const char *title, const GPtrArray *findings)
{
	GPtrArray *lines = lines_new();

	if (findings->len)
		fprintf(p->out, "\n## %s\n\n", title);
	for (guint i = 0; i < findings->len; i++) {
		const struct finding *f = g_ptr_array_index(findings, i);

		lines_add(lines, "- %s: %s (%s)%s%s", f->rule, f->message, short_path(p, f->file),
			  f->accepted ? ": " : "", f->accepted ? f->accepted : "");
	}
	lines_print(p, lines);
}

static void put_items(const struct page *p, const GPtrArray *items)
{
	GPtrArray *lines = lines_new();

	for (guint i = 0; i < items->len; i++) {
		const struct report_item *item = g_ptr_array_index(items, i);

		lines_add(lines, "- %s: %s%s%s", short_path(p, item->file), item->text,
			  item->detail ? ": " : "", item->detail ? item->detail : "");
	}
	lines_print(p, lines);
}

static void put_unseen(const struct page *p)
{
	struct report_list lists[REPORT_LISTS];
	bool any = false;

	report_unseen(p->r, lists);
	fputs("\n## Not seen\n", p->out);
	for (unsigned i = 0; lists[i].title; i++) {
		if (!lists[i].items->len)
			continue;
		any = true;
		fprintf(p->out, "\n### %c%s\n\n", g_ascii_toupper(lists[i].title[0]), lists[i].title + 1);
		put_items(p, lists[i].items);
	}
	if (!any)
		fputs("\nNothing was left out.\n", p->out);
	if (!p->r->empty_calls->len)
		return;
	fputs("\n## Pointers that are called, but never set\n\n", p->out);
	put_items(p, p->r->empty_calls);
}

void report_reference(const struct report *r, const char *root, char **maps, FILE *out)
{
	struct page p = { r, root, maps, out };

	put_head(&p);
	put_findings(&p, "Findings", r->findings);
	put_findings(&p, "Accepted findings", r->accepted);
	put_order(&p);
	fputs("\n## Locks\n", out);
	for (guint i = 0; i < r->locks->locks->len; i++)
		put_lock(&p, i);
	put_entry_points(&p);
	put_trusted(&p);
	put_unseen(&p);
}
