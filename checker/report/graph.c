// SPDX-License-Identifier: MIT
/*
 * graph.c: the lock order, as text and for Graphviz.
 */
#include "locks.h"
#include "report.h"


void lock_graph_text(const struct lock_graph *g, FILE *out)
{
	unsigned alone = 0;

	for (unsigned level = 0; level < g->level_count; level++) {
		fprintf(out, "level %u\n", level + 1);
		for (guint i = 0; i < g->locks->len; i++) {
			const struct lock_entry *l = lock_at(g, i);

			if (!l->is_ordered || l->level != level)
				continue;
			fprintf(out, "  %s (%s)\n", l->name, l->kind);
			for (guint e = 0; e < g->edges->len; e++) {
				const struct lock_edge *edge = lock_edge_at(g, e);

				if (edge->from == i)
					fprintf(out, "    -> %s  %s:%u: %s\n", lock_at(g, edge->to)->name,
						report_path(edge->file), edge->line, edge->function);
			}
		}
	}
	for (guint i = 0; i < g->locks->len; i++)
		alone += !lock_at(g, i)->is_ordered;
	fprintf(out, "holdfast: %u lock classes, %u order pairs, %u levels; %u classes are never held "
		"together with another\n", g->locks->len, g->edges->len, g->level_count, alone);
}

static void put_quoted(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

void lock_graph_dot(const struct lock_graph *g, FILE *out)
{
	fputs("digraph locks {\n\trankdir=TB;\n\tnode [shape=box];\n", out);
	for (guint i = 0; i < g->locks->len; i++) {
		const struct lock_entry *l = lock_at(g, i);
		char *tip = g_strdup_printf("%s, %s%s", l->kind, l->held_in ? "HF_HELD_IN " :
					    "declares nothing", l->held_in ? l->held_in : "");

		fprintf(out, "\tl%u [label=", i);
		put_quoted(out, l->name);
		fputs(", tooltip=", out);
		put_quoted(out, tip);
		fputs("];\n", out);
		g_free(tip);
	}
	for (guint e = 0; e < g->edges->len; e++) {
		const struct lock_edge *edge = lock_edge_at(g, e);
		char *tip = g_strdup_printf("%s: %s", report_path(edge->file), edge->function);

		fprintf(out, "\tl%u -> l%u [tooltip=", edge->from, edge->to);
		put_quoted(out, tip);
		fputs("];\n", out);
		g_free(tip);
	}
	fputs("}\n", out);
}
