// SPDX-License-Identifier: MIT
/*
 * write.c: the binary form of a fact unit.  Units that say the same give the same bytes, in
 * whatever order they were made: strings and paths are numbered as they are used, and those that
 * are not used are left out.  read.c is the mirror image: change both, and FACT_VERSION.
 */
#include "facts.h"

#include <string.h>

struct writer {
	const struct fact_unit *unit;
	GByteArray *out;
	/* The number + 1 that is written for each string and path, and those in that order. */
	uint32_t *string_numbers, *path_numbers;
	GArray *strings, *paths;
};

/* LEB128.  FACT_NONE is shifted to 0, so that "none" costs one byte. */
static void put(struct writer *w, uint32_t number)
{
	uint64_t rest = (uint64_t)(uint32_t)(number + 1);

	do {
		uint8_t byte = rest & 0x7f;

		rest >>= 7;
		if (rest)
			byte |= 0x80;
		g_byte_array_append(w->out, &byte, 1);
	} while (rest);
}

static uint32_t number_of(uint32_t *numbers, GArray *used, uint32_t id)
{
	if (!numbers[id]) {
		g_array_append_val(used, id);
		numbers[id] = used->len;
	}
	return numbers[id] - 1;
}

static void put_string(struct writer *w, uint32_t id)
{
	put(w, id == FACT_NONE ? id : number_of(w->string_numbers, w->strings, id));
}

/* Parents get their numbers first. */
static uint32_t path_number(struct writer *w, uint32_t id)
{
	uint32_t parent = g_array_index(w->unit->paths, struct fact_path, id).parent;

	if (!w->path_numbers[id] && parent != FACT_NONE)
		(void)path_number(w, parent);
	return number_of(w->path_numbers, w->paths, id);
}

static void put_path(struct writer *w, uint32_t id)
{
	put(w, id == FACT_NONE ? id : path_number(w, id));
}

static void put_loc(struct writer *w, const struct fact_loc *loc)
{
	put_string(w, loc->file);
	put(w, loc->line);
	put(w, loc->col);
}

static void put_value(struct writer *w, const struct fact_value *value)
{
	put(w, value->kind);
	if (value->kind == FACT_VALUE_PATH)
		put_path(w, value->id);
	else
		put(w, value->id);
}

static void put_node(struct writer *w, const struct fact_node *node)
{
	put(w, node->kind);
	put_loc(w, &node->loc);
	put(w, node->macro);
	put(w, node->var);
	put(w, node->test);
	put_value(w, &node->value);
	if (fact_node_has_args(node->kind)) {
		put(w, node->args->len);
		for (guint i = 0; i < node->args->len; i++)
			put_value(w, &g_array_index(node->args, struct fact_value, i));
	}
	put(w, node->next->len);
	for (guint i = 0; i < node->next->len; i++)
		put(w, g_array_index(node->next, uint32_t, i));
}

static void put_strings(struct writer *w, const GArray *strings)
{
	put(w, strings->len);
	for (guint i = 0; i < strings->len; i++)
		put_string(w, g_array_index(strings, uint32_t, i));
}

static void put_function(struct writer *w, const struct fact_function *fn)
{
	put_string(w, fn->key);
	put_string(w, fn->name);
	put_loc(w, &fn->loc);
	put(w, fn->flags);
	put_string(w, fn->called_in);
	put_string(w, fn->trust);
	put(w, fn->param_count);
	put(w, fn->contracts->len);
	for (guint i = 0; i < fn->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(fn->contracts, struct fact_contract, i);

		put(w, c->op);
		put_path(w, c->path);
		put_string(w, c->text);
		put(w, c->success);
		put(w, c->waits);
		put(w, c->condition);
		if (c->condition) {
			put(w, c->mask);
			put(w, c->value);
			put(w, c->is_unless);
		}
	}
	put_strings(w, fn->vars);
	put(w, fn->nodes->len);
	for (guint i = 0; i < fn->nodes->len; i++)
		put_node(w, g_ptr_array_index(fn->nodes, i));
	put(w, fn->reads->len);
	for (guint i = 0; i < fn->reads->len; i++) {
		const struct fact_reading *read = &g_array_index(fn->reads, struct fact_reading, i);

		put(w, read->var);
		put_string(w, read->key);
		put(w, read->size_bytes);
	}
	put(w, fn->predicates->len);
	for (guint i = 0; i < fn->predicates->len; i++) {
		const struct fact_predicate *p = &g_array_index(fn->predicates, struct fact_predicate, i);

		put(w, p->var);
		put(w, p->mask);
		put_value(w, &p->of);
		put_value(w, &p->is);
	}
	put_strings(w, fn->writes);
}

