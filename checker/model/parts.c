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

struct scope *scope_new(const struct parts *parts, const struct fact_unit *unit, const struct part *self)
{
	struct scope *s = g_new(struct scope, 1);

	s->by_header = g_hash_table_new(g_str_hash, g_str_equal);
	s->externals = g_hash_table_new(g_str_hash, g_str_equal);
	if (self)
		scope_add(s, self);
	for (guint i = 0; i < unit->parts->len; i++) {
		const struct fact_part *from = &g_array_index(unit->parts, struct fact_part, i);
		const struct part *part = g_hash_table_lookup(parts->by_id, fact_text(unit, from->id));

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

static bool has_body(const struct part *part, guint f)
{
	return ((struct fact_function *)g_ptr_array_index(part->facts->functions, f))->nodes->len;
}

static void add_callee(GArray *out, const struct part *part, const struct fact_value *value)
{
	struct part_callee callee = { NULL, FACT_NONE };
	uint32_t function = FACT_NONE;

	if (value->kind == FACT_VALUE_FUNCTION) {
		function = value->id;
	} else if (value->kind == FACT_VALUE_SLOT) {
		const struct fact_slot *slot = &g_array_index(part->facts->slots, struct fact_slot, value->id);

		if (slot->kind == FACT_SLOT_PARAM || slot->kind == FACT_SLOT_RETURN)
			function = slot->a;
	}
	if (function == FACT_NONE)
		return;
	callee.part = scope_find(part->scope, function_key(part->facts, function), &callee.function);
	g_array_append_val(out, callee);
}

static void find_callees(struct part *part)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct part_callee));
	guint count = part->facts->functions->len;

	part->first_callee = g_new(uint32_t, count + 1);
	for (guint f = 0; f < count; f++) {
		const struct fact_function *fn = g_ptr_array_index(part->facts->functions, f);

		part->first_callee[f] = out->len;
		for (guint n = 0; n < fn->nodes->len; n++) {
			const struct fact_node *node = g_ptr_array_index(fn->nodes, n);

			add_callee(out, part, &node->value);
			for (guint a = 0; node->args && a < node->args->len; a++)
				add_callee(out, part, &g_array_index(node->args, struct fact_value, a));
		}
	}
	part->first_callee[count] = out->len;
	part->callees = (struct part_callee *)g_array_free(out, FALSE);
}

static guint hash_of_hash(gconstpointer p)
{
	return ((const struct fact_hash *)p)->a;
}

static gboolean hashes_equal(gconstpointer p, gconstpointer q)
{
	return fact_hash_equal(*(const struct fact_hash *)p, *(const struct fact_hash *)q);
}

static uint32_t form_number(GHashTable *numbers, struct fact_hash hash)
{
	guint number = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, &hash));

	if (!number) {
		number = g_hash_table_size(numbers) + 1;
		g_hash_table_insert(numbers, g_memdup2(&hash, sizeof(hash)), GUINT_TO_POINTER(number));
	}
	return number;
}

/* Its form and those of all that it calls. */
static struct fact_hash form_hash(const struct part *part, guint f)
{
	struct fact_hash hash = { part->forms[f], 0 };

	for (uint32_t i = part->first_callee[f]; i < part->first_callee[f + 1]; i++) {
		const struct part_callee *callee = &part->callees[i];

		fact_hash_number(&hash, callee->part ? callee->part->forms[callee->function] : 0);
	}
	return hash;
}

/* Numbers the functions anew, by their text at first, then by what they call. */
static guint refine(const GPtrArray *parts, bool is_first)
{
	GHashTable *numbers = g_hash_table_new_full(hash_of_hash, hashes_equal, g_free, NULL);
	uint32_t **next = g_new0(uint32_t *, parts->len + 1);

	for (guint i = 0; i < parts->len; i++) {
		const struct part *part = g_ptr_array_index(parts, i);
		struct fact_hashes *names = is_first ? fact_hashes_new(part->facts) : NULL;
		guint count = part->facts->functions->len;

		next[i] = g_new0(uint32_t, count + 1);
		for (guint f = 0; f < count; f++)
			if (has_body(part, f))
				next[i][f] = form_number(numbers, !is_first ? form_hash(part, f) :
					fact_hash_function(names, g_ptr_array_index(part->facts->functions, f)));
		if (names)
			fact_hashes_free(names);
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

static void find_forms(const struct parts *parts)
{
	for (guint i = 0; i < parts->all->len; i++) {
		struct part *part = g_ptr_array_index(parts->all, i);

		part->scope = scope_new(parts, part->facts, part);
		find_callees(part);
	}
	for (guint before = 0, forms = refine(parts->all, true); forms != before;) {
		before = forms;
		forms = refine(parts->all, false);
	}
}

struct parts *parts_collect(const GPtrArray *units)
{
	struct parts *parts = g_new(struct parts, 1);

	parts->all = g_ptr_array_new();
	parts->by_id = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint u = 0; u < units->len; u++) {
		const struct fact_unit *unit = g_ptr_array_index(units, u);

		for (guint i = 0; i < unit->parts->len; i++) {
			struct fact_part *from = &g_array_index(unit->parts, struct fact_part, i);
			const char *id = fact_text(unit, from->id);

			if (!from->facts || g_hash_table_contains(parts->by_id, id))
				continue;
			struct part *part = part_new(fact_text(unit, from->header), id, from->facts);

			g_hash_table_insert(parts->by_id, (gpointer)part->id, part);
			g_ptr_array_add(parts->all, part);
		}
	}
	g_ptr_array_sort(parts->all, by_header_and_id);
	find_forms(parts);
	return parts;
}

void parts_free(struct parts *parts)
{
	for (guint i = 0; i < parts->all->len; i++) {
		struct part *part = g_ptr_array_index(parts->all, i);

		scope_free(part->scope);
		g_free(part->callees);
		g_free(part->first_callee);
		g_hash_table_destroy(part->by_key);
		g_ptr_array_free(part->externals, TRUE);
		g_free(part->forms);
		g_free(part->ids);
		g_free((char *)part->header);
		g_free((char *)part->id);
		g_free(part);
	}
	g_ptr_array_free(parts->all, TRUE);
	g_hash_table_destroy(parts->by_id);
	g_free(parts);
}
