// SPDX-License-Identifier: MIT
/*
 * survey.c: what a report says besides its findings: counts, entry points, what was
 * trusted or not seen.
 */
#include "command.h"

#include <rules/rules.h>
#include <string.h>

static GPtrArray *unresolved_items(const struct model *m, const GPtrArray *from)
{
	GPtrArray *items = g_ptr_array_new();

	for (guint i = 0; i < from->len; i++) {
		const struct unresolved_item *u = g_ptr_array_index(from, i);

		report_add_item(items, model_file(m, &u->loc), u->loc.line, u->function, u->text);
	}
	return items;
}

static GPtrArray *rule_pages(void)
{
	GPtrArray *pages = g_ptr_array_new();

	for (unsigned i = 0; i < rule_count; i++) {
		struct report_rule *page = g_new0(struct report_rule, 1);

		page->id = rules[i].id;
		page->summary = rules[i].summary;
		page->page = rule_page(rules[i].id);
		g_ptr_array_add(pages, page);
	}
	return pages;
}

static gint by_state_and_name(gconstpointer p, gconstpointer q)
{
	const struct report_item *a = *(struct report_item *const *)p, *b = *(struct report_item *const *)q;
	int order = g_strcmp0(a->detail, b->detail);

	return order ? order : g_strcmp0(a->text, b->text);
}

static GPtrArray *entry_points(const struct model *m)
{
	GPtrArray *items = g_ptr_array_new();

	for (guint i = 0; i < m->entry_points->len; i++) {
		const struct entry_point *e = g_ptr_array_index(m->entry_points, i);
		const struct function *fn = model_function(m, e->function);

		report_add_item(items, model_file(m, &fn->loc), fn->loc.line, fn->name, e->state);
	}
	g_ptr_array_sort(items, by_state_and_name);
	return items;
}

static void add_assumed(const struct model *m, const struct analysis *a, const struct breach *b,
			GPtrArray *items)
{
	const struct activation *act = g_ptr_array_index(a->activations, b->activation);
	const struct function *fn = model_function(m, act->function);
	const struct fact_loc *loc = &function_node(fn, b->node)->loc;
	bool is_lock = b->kind == BREACH_REQUIRE || b->kind == BREACH_KEEPS || b->kind == BREACH_UNHELD;
	bool is_mask = b->kind == BREACH_STAYS_MASKED || b->kind == BREACH_NOT_MASKED;
	const char *what = is_lock ? model_class(m, b->object)->name :
			   is_mask ? context_rows[b->object].masked : fact_text(m->names, b->object);

	while (act->parent != MODEL_NONE)
		act = g_ptr_array_index(a->activations, act->parent);
	if (b->kind != BREACH_REQUIRE && b->kind != BREACH_REQUIRE_STATE) {
		report_add_item(items, model_file(m, loc), loc->line, fn->name, g_strdup_printf(
			"hands `%s` over %s a caller of `%s`, which is called by its address only", what,
			b->kind == BREACH_KEEPS || b->kind == BREACH_STAYS_MASKED ? "to" : "from",
			model_function(m, act->function)->name));
		return;
	}
	report_add_item(items, model_file(m, loc), loc->line, fn->name, g_strdup_printf(
		"`%s` requires `%s`, and nothing calls `%s`", model_function(m, b->subject)->name, what,
		model_function(m, act->function)->name));
}

void survey_fill(struct report *r, const struct program *p)
{
	const struct model *m = p->m;
	struct unresolved *u = unresolved_find(p->a);

	r->files = m->unit_count;
	r->classes = 0;
	for (guint i = 0; i < m->classes->len; i++)
		r->classes += class_is_lock(model_class(m, i));
	r->failed = p->failed;
	r->recognised = p->recognised;
	r->not_c = p->not_c;
	r->contradictions = g_ptr_array_new();
	for (guint i = 0; i < m->inconsistencies->len; i++)
		report_add_item(r->contradictions, NULL, 0, g_ptr_array_index(m->inconsistencies, i), NULL);
	r->entry_points = entry_points(m);
	r->unreached = g_ptr_array_new();
	for (guint i = 0; i < p->a->unknown_entries->len; i++) {
		const struct function *fn =
			model_function(m, g_array_index(p->a->unknown_entries, uint32_t, i));

		report_add_item(r->unreached, model_file(m, &fn->loc), fn->loc.line, fn->name, NULL);
	}
	r->trusted = g_ptr_array_new();
	for (guint f = 0; f < m->functions->len; f++) {
		const struct function *fn = model_function(m, f);

		if (fn->nodes->len)
			r->functions++;
		if (fn->trust)
			report_add_item(r->trusted, model_file(m, &fn->loc), fn->loc.line, fn->name, fn->trust);
	}
	r->empty_calls = unresolved_items(m, u->empty_calls);
	r->unresolved_calls = unresolved_items(m, u->calls);
	r->unresolved_functions = unresolved_items(m, u->functions);
	r->unresolved_locks = unresolved_items(m, u->locks);
	r->unresolved_saves = unresolved_items(m, u->saves);
	r->unread = g_ptr_array_new();
	for (guint i = 0; i < m->unread->len; i++) {
		const struct unread *a = g_ptr_array_index(m->unread, i);

		report_add_item(r->unread, model_file(m, &a->loc), a->loc.line, a->text, NULL);
	}
	r->given_up = unresolved_items(m, u->given_up);
	r->in_parts = unresolved_items(m, u->in_parts);
	r->steady = unresolved_items(m, u->steady);
	r->assumed = g_ptr_array_new();
	for (guint i = 0; i < p->a->breaches->len; i++) {
		const struct breach *b = g_ptr_array_index(p->a->breaches, i);

		if (breach_is_assumed(p->a, b))
			add_assumed(m, p->a, b, r->assumed);
	}
	r->rules = rule_pages();
	r->locks = survey_locks(p->a);
}
