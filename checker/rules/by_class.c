// SPDX-License-Identifier: MIT
/*
 * by_class.c: sorts the evidence by lock class.  The parts of the lock order in which there are cycles are its strongly
 * connected components, found as in R. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1 (1972),
 * without recursion.
 */
#include "by_class.h"

static struct by_class by_class_new(guint classes, guint count, uint32_t (*class_of)(const struct analysis *a, guint i),
				    const struct analysis *a)
{
	struct by_class by = { g_new0(uint32_t, classes + 2), g_new(uint32_t, count + 1) };
	uint32_t *next;

	for (guint i = 0; i < count; i++)
		by.start[class_of(a, i) + 1]++;
	for (guint c = 0; c < classes; c++)
		by.start[c + 1] += by.start[c];
	next = g_memdup2(by.start, (classes + 1) * sizeof(*next));
	for (guint i = 0; i < count; i++)
		by.items[next[class_of(a, i)]++] = i;
	g_free(next);
	return by;
}

static uint32_t use_class(const struct analysis *a, guint i)
{
	return ((const struct use *)g_ptr_array_index(a->uses, i))->key.cls;
}

static uint32_t edge_class(const struct analysis *a, guint i)
{
	return ((const struct edge *)g_ptr_array_index(a->edges, i))->from;
}

struct search {
	const struct analysis *a;
	const struct by_class *edges;
	uint32_t *number, *low, *next;  /* per class: when it was met, or 0; the earliest it leads back to; the next pair */
	bool *is_open;
	GArray *open, *path;            /* uint32_t: classes */
	uint32_t count, parts;
};

static void meet(struct search *s, uint32_t cls)
{
	s->number[cls] = s->low[cls] = ++s->count;
	s->next[cls] = s->edges->start[cls];
	s->is_open[cls] = true;
	g_array_append_val(s->open, cls);
	g_array_append_val(s->path, cls);
}

static void leave(struct search *s, uint32_t cls, uint32_t *part)
{
	uint32_t top;

	g_array_set_size(s->path, s->path->len - 1);
	if (s->path->len) {
		uint32_t before = g_array_index(s->path, uint32_t, s->path->len - 1);

		s->low[before] = MIN(s->low[before], s->low[cls]);
	}
	if (s->low[cls] != s->number[cls])
		return;
	s->parts++;
	do {
		top = g_array_index(s->open, uint32_t, s->open->len - 1);
		g_array_set_size(s->open, s->open->len - 1);
		s->is_open[top] = false;
		part[top] = s->parts;
	} while (top != cls);
}

static uint32_t *find_parts(const struct analysis *a, const struct by_class *edges, guint classes)
{
	struct search s = { a, edges, g_new0(uint32_t, classes + 1), g_new0(uint32_t, classes + 1),
			    g_new0(uint32_t, classes + 1), g_new0(bool, classes + 1),
			    g_array_new(FALSE, FALSE, sizeof(uint32_t)), g_array_new(FALSE, FALSE, sizeof(uint32_t)), 0, 0 };
	uint32_t *part = g_new0(uint32_t, classes + 1);

	for (uint32_t first = 0; first < classes; first++) {
		if (!s.number[first])
			meet(&s, first);
		while (s.path->len) {
			uint32_t cls = g_array_index(s.path, uint32_t, s.path->len - 1);

			if (s.next[cls] == edges->start[cls + 1]) {
				leave(&s, cls, part);
				continue;
			}
			const struct edge *e = g_ptr_array_index(a->edges, edges->items[s.next[cls]++]);

			if (!s.number[e->to])
				meet(&s, e->to);
			else if (s.is_open[e->to])
				s.low[cls] = MIN(s.low[cls], s.number[e->to]);
		}
	}
	g_free(s.number);
	g_free(s.low);
	g_free(s.next);
	g_free(s.is_open);
	g_array_free(s.open, TRUE);
	g_array_free(s.path, TRUE);
	return part;
}

struct class_index *class_index_new(const struct analysis *a)
{
	struct class_index *index = g_new(struct class_index, 1);
	guint classes = a->m->classes->len;

	index->uses = by_class_new(classes, a->uses->len, use_class, a);
	index->edges = by_class_new(classes, a->edges->len, edge_class, a);
	index->part = find_parts(a, &index->edges, classes);
	return index;
}

void class_index_free(struct class_index *index)
{
	g_free(index->uses.start);
	g_free(index->uses.items);
	g_free(index->edges.start);
	g_free(index->edges.items);
	g_free(index->part);
	g_free(index);
}
