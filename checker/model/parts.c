// SPDX-License-Identifier: MIT
/*
 * parts.c: brings the header parts of all units together, and finds out which of
 * their functions are the same.
 *
 * At first all functions with the same text are one; then those are told apart whose
 * callees are, until nothing changes.
 */
#include "parts.h"

#include <string.h>

static gint by_header_and_id(gconstpointer p, gconstpointer q)
{
	const struct part *a = *(struct part *const *)p, *b = *(struct part *const *)q;
	int order = strcmp(a->header, b->header);

	return order ? order : strcmp(a->id, b->id);
}

static gint compare_part(const struct part *a, const char *header, const char *id)
{
	int order = strcmp(a->header, header);

	return order ? order : strcmp(a->id, id);
}

static struct part *part_find(const GPtrArray *parts, const char *header, const char *id)
{
	guint low = 0, high = parts->len;

	while (low < high) {
		guint middle = (low + high) / 2;
		int order = compare_part(g_ptr_array_index(parts, middle), header, id);

		if (!order)
			return g_ptr_array_index(parts, middle);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static const char *function_key(const struct fact_unit *unit, guint f)
{
	return fact_text(unit, ((struct fact_function *)g_ptr_array_index(unit->functions, f))->key);
}

static struct part *part_new(const char *header, const char *id, struct fact_unit *facts)
{
	struct part *part = g_new0(struct part, 1);

	part->header = g_strdup(header);
	part->id = g_strdup(id);
	part->facts = facts;
	part->forms = g_new0(uint32_t, facts->functions->len + 1);
	part->by_key = g_hash_table_new(g_str_hash, g_str_equal);
	part->externals = g_ptr_array_new();
	for (guint f = 0; f < facts->functions->len; f++) {
		const struct fact_function *fn = g_ptr_array_index(facts->functions, f);
		const char *key = function_key(facts, f);

		if (!fn->nodes->len)
			continue;
		g_hash_table_insert(part->by_key, (gpointer)key, GUINT_TO_POINTER(f + 1));
		if (!strchr(key, '@'))
			g_ptr_array_add(part->externals, (gpointer)key);
	}
	return part;
}

/* ---- names ----------------------------------------------------------------- */

static void scope_add(struct scope *s, const struct part *part)
{
	g_hash_table_insert(s->by_header, (gpointer)part->header, (gpointer)part);
	for (guint i = 0; i < part->externals->len; i++)
		g_hash_table_insert(s->externals, g_ptr_array_index(part->externals, i), (gpointer)part);
}

struct scope *scope_new(const GPtrArray *parts, const struct fact_unit *unit, const struct part *self)
{
	struct scope *s = g_new(struct scope, 1);

	s->by_header = g_hash_table_new(g_str_hash, g_str_equal);
	s->externals = g_hash_table_new(g_str_hash, g_str_equal);
	if (self)
		scope_add(s, self);
	for (guint i = 0; i < unit->parts->len; i++) {
		const struct fact_part *from = &g_array_index(unit->parts, struct fact_part, i);
		const struct part *part = part_find(parts, fact_text(unit, from->header),
						    fact_text(unit, from->id));

		if (part)
			scope_add(s, part);
	}
	return s;
}

void scope_free(struct scope *s)
{
	g_hash_table_destroy(s->by_header);
	g_hash_table_destroy(s->externals);
	g_free(s);
}

const struct part *scope_find(const struct scope *s, const char *key, uint32_t *function)
{
	const char *file = strchr(key, '@');
	const struct part *part = file ? g_hash_table_lookup(s->by_header, file + 1) :
					 g_hash_table_lookup(s->externals, key);
	guint found = part ? GPOINTER_TO_UINT(g_hash_table_lookup(part->by_key, key)) : 0;

	*function = found - 1;
	return found ? part : NULL;
}

/* ---- which are the same ------------------------------------------------------ */

static uint32_t form_number(GHashTable *numbers, char *text)
{
	guint number = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, text));

	if (!number) {
		number = g_hash_table_size(numbers) + 1;
		g_hash_table_insert(numbers, text, GUINT_TO_POINTER(number));
	} else {
		g_free(text);
	}
	return number;
}

