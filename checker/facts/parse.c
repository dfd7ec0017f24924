// SPDX-License-Identifier: MIT
/*
 * parse.c: reads the text form of a fact unit (docs/facts.md), the mirror image of print.c.  A
 * mistake ends it with one line that says where it is and what is expected there.  What it makes goes
 * through fact_write and fact_read, so it is a unit like any other, whatever the text says.
 */
#include "text.h"

#include <string.h>

/* A slot that is named by its number before all are known. */
struct use {
	uint32_t slot;
	unsigned line;
};

void text_use_slot(struct text_reader *t, uint32_t slot)
{
	struct use use = { slot, t->line };

	g_array_append_val(t->slots_used, use);
}

/* "{record}name" or "name". */
static void read_member(struct text_reader *t, struct fact_unit *unit, uint32_t *record, uint32_t *name)
{
	*record = FACT_NONE;
	if (text_take(t, "{")) {
		*record = text_string(t, unit, "a record");
		text_need(t, "}");
	}
	*name = text_string(t, unit, "a name");
}

/* "WORD name", where it is there. */
static uint32_t read_option(struct text_reader *t, struct fact_unit *unit, const char *word)
{
	return text_take(t, word) ? text_string(t, unit, "a name") : FACT_NONE;
}

static uint32_t read_state_option(struct text_reader *t, struct fact_unit *unit, const char *word)
{
	if (!text_take(t, word))
		return FACT_NONE;
	text_need(t, "in");
	return text_string(t, unit, "a state");
}

static void read_lock(struct text_reader *t, struct fact_unit *unit)
{
	struct fact_lock lock = { 0 };

	read_member(t, unit, &lock.record, &lock.name);
	lock.kind = text_string(t, unit, "a kind of lock");
	lock.held_in = read_state_option(t, unit, "held");
	lock.class_name = read_option(t, unit, "class");
	lock.after = read_option(t, unit, "after");
	lock.nests = read_option(t, unit, "nests");
	lock.is_modelled = text_take(t, "modelled");
	lock.is_made = text_take(t, "made");
	lock.loc = text_loc(t, unit, FACT_NONE);
	g_array_append_val(unit->locks, lock);
}

static void read_guard(struct text_reader *t, struct fact_unit *unit)
{
	struct fact_guard guard = { .path = FACT_NONE };

	read_member(t, unit, &guard.record, &guard.name);
	if (text_take(t, "by")) {
		if (text_is(t, "?"))
			text_expected(t, "the lock");
		guard.path = text_path(t, unit, NULL, guard.record != FACT_NONE);
		guard.text = text_string(t, unit, "a kind of lock");
	} else if (text_take(t, "any")) {
		guard.text = fact_add_string(unit, "");
	} else {
		if (!text_take(t, "in"))
			text_expected(t, "`by` and a lock, `in` and a state, or `any`");
		guard.text = text_string(t, unit, "a state");
	}
	guard.is_pointee = text_take(t, "behind");
	g_array_append_val(unit->guards, guard);
}

static void read_macro(struct text_reader *t, struct fact_unit *unit)
{
	struct fact_macro macro = { .outer = FACT_NONE };

	if (text_number(t, "the macro's number") != unit->macros->len)
		text_fail(t, t->line, "macros are numbered from 0 on, one after the other", NULL);
	macro.name = text_string(t, unit, "a macro");
	macro.loc = text_loc(t, unit, FACT_NONE);
	if (text_take(t, "in")) {
		text_need(t, "macro");
		macro.outer = text_number(t, "a macro's number");
		if (!t->error && macro.outer >= unit->macros->len)
			text_fail(t, t->line, "there is no macro of that number above", NULL);
	}
	g_array_append_val(unit->macros, macro);
}

static void read_slot_place(struct text_reader *t, struct fact_unit *unit, struct fact_slot *slot,
			    GHashTable *keys)
{
	static const char *const kinds[FACT_SLOT_KINDS] = {
		[FACT_SLOT_FIELD] = "field", [FACT_SLOT_GLOBAL] = "variable", [FACT_SLOT_PARAM] = "parameter",
		[FACT_SLOT_LOCAL] = "local", [FACT_SLOT_RETURN] = "result", [FACT_SLOT_UNKNOWN] = "unknown",
	};

	slot->kind = text_choice(t, kinds, FACT_SLOT_KINDS);
	switch (slot->kind) {
	case FACT_SLOT_FIELD:
		text_need(t, "{");
		slot->a = text_string(t, unit, "a record");
		text_need(t, "}");
		slot->b = text_string(t, unit, "a field");
		break;
	case FACT_SLOT_GLOBAL:
		slot->a = text_string(t, unit, "a variable");
		break;
	case FACT_SLOT_PARAM:
	case FACT_SLOT_LOCAL:
	case FACT_SLOT_RETURN:
		if (slot->kind != FACT_SLOT_RETURN)
			slot->b = text_number(t, "a number");
		text_need(t, "of");
		slot->a = text_function_key(t, keys);
		break;
	case FACT_SLOT_UNKNOWN:
		slot->a = text_number(t, "a number");
		break;
	default:
		text_expected(t, "field, variable, parameter, local, result or unknown");
	}
}

