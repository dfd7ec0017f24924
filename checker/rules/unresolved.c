// SPDX-License-Identifier: MIT
/*
 * unresolved.c: what the checker could not see.  It is counted in every summary, and
 * a finding with --require-closed: unknown is never clean.
 */
#include "rules.h"

static void add(GPtrArray *list, const struct fact_loc *loc, const char *function, char *text)
{
	struct unresolved_item *item = g_new0(struct unresolved_item, 1);

	item->loc = *loc;
	item->function = function;
	item->text = text;
	g_ptr_array_add(list, item);
}

static bool says_something(const struct function *fn)
{
	return fn->nodes->len || fn->contracts->len || fn->trust ||
	       (fn->flags & (FACT_FUNCTION_MAY_BLOCK | FACT_FUNCTION_MODELLED));
}

static void look_at_calls(const struct analysis *a, struct unresolved *u, const struct function *fn,
			  bool *seen)
{
	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = function_node(fn, n);

		if (node->kind != FACT_NODE_CALL)
			continue;
		if (node->value.kind == FACT_VALUE_FUNCTION) {
			const struct function *callee = model_function(a->m, node->value.id);

			if (!says_something(callee) && !seen[node->value.id])
				add(u->functions, &node->loc, fn->name, g_strdup_printf(
					"`%s` has no body and no contract", callee->name));
			seen[node->value.id] = true;
			continue;
		}
		const struct slot *s = model_slot(a->m, node->value.id);

		if (s->targets->len || s->called_in || s->may_block)
			continue;
		if (s->is_open)
			add(u->calls, &node->loc, fn->name, g_strdup_printf(
				"it is not known what `%s` holds, which is called here", s->text));
		else
			add(u->empty_calls, &node->loc, fn->name, g_strdup_printf(
				"nothing is ever stored in `%s`, which is called here", s->text));
	}
}

static void add_places(const struct analysis *a, GPtrArray *list, const GArray *sites,
		       const char *text)
{
	for (guint i = 0; i < sites->len; i++) {
		uint32_t site = g_array_index(sites, uint32_t, i);

		add(list, site_loc(a, site), site_function(a, site)->name, g_strdup(text));
	}
}

struct unresolved *unresolved_find(const struct analysis *a)
{
	struct unresolved *u = g_new0(struct unresolved, 1);
	bool *seen = g_new0(bool, a->m->functions->len + 1);

	u->calls = g_ptr_array_new();
	u->empty_calls = g_ptr_array_new();
	u->functions = g_ptr_array_new();
	u->locks = g_ptr_array_new();
	u->saves = g_ptr_array_new();
	u->given_up = g_ptr_array_new();
	u->in_parts = g_ptr_array_new();
	u->steady = g_ptr_array_new();
	for (guint f = 0; f < a->m->functions->len; f++) {
		const struct function *fn = model_function(a->m, f);

		if (!fn->trust)
			look_at_calls(a, u, fn, seen);
		if (a->given_up[f])
			add(u->given_up, &fn->loc, fn->name, g_strdup_printf(
				"`%s` has too many states: not analysed to the end", fn->name));
		else if (a->in_parts[f])
			add(u->in_parts, &fn->loc, fn->name, g_strdup_printf(
				"not every state around `%s` was followed: each lock by itself, or not what is behind setjmp",
				fn->name));
		if (a->is_steady[f])
			add(u->steady, &fn->loc, fn->name, g_strdup_printf(
				"what decides in `%s` about a lock is taken to stay as it is behind code that is not seen",
				fn->name));
	}
	add_places(a, u->locks, a->unresolved_locks, "which lock is taken here is not known");
	add_places(a, u->saves, a->unresolved_saves, "which save is restored here is not known");
	g_free(seen);
	return u;
}

static void report(struct rule_run *r, const GPtrArray *list)
{
	for (guint i = 0; i < list->len; i++) {
		const struct unresolved_item *item = g_ptr_array_index(list, i);
		struct finding *f = rule_finding(r, "unresolved", &item->loc, item->function);

		f->message = g_strdup_printf("%s (in %s)", item->text, item->function);
	}
}

void rule_unresolved(struct rule_run *r)
{
	struct unresolved *u = unresolved_find(r->a);

	/* A function that was given up is never silently fine. */
	report(r, u->given_up);
	if (!r->require_closed)
		return;
	report(r, u->calls);
	report(r, u->functions);
	report(r, u->locks);
	report(r, u->saves);
	report(r, u->in_parts);
	report(r, u->steady);
	for (guint i = 0; i < r->a->m->unread->len; i++) {
		const struct unread *a = g_ptr_array_index(r->a->m->unread, i);

		rule_finding(r, "unresolved", &a->loc, a->text)->message =
			g_strdup_printf("annotation `%s` is not understood", a->text);
	}
}