static void add_callee(GString *out, const struct part *part, const struct scope *s,
		       const struct fact_value *value)
{
	uint32_t function = FACT_NONE, found;

	if (value->kind == FACT_VALUE_FUNCTION) {
		function = value->id;
	} else if (value->kind == FACT_VALUE_SLOT) {
		const struct fact_slot *slot = &g_array_index(part->facts->slots, struct fact_slot, value->id);

		if (slot->kind == FACT_SLOT_PARAM || slot->kind == FACT_SLOT_RETURN)
			function = slot->a;
	}
	if (function == FACT_NONE)
		return;
	const struct part *callee = scope_find(s, function_key(part->facts, function), &found);

	g_string_append_printf(out, " %u", callee ? callee->forms[found] : 0);
}

/* Its form and those of all that it calls. */
static char *form_text(const struct part *part, const struct scope *s, guint f)
{
	const struct fact_function *fn = g_ptr_array_index(part->facts->functions, f);
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "%u", part->forms[f]);
	for (guint n = 0; n < fn->nodes->len; n++) {
		const struct fact_node *node = g_ptr_array_index(fn->nodes, n);

		add_callee(out, part, s, &node->value);
		for (guint a = 0; node->args && a < node->args->len; a++)
			add_callee(out, part, s, &g_array_index(node->args, struct fact_value, a));
	}
	return g_string_free(out, FALSE);
}

static guint refine(const GPtrArray *parts, struct scope **scopes)
{
	GHashTable *numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	uint32_t **next = g_new0(uint32_t *, parts->len + 1);

	for (guint i = 0; i < parts->len; i++) {
		const struct part *part = g_ptr_array_index(parts, i);
		guint count = part->facts->functions->len;

		next[i] = g_new0(uint32_t, count + 1);
		for (guint f = 0; f < count; f++)
			if (((struct fact_function *)g_ptr_array_index(part->facts->functions, f))->nodes->len)
				next[i][f] = form_number(numbers, scopes ? form_text(part, scopes[i], f) :
					fact_print_function(part->facts,
							    g_ptr_array_index(part->facts->functions, f)));
	}
	for (guint i = 0; i < parts->len; i++) {
		struct part *part = g_ptr_array_index(parts, i);

		g_free(part->forms);
		part->forms = next[i];
	}
	guint forms = g_hash_table_size(numbers);

	g_hash_table_destroy(numbers);
	g_free(next);
	return forms;
}

static void find_forms(const GPtrArray *parts)
{
	struct scope **scopes = g_new(struct scope *, parts->len + 1);

	for (guint i = 0; i < parts->len; i++) {
		const struct part *part = g_ptr_array_index(parts, i);

		scopes[i] = scope_new(parts, part->facts, part);
	}
	for (guint before = 0, forms = refine(parts, NULL); forms != before;) {
		before = forms;
		forms = refine(parts, scopes);
	}
	for (guint i = 0; i < parts->len; i++)
		scope_free(scopes[i]);
	g_free(scopes);
}

GPtrArray *parts_collect(const GPtrArray *units)
{
	GPtrArray *parts = g_ptr_array_new();
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint u = 0; u < units->len; u++) {
		const struct fact_unit *unit = g_ptr_array_index(units, u);

		for (guint i = 0; i < unit->parts->len; i++) {
			struct fact_part *from = &g_array_index(unit->parts, struct fact_part, i);
			const char *id = fact_text(unit, from->id);

			if (!from->facts || g_hash_table_contains(seen, id))
				continue;
			struct part *part = part_new(fact_text(unit, from->header), id, from->facts);

			g_hash_table_add(seen, (gpointer)part->id);
			g_ptr_array_add(parts, part);
			from->facts = NULL;
		}
	}
	g_hash_table_destroy(seen);
	g_ptr_array_sort(parts, by_header_and_id);
	find_forms(parts);
	return parts;
}

void parts_free(GPtrArray *parts)
{
	for (guint i = 0; i < parts->len; i++) {
		struct part *part = g_ptr_array_index(parts, i);

		g_hash_table_destroy(part->by_key);
		g_ptr_array_free(part->externals, TRUE);
		fact_unit_free(part->facts);
		g_free(part->forms);
		g_free(part->ids);
		g_free((char *)part->header);
		g_free((char *)part->id);
		g_free(part);
	}
	g_ptr_array_free(parts, TRUE);
}
