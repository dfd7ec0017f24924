// SPDX-License-Identifier: MIT
/*
 * write.c: the binary form of a fact unit.  The same unit always gives the same
 * bytes.  read.c is its mirror image: change both, and FACT_VERSION.
 */
#include "facts.h"

#include <string.h>

/* LEB128.  FACT_NONE is shifted to 0, so that "none" costs one byte. */
static void put(GByteArray *out, uint32_t number)
{
	uint64_t rest = (uint64_t)(uint32_t)(number + 1);

	do {
		uint8_t byte = rest & 0x7f;

		rest >>= 7;
		if (rest)
			byte |= 0x80;
		g_byte_array_append(out, &byte, 1);
	} while (rest);
}

static void put_loc(GByteArray *out, const struct fact_loc *loc)
{
	put(out, loc->file);
	put(out, loc->line);
	put(out, loc->col);
}

static void put_value(GByteArray *out, const struct fact_value *value)
{
	put(out, value->kind);
	put(out, value->id);
}

static void put_node(GByteArray *out, const struct fact_node *node)
{
	put(out, node->kind);
	put_loc(out, &node->loc);
	put(out, node->macro);
	put(out, node->var);
	put(out, node->test);
	put_value(out, &node->value);
	if (fact_node_has_args(node->kind)) {
		put(out, node->args->len);
		for (guint i = 0; i < node->args->len; i++)
			put_value(out, &g_array_index(node->args, struct fact_value, i));
	}
	put(out, node->next->len);
	for (guint i = 0; i < node->next->len; i++)
		put(out, g_array_index(node->next, uint32_t, i));
}

static void put_strings(GByteArray *out, const GArray *strings)
{
	put(out, strings->len);
	for (guint i = 0; i < strings->len; i++)
		put(out, g_array_index(strings, uint32_t, i));
}

static void put_function(GByteArray *out, const struct fact_function *fn)
{
	put(out, fn->key);
	put(out, fn->name);
	put_loc(out, &fn->loc);
	put(out, fn->flags);
	put(out, fn->called_in);
	put(out, fn->trust);
	put(out, fn->param_count);
	put(out, fn->contracts->len);
	for (guint i = 0; i < fn->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(fn->contracts, struct fact_contract, i);

		put(out, c->op);
		put(out, c->path);
		put(out, c->text);
		put(out, c->success);
		put(out, c->waits);
		put(out, c->condition);
		if (c->condition) {
			put(out, c->mask);
			put(out, c->value);
			put(out, c->is_unless);
		}
	}
	put(out, fn->vars->len);
	for (guint i = 0; i < fn->vars->len; i++)
		put(out, g_array_index(fn->vars, uint32_t, i));
	put(out, fn->nodes->len);
	for (guint i = 0; i < fn->nodes->len; i++)
		put_node(out, g_ptr_array_index(fn->nodes, i));
	put(out, fn->reads->len);
	for (guint i = 0; i < fn->reads->len; i++) {
		const struct fact_reading *read = &g_array_index(fn->reads, struct fact_reading, i);

		put(out, read->var);
		put(out, read->key);
		put(out, read->size_bytes);
	}
	put_strings(out, fn->writes);
}

static void put_part(GByteArray *out, const struct fact_part *part)
{
	put(out, part->header);
	put(out, part->id);
	put(out, part->facts != NULL);
	if (!part->facts)
		return;
	GByteArray *bytes = fact_write(part->facts);

	put(out, bytes->len);
	g_byte_array_append(out, bytes->data, bytes->len);
	g_byte_array_free(bytes, TRUE);
}

GByteArray *fact_write(const struct fact_unit *unit)
{
	GByteArray *out = g_byte_array_new();
	static const uint8_t magic[] = { 'H', 'F', 'A', 'C', 'T', 'S', FACT_VERSION };

	g_byte_array_append(out, magic, sizeof(magic));
	put(out, unit->strings->len);
	for (guint i = 0; i < unit->strings->len; i++) {
		const char *text = g_ptr_array_index(unit->strings, i);

		put(out, strlen(text));
		g_byte_array_append(out, (const uint8_t *)text, strlen(text));
	}
	put(out, unit->input);
	put(out, unit->rows->len);
	for (guint i = 0; i < unit->rows->len; i++) {
		const struct fact_row *row = &g_array_index(unit->rows, struct fact_row, i);

		put(out, row->table);
		put(out, row->columns);
	}
	put(out, unit->uses->len);
	for (guint i = 0; i < unit->uses->len; i++) {
		const struct fact_use *use = &g_array_index(unit->uses, struct fact_use, i);

		put(out, use->model);
		put(out, use->section);
	}
	put(out, unit->paths->len);
	for (guint i = 0; i < unit->paths->len; i++) {
		const struct fact_path *path = &g_array_index(unit->paths, struct fact_path, i);

		put(out, path->kind);
		put(out, path->parent);
		put(out, path->a);
		put(out, path->b);
	}
	put(out, unit->locks->len);
	for (guint i = 0; i < unit->locks->len; i++) {
		const struct fact_lock *lock = &g_array_index(unit->locks, struct fact_lock, i);

		put(out, lock->record);
		put(out, lock->name);
		put(out, lock->kind);
		put(out, lock->held_in);
		put(out, lock->class_name);
		put(out, lock->after);
		put(out, lock->nests);
		put(out, lock->is_modelled);
		put_loc(out, &lock->loc);
	}
	put(out, unit->guards->len);
	for (guint i = 0; i < unit->guards->len; i++) {
		const struct fact_guard *guard = &g_array_index(unit->guards, struct fact_guard, i);

		put(out, guard->record);
		put(out, guard->name);
		put(out, guard->is_pointee);
		put(out, guard->path);
		put(out, guard->text);
	}
	put(out, unit->macros->len);
	for (guint i = 0; i < unit->macros->len; i++) {
		const struct fact_macro *macro = &g_array_index(unit->macros, struct fact_macro, i);

		put(out, macro->name);
		put_loc(out, &macro->loc);
		put(out, macro->outer);
	}
	put(out, unit->functions->len);
	for (guint i = 0; i < unit->functions->len; i++)
		put_function(out, g_ptr_array_index(unit->functions, i));
	put(out, unit->slots->len);
	for (guint i = 0; i < unit->slots->len; i++) {
		const struct fact_slot *slot = &g_array_index(unit->slots, struct fact_slot, i);

		put(out, slot->kind);
		put(out, slot->a);
		put(out, slot->b);
		put(out, slot->called_in);
		put(out, slot->may_block);
		put(out, slot->text);
	}
	put(out, unit->assigns->len);
	for (guint i = 0; i < unit->assigns->len; i++) {
		const struct fact_assign *assign = &g_array_index(unit->assigns, struct fact_assign, i);

		put(out, assign->slot);
		put_value(out, &assign->value);
		put_loc(out, &assign->loc);
	}
	put(out, unit->pointers->len);
	for (guint i = 0; i < unit->pointers->len; i++) {
		const struct fact_pointer *p = &g_array_index(unit->pointers, struct fact_pointer, i);

		put(out, p->record);
		put(out, p->name);
		put(out, p->path);
	}
	put_strings(out, unit->taken);
	put(out, unit->unread->len);
	for (guint i = 0; i < unit->unread->len; i++) {
		const struct fact_unread *unread = &g_array_index(unit->unread, struct fact_unread, i);

		put(out, unread->text);
		put_loc(out, &unread->loc);
	}
	put(out, unit->parts->len);
	for (guint i = 0; i < unit->parts->len; i++)
		put_part(out, &g_array_index(unit->parts, struct fact_part, i));
	return out;
}