static void read_slot(struct text_reader *t, struct fact_unit *unit, GHashTable *keys)
{
	struct fact_slot slot = { .with = FACT_NONE, .with_kind = FACT_NONE };

	if (text_number(t, "the slot's number") != unit->slots->len)
		text_fail(t, t->line, "slots are numbered from 0 on, one after the other", NULL);
	read_slot_place(t, unit, &slot, keys);
	slot.called_in = read_state_option(t, unit, "called");
	slot.may_block = text_take(t, "may-block");
	if (text_take(t, "holding")) {
		slot.with = text_path(t, unit, NULL, true);
		slot.with_kind = text_string(t, unit, "a kind of lock");
		if (text_take(t, "of"))
			slot.with_arg = text_number(t, "an argument's number");
		if (slot.with_arg >= FACT_MAX_PARAMS)
			text_fail(t, t->line, "arguments are numbered from 0 to 63", NULL);
	}
	slot.text = text_take(t, "written") ? text_string(t, unit, "the expression") : fact_add_string(unit, "");
	g_array_append_val(unit->slots, slot);
	g_array_append_val(t->slot_lines, t->line);
}

static void read_assign(struct text_reader *t, struct fact_unit *unit, GHashTable *keys)
{
	struct fact_assign assign = { .slot = text_number(t, "a slot's number") };

	text_use_slot(t, assign.slot);
	text_need(t, "=");
	if (!text_is(t, "function") && !text_is(t, "slot"))
		text_expected(t, "`function` and its key, or `slot` and a number");
	assign.value = text_value(t, unit, NULL, keys);
	assign.loc = text_loc(t, unit, FACT_NONE);
	g_array_append_val(unit->assigns, assign);
}

static void read_pointer(struct text_reader *t, struct fact_unit *unit)
{
	struct fact_pointer pointer = { 0 };

	read_member(t, unit, &pointer.record, &pointer.name);
	text_need(t, "=");
	text_need(t, "&");
	pointer.path = text_path(t, unit, NULL, pointer.record != FACT_NONE);
	g_array_append_val(unit->pointers, pointer);
}

/* ---- functions and headers ----------------------------------------------------- */

/* The number + 1 of each function from here to the end of the unit, which calls may name before it
 * is there. */
static GHashTable *find_functions(const struct text_reader *t)
{
	struct text_reader ahead = { .at = t->at, .file = t->file, .line = t->line, .token = { TEXT_END, NULL } };
	GHashTable *keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	unsigned depth = 0, count = 0;

	do {
		bool is_header = text_take(&ahead, "header");

		if (!depth && text_take(&ahead, "function")) {
			char *key = text_name(&ahead, "a function");

			count++;
			if (!g_hash_table_contains(keys, key))
				g_hash_table_insert(keys, g_strdup(key), GUINT_TO_POINTER(count));
			g_free(key);
		}
		if (text_is(&ahead, "}") && !depth--)
			break;
		while (is_header && ahead.token.kind != TEXT_END) {
			depth += text_is(&ahead, "{");
			text_next(&ahead);
		}
	} while (text_next_line(&ahead));
	text_close(&ahead);
	return keys;
}

static bool read_function(struct text_reader *t, struct fact_unit *unit, GHashTable *keys)
{
	struct fact_function *fn = fact_function_new();
	char *key = text_name(t, "a function");

	if (GPOINTER_TO_UINT(g_hash_table_lookup(keys, key)) != unit->functions->len + 1)
		text_fail(t, t->line, "there is another function", key);
	g_ptr_array_add(unit->functions, fn);
	fn->key = fn->name = fact_add_string(unit, key);
	g_free(key);
	fn->loc = text_loc(t, unit, FACT_NONE);
	text_end_of_line(t);
	return text_function(t, unit, fn, keys);
}

static void check_slots(struct text_reader *t, const struct fact_unit *unit)
{
	for (guint i = 0; i < t->slots_used->len; i++) {
		const struct use *use = &g_array_index(t->slots_used, struct use, i);

		if (use->slot >= unit->slots->len)
			text_fail(t, use->line, "there is no slot of that number", NULL);
	}
	for (guint i = 0; i < unit->slots->len && !t->error; i++) {
		const struct fact_slot *slot = &g_array_index(unit->slots, struct fact_slot, i);
		unsigned line = g_array_index(t->slot_lines, unsigned, i);

		if (slot->kind != FACT_SLOT_PARAM)
			continue;
		const struct fact_function *fn = g_ptr_array_index(unit->functions, slot->a);

		if (slot->b >= fn->param_count)
			text_fail(t, line, "the function has no parameter of that number", NULL);
	}
}

static struct fact_unit *read_unit(struct text_reader *t, bool is_part);

