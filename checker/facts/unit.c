// SPDX-License-Identifier: MIT
/*
 * unit.c: a fact unit in memory: making one, interning its strings and paths,
 * and freeing it.  No locks; one thread owns a unit.
 */
#include "facts.h"

#include <string.h>

static guint path_hash(gconstpointer p)
{
	const struct fact_path *path = p;

	return ((path->kind * 31 + path->parent) * 31 + path->a) * 31 + path->b;
}

static gboolean path_equal(gconstpointer a, gconstpointer b)
{
	return memcmp(a, b, sizeof(struct fact_path)) == 0;
}

struct fact_unit *fact_unit_new(void)
{
	struct fact_unit *unit = g_new0(struct fact_unit, 1);

	unit->strings = g_ptr_array_new_with_free_func(g_free);
	unit->string_ids = g_hash_table_new(g_str_hash, g_str_equal);
	unit->input = FACT_NONE;
	unit->rows = g_array_new(FALSE, FALSE, sizeof(struct fact_row));
	unit->uses = g_array_new(FALSE, FALSE, sizeof(struct fact_use));
	unit->paths = g_array_new(FALSE, FALSE, sizeof(struct fact_path));
	unit->path_ids = g_hash_table_new_full(path_hash, path_equal, g_free, NULL);
	unit->locks = g_array_new(FALSE, FALSE, sizeof(struct fact_lock));
	unit->guards = g_array_new(FALSE, FALSE, sizeof(struct fact_guard));
	unit->macros = g_array_new(FALSE, FALSE, sizeof(struct fact_macro));
	unit->functions = g_ptr_array_new();
	unit->slots = g_array_new(FALSE, FALSE, sizeof(struct fact_slot));
	unit->assigns = g_array_new(FALSE, FALSE, sizeof(struct fact_assign));
	unit->pointers = g_array_new(FALSE, FALSE, sizeof(struct fact_pointer));
	unit->taken = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	unit->unread = g_array_new(FALSE, FALSE, sizeof(struct fact_unread));
	unit->parts = g_array_new(FALSE, FALSE, sizeof(struct fact_part));
	return unit;
}

struct fact_function *fact_function_new(void)
{
	struct fact_function *fn = g_new0(struct fact_function, 1);

	fn->called_in = fn->trust = FACT_NONE;
	fn->contracts = g_array_new(FALSE, FALSE, sizeof(struct fact_contract));
	fn->vars = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	fn->nodes = g_ptr_array_new();
	fn->reads = g_array_new(FALSE, FALSE, sizeof(struct fact_reading));
	fn->predicates = g_array_new(FALSE, FALSE, sizeof(struct fact_predicate));
	fn->writes = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	return fn;
}

struct fact_node *fact_node_new(uint32_t kind)
{
	struct fact_node *node = g_new0(struct fact_node, 1);

	node->kind = kind;
	node->var = node->macro = FACT_NONE;
	node->next = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	if (fact_node_has_args(kind))
		node->args = g_array_new(FALSE, FALSE, sizeof(struct fact_value));
	return node;
}

void fact_node_free(struct fact_node *node)
{
	if (node->args)
		g_array_free(node->args, TRUE);
	g_array_free(node->next, TRUE);
	g_free(node);
}

void fact_function_free(struct fact_function *fn)
{
	for (guint i = 0; i < fn->nodes->len; i++)
		fact_node_free(g_ptr_array_index(fn->nodes, i));
	g_ptr_array_free(fn->nodes, TRUE);
	g_array_free(fn->contracts, TRUE);
	g_array_free(fn->vars, TRUE);
	g_array_free(fn->reads, TRUE);
	g_array_free(fn->predicates, TRUE);
	g_array_free(fn->writes, TRUE);
	g_free(fn);
}

void fact_unit_free(struct fact_unit *unit)
{
	for (guint i = 0; i < unit->functions->len; i++)
		fact_function_free(g_ptr_array_index(unit->functions, i));
	g_ptr_array_free(unit->functions, TRUE);
	g_hash_table_destroy(unit->string_ids);
	g_hash_table_destroy(unit->path_ids);
	g_ptr_array_free(unit->strings, TRUE);
	g_array_free(unit->rows, TRUE);
	g_array_free(unit->uses, TRUE);
	g_array_free(unit->paths, TRUE);
	g_array_free(unit->locks, TRUE);
	g_array_free(unit->guards, TRUE);
	g_array_free(unit->macros, TRUE);
	g_array_free(unit->slots, TRUE);
	g_array_free(unit->assigns, TRUE);
	g_array_free(unit->pointers, TRUE);
	g_array_free(unit->taken, TRUE);
	g_array_free(unit->unread, TRUE);
	for (guint i = 0; i < unit->parts->len; i++)
		if (g_array_index(unit->parts, struct fact_part, i).facts)
			fact_unit_free(g_array_index(unit->parts, struct fact_part, i).facts);
	g_array_free(unit->parts, TRUE);
	g_free(unit);
}

uint32_t fact_add_string(struct fact_unit *unit, const char *text)
{
	gpointer found;

	if (g_hash_table_lookup_extended(unit->string_ids, text, NULL, &found))
		return GPOINTER_TO_UINT(found);
	char *copy = g_strdup(text);
	uint32_t id = unit->strings->len;

	g_ptr_array_add(unit->strings, copy);
	g_hash_table_insert(unit->string_ids, copy, GUINT_TO_POINTER(id));
	return id;
}

uint32_t fact_add_path(struct fact_unit *unit, uint32_t kind, uint32_t parent, uint32_t a,
		       uint32_t b)
{
	struct fact_path path = { kind, parent, a, b };
	gpointer found;

	if (g_hash_table_lookup_extended(unit->path_ids, &path, NULL, &found))
		return GPOINTER_TO_UINT(found);
	uint32_t id = unit->paths->len;

	g_array_append_val(unit->paths, path);
	g_hash_table_insert(unit->path_ids, g_memdup2(&path, sizeof(path)), GUINT_TO_POINTER(id));
	return id;
}
