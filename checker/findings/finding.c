// SPDX-License-Identifier: MIT
/*
 * finding.c: makes findings and puts them in order.
 */
#include "finding.h"

struct finding *finding_new(const char *rule, const char *file, uint32_t line, uint32_t col)
{
	struct finding *f = g_new0(struct finding, 1);

	f->rule = rule;
	f->file = file;
	f->line = line;
	f->col = col;
	f->notes = g_ptr_array_new();
	return f;
}

struct finding_note *finding_note(struct finding *f, const char *format, ...)
{
	struct finding_note *n = g_new0(struct finding_note, 1);
	va_list args;

	va_start(args, format);
	n->text = g_strdup_vprintf(format, args);
	va_end(args);
	n->steps = g_ptr_array_new();
	g_ptr_array_add(f->notes, n);
	return n;
}

struct finding_note *finding_list(struct finding *f, const char *title)
{
	struct finding_note *n = finding_note(f, "%s", title);

	n->is_list = true;
	return n;
}

struct finding_step *finding_step(struct finding_note *n, const char *file, uint32_t line, uint32_t col,
				  const char *function, const char *text)
{
	struct finding_step *s = g_new0(struct finding_step, 1);

	s->file = file;
	s->line = line;
	s->col = col;
	s->function = function;
	s->text = g_strdup(text);
	g_ptr_array_add(n->steps, s);
	return s;
}

static gint compare(gconstpointer p, gconstpointer q)
{
	const struct finding *a = *(struct finding *const *)p, *b = *(struct finding *const *)q;
	int order = g_strcmp0(a->file, b->file);

	if (order)
		return order;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->col != b->col)
		return a->col < b->col ? -1 : 1;
	order = g_strcmp0(a->rule, b->rule);
	return order ? order : g_strcmp0(a->message, b->message);
}

void findings_sort(GPtrArray *findings)
{
	g_ptr_array_sort(findings, compare);
}