static void put_slot(struct writer *w, const struct fact_slot *slot)
{
	put(w, slot->kind);
	if (slot->kind == FACT_SLOT_FIELD || slot->kind == FACT_SLOT_GLOBAL)
		put_string(w, slot->a);
	else
		put(w, slot->a);
	if (slot->kind == FACT_SLOT_FIELD)
		put_string(w, slot->b);
	else
		put(w, slot->b);
	put_string(w, slot->called_in);
	put(w, slot->may_block);
	put_string(w, slot->text);
	put_path(w, slot->with);
	if (slot->with == FACT_NONE)
		return;
	put_string(w, slot->with_kind);
	put(w, slot->with_arg);
}

static void put_part(struct writer *w, const struct fact_part *part)
{
	put_string(w, part->header);
	put_string(w, part->id);
	put(w, part->facts != NULL);
	if (!part->facts)
		return;
	GByteArray *bytes = fact_write(part->facts);

	put(w, bytes->len);
	g_byte_array_append(w->out, bytes->data, bytes->len);
	g_byte_array_free(bytes, TRUE);
}

/* ---- the sections, in the file's order -------------------------------------- */

static void put_strings_table(struct writer *w)
{
	put(w, w->strings->len);
	for (guint i = 0; i < w->strings->len; i++) {
		const char *text = fact_text(w->unit, g_array_index(w->strings, uint32_t, i));

		put(w, strlen(text));
		g_byte_array_append(w->out, (const uint8_t *)text, strlen(text));
	}
}

static void put_before_paths(struct writer *w)
{
	const struct fact_unit *unit = w->unit;

	put_string(w, unit->input);
	put(w, unit->rows->len);
	for (guint i = 0; i < unit->rows->len; i++) {
		const struct fact_row *row = &g_array_index(unit->rows, struct fact_row, i);

		put_string(w, row->table);
		put_string(w, row->columns);
	}
	put(w, unit->uses->len);
	for (guint i = 0; i < unit->uses->len; i++) {
		const struct fact_use *use = &g_array_index(unit->uses, struct fact_use, i);

		put_string(w, use->model);
		put_string(w, use->section);
	}
}

static void put_paths(struct writer *w)
{
	put(w, w->paths->len);
	for (guint i = 0; i < w->paths->len; i++) {
		const struct fact_path *path = &g_array_index(w->unit->paths, struct fact_path,
							      g_array_index(w->paths, uint32_t, i));
		bool is_step = path->kind == FACT_PATH_FIELD || path->kind == FACT_PATH_UP;

		put(w, path->kind);
		put_path(w, path->parent);
		if (is_step || path->kind == FACT_PATH_GLOBAL)
			put_string(w, path->a);
		else
			put(w, path->a);
		if (is_step || path->kind == FACT_PATH_LOCAL_OBJECT)
			put_string(w, path->b);
		else
			put(w, path->b);
	}
}