static bool read_part(struct text_reader *t, struct fact_unit *unit, bool is_part)
{
	struct fact_part part = { .header = text_string(t, unit, "a header") };
	char *id = text_name(t, "the part's identity");

	for (const char *c = id; *c; c++)
		if (!g_ascii_isxdigit(*c))
			text_fail(t, t->line, "a part's identity is a hexadecimal number, not", id);
	part.id = fact_add_string(unit, id);
	g_free(id);
	if (text_take(t, "{")) {
		if (is_part)
			text_fail(t, t->line, "what a header defines has no other header in it", NULL);
		text_end_of_line(t);
		part.facts = read_unit(t, true);
		text_need(t, "}");
	}
	g_array_append_val(unit->parts, part);
	text_end_of_line(t);
	return text_next_line(t);
}

/* A line that is none of a function; goes on to the next one. */
static bool read_line(struct text_reader *t, struct fact_unit *unit, GHashTable *keys, bool is_part)
{
	uint32_t text;

	if (text_take(t, "function"))
		return read_function(t, unit, keys);
	if (text_take(t, "header"))
		return read_part(t, unit, is_part);
	if (text_take(t, "file")) {
		unit->input = text_string(t, unit, "a file");
	} else if (text_take(t, "row")) {
		struct fact_row row = { .table = text_string(t, unit, "a table") };

		row.columns = text_string(t, unit, "its columns");
		g_array_append_val(unit->rows, row);
	} else if (text_take(t, "model")) {
		struct fact_use use = { .model = text_string(t, unit, "a model") };

		use.section = text_string(t, unit, "its section");
		g_array_append_val(unit->uses, use);
	} else if (text_take(t, "lock")) {
		read_lock(t, unit);
	} else if (text_take(t, "guarded")) {
		read_guard(t, unit);
	} else if (text_take(t, "macro")) {
		read_macro(t, unit);
	} else if (text_take(t, "slot")) {
		read_slot(t, unit, keys);
	} else if (text_take(t, "assign")) {
		read_assign(t, unit, keys);
	} else if (text_take(t, "pointer")) {
		read_pointer(t, unit);
	} else if (text_take(t, "taken")) {
		text = text_string(t, unit, "a key");
		g_array_append_val(unit->taken, text);
	} else if (text_take(t, "unread")) {
		struct fact_unread unread = { .text = text_string(t, unit, "an annotation") };

		unread.loc = text_loc(t, unit, FACT_NONE);
		g_array_append_val(unit->unread, unread);
	} else {
		text_expected(t, "a declaration, or a line of the function above");
	}
	text_end_of_line(t);
	return text_next_line(t);
}

/* Up to the end of the text, or of the part. */
static struct fact_unit *read_unit(struct text_reader *t, bool is_part)
{
	GHashTable *keys = find_functions(t);
	GArray *slots_used = t->slots_used, *slot_lines = t->slot_lines;
	struct fact_unit *unit = fact_unit_new();
	bool more = text_next_line(t);

	t->slots_used = g_array_new(FALSE, FALSE, sizeof(struct use));
	t->slot_lines = g_array_new(FALSE, FALSE, sizeof(unsigned));
	while (more && !t->error && !(is_part && text_is(t, "}")))
		more = read_line(t, unit, keys, is_part);
	check_slots(t, unit);
	g_array_free(t->slots_used, TRUE);
	g_array_free(t->slot_lines, TRUE);
	t->slots_used = slots_used;
	t->slot_lines = slot_lines;
	g_hash_table_destroy(keys);
	return unit;
}

bool fact_is_text(const uint8_t *data, size_t len_bytes)
{
	return len_bytes >= 6 && (*data == '#' || !memcmp(data, "facts ", 6));
}

/* What the unit says, as fact_read would give it. */
static struct fact_unit *as_read(const struct fact_unit *unit, const char *name, GError **error)
{
	GByteArray *bytes = fact_write(unit);
	struct fact_unit *read = fact_read(bytes->data, bytes->len, error);

	g_byte_array_free(bytes, TRUE);
	if (!read)
		g_prefix_error(error, "%s: ", name);
	return read;
}

struct fact_unit *fact_parse(const char *text, size_t len_bytes, const char *name, GError **error)
{
	struct fact_unit *unit = NULL, *read = NULL;
	struct text_reader t;

	if (memchr(text, 0, len_bytes)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: a zero byte in a text", name);
		return NULL;
	}
	char *copy = g_strndup(text, len_bytes);

	text_open(&t, copy, name);
	(void)text_next_line(&t);
	text_need(&t, "facts");
	if (text_number(&t, "the version of the facts") != FACT_VERSION)
		text_fail(&t, t.line, "facts of another version than " G_STRINGIFY(FACT_VERSION), NULL);
	text_end_of_line(&t);
	if (!t.error)
		unit = read_unit(&t, false);
	if (t.error)
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s", t.error);
	else
		read = as_read(unit, name, error);
	if (unit)
		fact_unit_free(unit);
	text_close(&t);
	g_free(copy);
	return read;
}
