// SPDX-License-Identifier: MIT
/*
 * carried_inversion.c: the inversion through the lock order.  An actor that cannot
 * give back spins on A; who holds A waits for B; so B must not be held open to
 * that actor either.  Breadth first from each A, so that the shortest carrier is
 * shown.
 */
#include "rules.h"

struct search {
	struct rule_run *r;
	int row;
	uint32_t *via;                  /* per class: edge + 1 that reached it */
	bool *reached;
};

/* Is B only ever held open under one of the locks on the way to it?  Then whoever
 * holds that one cannot be waiting for B. */
static bool is_gated(const struct search *s, uint32_t cls)
{
	uint32_t at = cls;

	while (s->via[at]) {
		const struct edge *e = g_ptr_array_index(s->r->a->edges, s->via[at] - 1);
		const struct use *u;
		bool always = true;

		at = e->from;
		for (uint32_t i = 0; (u = class_use(s->r, cls, i)); i++) {
			bool under = false;

			if (!use_is_open(u, s->row))
				continue;
			for (unsigned g = 0; g < u->gate_count; g++)
				under |= u->gates[g] == at;
			always &= under;
		}
		if (always)
			return true;
	}
	return false;
}

static void report(struct search *s, uint32_t cls, const struct witness *open)
{
	struct rule_run *r = s->r;
	const struct context_row *row = &context_rows[s->row];
	const struct lock_class *lock = model_class(r->m, cls);
	struct finding *f = rule_finding(r, "carried-inversion", witness_place(r, open), lock->name);
	uint32_t first = cls;
	GString *order = g_string_new(lock->name);

	while (s->via[first]) {
		first = ((struct edge *)g_ptr_array_index(r->a->edges, s->via[first] - 1))->from;
		g_string_prepend(order, " -> ");
		g_string_prepend(order, model_class(r->m, first)->name);
	}
	const struct lock_class *spun = model_class(r->m, first);
	const struct witness *stuck = use_best(r, first, s->row, use_is_stuck);

	f->lack = FINDING_LACKS_ANYWHERE;
	doubt_class(r, f, cls);
	if (lock->is_modelled)
		doubt_callers(r, f, open->at);
	doubt_class(r, f, first);
	f->message = g_strdup_printf("`%s` is held while %s can interrupt the holder, and whoever "
				     "spins on `%s` waits for it (%s; %s)", lock->name, row->actor,
				     spun->name, order->str, row->rule);
	note_held(r, f, "held, open to interruption:", open, lock);
	for (uint32_t at = cls; s->via[at];) {
		const struct edge *e = g_ptr_array_index(r->a->edges, s->via[at] - 1);
		char *title = g_strdup_printf("waits for `%s` while it holds `%s`:",
					      model_class(r->m, e->to)->name,
					      model_class(r->m, e->from)->name);
		char *text = g_strdup_printf("spins on `%s`", model_class(r->m, e->to)->name);

		note_site(r, f, title, e->witness.at, text);
		g_free(title);
		g_free(text);
		at = e->from;
	}
	char *title = g_strdup_printf("`%s` is spun on where the CPU cannot be given back:", spun->name);
	char *text = g_strdup_printf("spins on `%s`", spun->name);

	note_site(r, f, title, stuck->at, text);
	g_free(title);
	g_free(text);
	g_string_free(order, TRUE);
}

void rule_carried_inversion(struct rule_run *r)
{
	const struct by_class *edges = &r->index->edges;
	guint classes = r->m->classes->len;

	for (int row = 0; row < context_count; row++) {
		struct search s = { r, row, g_new0(uint32_t, classes + 1), g_new0(bool, classes + 1) };
		GQueue *todo = g_queue_new();
		gpointer item;

		for (uint32_t cls = 0; cls < classes; cls++)
			if (class_spins(model_class(r->m, cls)) && use_best(r, cls, row, use_is_stuck)) {
				s.reached[cls] = true;
				g_queue_push_tail(todo, GUINT_TO_POINTER(cls + 1));
			}
		while ((item = g_queue_pop_head(todo))) {
			uint32_t from = GPOINTER_TO_UINT(item) - 1;

			for (uint32_t k = edges->start[from]; k < edges->start[from + 1]; k++) {
				const struct edge *e = g_ptr_array_index(r->a->edges, edges->items[k]);

				if (s.reached[e->to] || !class_spins(model_class(r->m, e->to)))
					continue;
				s.reached[e->to] = true;
				s.via[e->to] = edges->items[k] + 1;
				g_queue_push_tail(todo, GUINT_TO_POINTER(e->to + 1));
				const struct witness *open = use_best(r, e->to, row, use_is_open);

				if (open && !is_gated(&s, e->to))
					report(&s, e->to, open);
			}
		}
		g_queue_free(todo);
		g_free(s.via);
		g_free(s.reached);
	}
}
