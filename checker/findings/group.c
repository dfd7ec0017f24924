// SPDX-License-Identifier: MIT
/*
 * group.c: one cause is one finding with its sites.  Findings of one rule that say the same of the same place differ only
 * in the way there: the shortest is told, of each other one where it comes from.
 *
 * This is done last, to what is shown.  A baseline knows each by itself (baseline.c), so that a new way to an old place
 * is new.
 */
#include "finding.h"

#include <string.h>

static bool is_same(const struct finding *a, const struct finding *b)
{
	return a->rule == b->rule && a->line == b->line && a->col == b->col && !strcmp(a->file, b->file) &&
	       !strcmp(a->message, b->message) && !a->doubt == !b->doubt;
}

static guint steps(const struct finding *f)
{
	guint count = 0;

	for (guint i = 0; i < f->notes->len; i++) {
		const struct finding_note *n = g_ptr_array_index(f->notes, i);

		count += n->is_list ? 0 : n->steps->len;
	}
	return count;
}

/* What is different from one to the next: where the first of two ways ends, or the only one begins. */
static const struct finding_step *origin(const struct finding *f)
{
	const struct finding_note *first = NULL;
	guint ways = 0;

	for (guint i = 0; i < f->notes->len; i++) {
		const struct finding_note *n = g_ptr_array_index(f->notes, i);

		if (n->is_list || !n->steps->len)
			continue;
		ways++;
		if (!first)
			first = n;
	}
	for (guint i = ways > 1 ? first->steps->len : 0; i-- > 0;)
		if (!((struct finding_step *)g_ptr_array_index(first->steps, i))->is_expansion)
			return g_ptr_array_index(first->steps, i);
	return first ? g_ptr_array_index(first->steps, 0) : NULL;
}

/* Ends what is the same from `from` on: the index after it. */
static guint group_end(const GPtrArray *sorted, guint from)
{
	guint i = from + 1;

	while (i < sorted->len && is_same(g_ptr_array_index(sorted, from), g_ptr_array_index(sorted, i)))
		i++;
	return i;
}

static struct finding *shortest(const GPtrArray *sorted, guint from, guint end)
{
	struct finding *best = g_ptr_array_index(sorted, from);

	for (guint i = from + 1; i < end; i++)
		if (steps(g_ptr_array_index(sorted, i)) < steps(best))
			best = g_ptr_array_index(sorted, i);
	return best;
}

static void tell(struct finding *f, const struct finding *other)
{
	const struct finding_step *at = origin(other);
	struct finding_note *last = f->notes->len ? g_ptr_array_index(f->notes, f->notes->len - 1) : NULL;
	static const char title[] = "the same, from here:";

	if (!at)
		return;
	if (!last || strcmp(last->text, title))
		last = finding_list(f, title);
	finding_step(last, at->file, at->line, at->col, at->function, at->text);
}

void findings_group(GPtrArray *sorted)
{
	guint kept = 0;

	for (guint from = 0, end; from < sorted->len; from = end) {
		end = group_end(sorted, from);
		struct finding *f = shortest(sorted, from, end);

		for (guint i = from; i < end; i++)
			if (g_ptr_array_index(sorted, i) != f)
				tell(f, g_ptr_array_index(sorted, i));
		g_ptr_array_index(sorted, kept++) = f;
	}
	g_ptr_array_set_size(sorted, kept);
}
