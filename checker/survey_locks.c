// SPDX-License-Identifier: MIT
/*
 * survey_locks.c: every lock class with its uses and the order, for the reports that
 * show them.  Of the places in one state that one is kept whose file and function
 * come first by name: it changes only when the code around locks does.
 */
#include "command.h"

#include <rules/rules.h>
#include <string.h>

/* The witness' place: where the lock was taken, if that is known. */
static uint32_t place(const struct witness *w)
{
	return w->acquired != MODEL_NONE ? w->acquired : w->at;
}

static struct lock_use *use_of(struct lock_entry *l, const char *state, bool is_wait)
{
	for (guint i = 0; i < l->uses->len; i++) {
		struct lock_use *u = g_ptr_array_index(l->uses, i);

		if (u->is_wait == is_wait && !strcmp(u->state, state))
			return u;
	}
	struct lock_use *u = g_new0(struct lock_use, 1);

	u->state = state;
	u->is_wait = is_wait;
	g_ptr_array_add(l->uses, u);
	return u;
}

static void add_use(const struct analysis *a, struct lock_entry *l, const struct use *from)
{
	const char *state = from->key.entered != CONTEXT_NO_ACTOR ?
			    context_rows[from->key.entered].entered : context_closed_name(from->key.closed);
	struct lock_use *u = use_of(l, state, from->key.kind == USE_WAIT);

	for (guint i = 0; i < from->witnesses->len; i++) {
		const struct witness *w = &g_array_index(from->witnesses, struct witness, i);
		const struct fact_loc *loc = site_loc(a, place(w));
		const char *file = model_file(a->m, loc), *function = site_function(a, place(w))->name;
		int order = u->file ? strcmp(file, u->file) : -1;

		u->places++;
		order = order ? order : strcmp(function, u->function);
		if (order < 0 || (!order && loc->line < u->line)) {
			u->file = file;
			u->function = function;
			u->line = loc->line;
		}
	}
}

static gint by_use(gconstpointer p, gconstpointer q)
{
	const struct lock_use *a = *(struct lock_use *const *)p, *b = *(struct lock_use *const *)q;

	return a->is_wait != b->is_wait ? (a->is_wait ? 1 : -1) : strcmp(a->state, b->state);
}

static gint by_name(gconstpointer p, gconstpointer q, gpointer user)
{
	const struct model *m = user;
	const struct lock_class *a = model_class(m, *(const uint32_t *)p);
	const struct lock_class *b = model_class(m, *(const uint32_t *)q);
	int order = strcmp(a->name, b->name);

	return order ? order : strcmp(model_file(m, &a->loc), model_file(m, &b->loc));
}

static gint by_ends(gconstpointer p, gconstpointer q)
{
	const struct lock_edge *a = *(struct lock_edge *const *)p, *b = *(struct lock_edge *const *)q;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->to < b->to ? -1 : a->to > b->to;
}

/* Static locks of the same name are told apart by their files. */
static void make_unique(GPtrArray *locks)
{
	for (guint i = 0; i < locks->len;) {
		struct lock_entry *first = g_ptr_array_index(locks, i);
		const char *name = first->name;
		guint end = i + 1;

		while (end < locks->len &&
		       !strcmp(((struct lock_entry *)g_ptr_array_index(locks, end))->name, name))
			end++;
		for (guint k = i; end - i > 1 && k < end; k++) {
			struct lock_entry *l = g_ptr_array_index(locks, k);
			char *file = g_path_get_basename(l->file ? l->file : "elsewhere");

			l->name = g_strdup_printf("%s (%s)", name, file);
			g_free(file);
		}
		i = end;
	}
}

static void add_edges(const struct analysis *a, const uint32_t *index, struct lock_graph *g)
{
	for (guint i = 0; i < a->edges->len; i++) {
		const struct edge *from = g_ptr_array_index(a->edges, i);
		struct lock_edge *e = g_new0(struct lock_edge, 1);

		const struct fact_loc *loc = site_loc(a, from->witness.at);

		e->from = index[from->from];
		e->to = index[from->to];
		e->file = model_file(a->m, loc);
		e->line = loc->line;
		e->function = site_function(a, from->witness.at)->name;
		g_ptr_array_add(g->edges, e);
	}
	g_ptr_array_sort(g->edges, by_ends);
}

static gint by_text(gconstpointer p, gconstpointer q)
{
	return strcmp(*(const char *const *)p, *(const char *const *)q);
}

static void add_guards(struct model *m, const uint32_t *index, guint classes, struct lock_graph *g)
{
	for (guint i = 0; i < m->guarded->len; i++) {
		const struct guarded *data = g_ptr_array_index(m->guarded, i);

		for (guint k = 0; k < data->guards->len; k++) {
			const struct guard *guard = &g_array_index(data->guards, struct guard, k);
			uint32_t cls = guard->path == MODEL_NONE ? MODEL_NONE :
				       class_of_path(m, guard->path, guard->text);

			/* A lock that nobody takes has no class before this. */
			if (cls < classes && index[cls] != MODEL_NONE)
				g_ptr_array_add(lock_at(g, index[cls])->guards, (gpointer)data->name);
		}
	}
	for (guint i = 0; i < g->locks->len; i++)
		g_ptr_array_sort(lock_at(g, i)->guards, by_text);
}

static bool is_used(const struct analysis *a, uint32_t cls)
{
	for (guint i = 0; i < a->uses->len; i++)
		if (((const struct use *)g_ptr_array_index(a->uses, i))->key.cls == cls)
			return true;
	return false;
}

struct lock_graph *survey_locks(const struct analysis *a)
{
	struct model *m = a->m;
	guint classes = m->classes->len, count = 0;
	struct lock_graph *g = g_new0(struct lock_graph, 1);
	uint32_t *sorted = g_new(uint32_t, classes + 1);
	uint32_t *index = g_new(uint32_t, classes + 1);

	g->locks = g_ptr_array_new();
	g->edges = g_ptr_array_new();
	for (uint32_t i = 0; i < classes; i++) {
		index[i] = MODEL_NONE;
		if (class_is_lock(model_class(m, i)) || is_used(a, i))
			sorted[count++] = i;
	}
	g_qsort_with_data(sorted, count, sizeof(*sorted), by_name, (gpointer)m);
	for (uint32_t i = 0; i < count; i++) {
		const struct lock_class *c = model_class(m, sorted[i]);
		struct lock_entry *l = g_new0(struct lock_entry, 1);

		l->name = c->name;
		l->kind = class_kind_text(c);
		l->held_in = c->held_in;
		l->nests = c->nests;
		l->file = c->loc.line ? model_file(m, &c->loc) : NULL;
		l->line = c->loc.line;
		l->uses = g_ptr_array_new();
		l->guards = g_ptr_array_new();
		index[sorted[i]] = i;
		g_ptr_array_add(g->locks, l);
	}
	for (guint i = 0; i < a->uses->len; i++) {
		const struct use *u = g_ptr_array_index(a->uses, i);

		add_use(a, lock_at(g, index[u->key.cls]), u);
	}
	for (guint i = 0; i < g->locks->len; i++)
		g_ptr_array_sort(lock_at(g, i)->uses, by_use);
	add_guards(m, index, classes, g);
	make_unique(g->locks);
	add_edges(a, index, g);
	lock_graph_levels(g);
	g_free(sorted);
	g_free(index);
	return g;
}