static void put_objects(struct writer *w)
{
	const struct fact_unit *unit = w->unit;

	put(w, unit->locks->len);
	for (guint i = 0; i < unit->locks->len; i++) {
		const struct fact_lock *lock = &g_array_index(unit->locks, struct fact_lock, i);

		put_string(w, lock->record);
		put_string(w, lock->name);
		put_string(w, lock->kind);
		put_string(w, lock->held_in);
		put_string(w, lock->class_name);
		put_string(w, lock->after);
		put_string(w, lock->nests);
		put(w, lock->is_modelled);
		put(w, lock->is_made);
		put_loc(w, &lock->loc);
	}
	put(w, unit->guards->len);
	for (guint i = 0; i < unit->guards->len; i++) {
		const struct fact_guard *guard = &g_array_index(unit->guards, struct fact_guard, i);

		put_string(w, guard->record);
		put_string(w, guard->name);
		put(w, guard->is_pointee);
		put_path(w, guard->path);
		put_string(w, guard->text);
	}
	put(w, unit->macros->len);
	for (guint i = 0; i < unit->macros->len; i++) {
		const struct fact_macro *macro = &g_array_index(unit->macros, struct fact_macro, i);

		put_string(w, macro->name);
		put_loc(w, &macro->loc);
		put(w, macro->outer);
	}
}

static void put_code(struct writer *w)
{
	const struct fact_unit *unit = w->unit;

	put(w, unit->functions->len);
	for (guint i = 0; i < unit->functions->len; i++)
		put_function(w, g_ptr_array_index(unit->functions, i));
	put(w, unit->slots->len);
	for (guint i = 0; i < unit->slots->len; i++)
		put_slot(w, &g_array_index(unit->slots, struct fact_slot, i));
	put(w, unit->assigns->len);
	for (guint i = 0; i < unit->assigns->len; i++) {
		const struct fact_assign *assign = &g_array_index(unit->assigns, struct fact_assign, i);

		put(w, assign->slot);
		put_value(w, &assign->value);
		put_loc(w, &assign->loc);
	}
	put(w, unit->pointers->len);
	for (guint i = 0; i < unit->pointers->len; i++) {
		const struct fact_pointer *p = &g_array_index(unit->pointers, struct fact_pointer, i);

		put_string(w, p->record);
		put_string(w, p->name);
		put_path(w, p->path);
	}
	put_strings(w, unit->taken);
	put(w, unit->unread->len);
	for (guint i = 0; i < unit->unread->len; i++) {
		const struct fact_unread *unread = &g_array_index(unit->unread, struct fact_unread, i);

		put_string(w, unread->text);
		put_loc(w, &unread->loc);
	}
	put(w, unit->parts->len);
	for (guint i = 0; i < unit->parts->len; i++)
		put_part(w, &g_array_index(unit->parts, struct fact_part, i));
}

/* What `section` writes, apart from the rest. */
static GByteArray *written(struct writer *w, void (*section)(struct writer *))
{
	w->out = g_byte_array_new();
	section(w);
	return w->out;
}

static void append(GByteArray *out, GByteArray *more)
{
	g_byte_array_append(out, more->data, more->len);
	g_byte_array_free(more, TRUE);
}

GByteArray *fact_write(const struct fact_unit *unit)
{
	static const uint8_t magic[] = { 'H', 'F', 'A', 'C', 'T', 'S', FACT_VERSION };
	struct writer w = { .unit = unit };
	GByteArray *out = g_byte_array_new();

	w.string_numbers = g_new0(uint32_t, unit->strings->len + 1);
	w.path_numbers = g_new0(uint32_t, unit->paths->len + 1);
	w.strings = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	w.paths = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	/* What uses strings and paths comes before their tables are known, and behind them in the file. */
	GByteArray *head = written(&w, put_before_paths), *objects = written(&w, put_objects);
	GByteArray *code = written(&w, put_code), *paths = written(&w, put_paths);
	GByteArray *strings = written(&w, put_strings_table);

	g_byte_array_append(out, magic, sizeof(magic));
	append(out, strings);
	append(out, head);
	append(out, paths);
	append(out, objects);
	append(out, code);
	g_free(w.string_numbers);
	g_free(w.path_numbers);
	g_array_free(w.strings, TRUE);
	g_array_free(w.paths, TRUE);
	return out;
}
