// SPDX-License-Identifier: MIT
/*
 * read.c: reads the binary form of a fact unit, and believes nothing.  Every
 * number is read with its bound; whatever is out of bounds ends the read with
 * one message that says what and where.  Counts are bounded by the bytes left,
 * so a malformed file cannot make it allocate more than a small multiple of
 * its own size.
 */
#include "facts.h"

#include <string.h>

struct reader {
	const uint8_t *data;
	size_t pos, len;
	bool is_part;                   /* includes no others */
	struct fact_unit *unit;
	const char *error;              /* the first one; then everything reads as 0 */
	size_t error_pos;
};

static uint32_t fail(struct reader *r, const char *what)
{
	if (!r->error) {
		r->error = what;
		r->error_pos = r->pos;
	}
	return 0;
}

static uint32_t get(struct reader *r, const char *what)
{
	uint64_t number = 0;

	for (unsigned shift = 0; shift < 35; shift += 7) {
		if (r->error || r->pos >= r->len)
			return fail(r, what);
		uint8_t byte = r->data[r->pos++];

		number |= (uint64_t)(byte & 0x7f) << shift;
		if (byte & 0x80)
			continue;
		if (number > UINT32_MAX)
			return fail(r, what);
		return (uint32_t)number - 1;
	}
	return fail(r, what);
}

/* A number below `limit`. */
static uint32_t get_below(struct reader *r, uint32_t limit, const char *what)
{
	uint32_t number = get(r, what);

	return !r->error && number >= limit ? fail(r, what) : number;
}

static uint32_t get_below_or_none(struct reader *r, uint32_t limit, const char *what)
{
	uint32_t number = get(r, what);

	return !r->error && number != FACT_NONE && number >= limit ? fail(r, what) : number;
}

/* A count of things that take at least one byte each. */
static uint32_t get_count(struct reader *r, const char *what)
{
	uint32_t count = get(r, what);

	return !r->error && count > r->len - r->pos ? fail(r, what) : count;
}

static uint32_t get_string(struct reader *r)
{
	return get_below(r, r->unit->strings->len, "a string number");
}

static uint32_t get_string_or_none(struct reader *r)
{
	return get_below_or_none(r, r->unit->strings->len, "a string number");
}

static struct fact_loc get_loc(struct reader *r)
{
	struct fact_loc loc = { .file = get_string(r) };

	loc.line = get(r, "a line");
	loc.col = get(r, "a column");
	return loc;
}

static void read_strings(struct reader *r)
{
	uint32_t count = get_count(r, "the number of strings");

	for (uint32_t i = 0; i < count && !r->error; i++) {
		uint32_t len = get_count(r, "a string's length");

		if (r->error)
			return;
		if (memchr(r->data + r->pos, 0, len)) {
			fail(r, "a string with a zero byte");
			return;
		}
		g_ptr_array_add(r->unit->strings, g_strndup((const char *)r->data + r->pos, len));
		r->pos += len;
	}
}

static void read_path(struct reader *r)
{
	uint32_t strings = r->unit->strings->len;
	struct fact_path path = { .kind = get_below(r, FACT_PATH_KINDS, "a path kind") };

	path.parent = get_below_or_none(r, r->unit->paths->len, "a path's parent");
	path.a = get(r, "a path");
	path.b = get(r, "a path");
	bool named = path.kind == FACT_PATH_FIELD || path.kind == FACT_PATH_UP;

	if ((path.kind < FACT_PATH_FIELD) != (path.parent == FACT_NONE))
		fail(r, "a path's parent");
	if ((named || path.kind == FACT_PATH_GLOBAL) && path.a >= strings)
		fail(r, "a path's name");
	if ((named || path.kind == FACT_PATH_LOCAL_OBJECT) && path.b >= strings)
		fail(r, "a path's name");
	g_array_append_val(r->unit->paths, path);
	unsigned steps = 0;

	for (uint32_t up = path.parent; !r->error && up != FACT_NONE && steps <= FACT_MAX_PATH_STEPS; steps++)
		up = g_array_index(r->unit->paths, struct fact_path, up).parent;
	if (steps > FACT_MAX_PATH_STEPS)
		fail(r, "a path's length");
}

static void read_lock(struct reader *r)
{
	struct fact_lock lock = { .record = get_string_or_none(r) };

	lock.name = get_string(r);
	lock.kind = get_string(r);
	lock.held_in = get_string_or_none(r);
	lock.class_name = get_string_or_none(r);
	lock.after = get_string_or_none(r);
	lock.nests = get_string_or_none(r);
	lock.is_modelled = get_below(r, 2, "a lock");
	lock.is_made = get_below(r, 2, "a lock");
	lock.loc = get_loc(r);
	g_array_append_val(r->unit->locks, lock);
}

/* A lock that is named from the record, or is a global. */
static void check_lock_path(struct reader *r, uint32_t path, bool has_record, const char *what)
{
	if (r->error)
		return;
	const struct fact_path *p = &g_array_index(r->unit->paths, struct fact_path, path);

	while (p->parent != FACT_NONE)
		p = &g_array_index(r->unit->paths, struct fact_path, p->parent);
	bool in_record = p->kind == FACT_PATH_PARAM && p->a == 0 && has_record;

	if (p->kind != FACT_PATH_GLOBAL && p->kind != FACT_PATH_UNKNOWN && !in_record)
		fail(r, what);
}

static uint32_t get_lock_path(struct reader *r, bool has_record, const char *what)
{
	uint32_t path = get_below(r, r->unit->paths->len, what);

	check_lock_path(r, path, has_record, what);
	return path;
}

static void read_pointer(struct reader *r)
{
	struct fact_pointer pointer = { .record = get_string_or_none(r) };

	pointer.name = get_string(r);
	pointer.path = get_lock_path(r, pointer.record != FACT_NONE, "a pointer's path");
	g_array_append_val(r->unit->pointers, pointer);
}

static void read_strings_of(struct reader *r, GArray *strings)
{
	uint32_t count = get_count(r, "the number of names");

	for (uint32_t i = 0; i < count && !r->error; i++) {
		uint32_t text = get_string(r);

		g_array_append_val(strings, text);
	}
}

/* Its lock is named from the record, or is a global. */
static void read_guard(struct reader *r)
{
	struct fact_guard guard = { .record = get_string_or_none(r) };

	guard.name = get_string(r);
	guard.is_pointee = get_below(r, 2, "a guard's pointee");
	guard.path = get_below_or_none(r, r->unit->paths->len, "a guard's path");
	guard.text = get_string(r);
	if (!r->error && guard.path != FACT_NONE) {
		const struct fact_path *p = &g_array_index(r->unit->paths, struct fact_path, guard.path);

		while (p->parent != FACT_NONE)
			p = &g_array_index(r->unit->paths, struct fact_path, p->parent);
		bool in_record = p->kind == FACT_PATH_PARAM && p->a == 0 && guard.record != FACT_NONE;

		if (p->kind != FACT_PATH_GLOBAL && !in_record)
			fail(r, "a guard's path");
	}
	g_array_append_val(r->unit->guards, guard);
}

/* Functions and slots come after the values that name them: those are checked
 * when the whole unit is there. */
static struct fact_value get_value(struct reader *r, uint32_t vars)
{
	struct fact_value value = { .kind = get_below(r, FACT_VALUE_KINDS, "a value's kind") };

	value.id = get(r, "a value");
	if (fact_value_has_var(value.kind) && value.id >= vars)
		fail(r, "a value's variable");
	if (value.kind == FACT_VALUE_PATH && value.id >= r->unit->paths->len)
		fail(r, "a value's path");
	return value;
}

static void read_node(struct reader *r, struct fact_function *fn, uint32_t nodes)
{
	uint32_t vars = fn->vars->len;
	struct fact_node *node = fact_node_new(get_below(r, FACT_NODE_KINDS, "a node's kind"));

	g_ptr_array_add(fn->nodes, node);
	node->loc = get_loc(r);
	node->macro = get_below_or_none(r, r->unit->macros->len, "a node's macro");
	node->var = get_below_or_none(r, vars, "a node's variable");
	node->test = get_below(r, FACT_TESTS, "a node's test");
	node->value = get_value(r, vars);
	if (fact_node_has_args(node->kind)) {
		uint32_t args = get_count(r, "the number of arguments");

		for (uint32_t i = 0; i < args && !r->error; i++) {
			struct fact_value arg = get_value(r, vars);

			g_array_append_val(node->args, arg);
		}
	}
	uint32_t next = get_count(r, "the number of successors");

	for (uint32_t i = 0; i < next && !r->error; i++) {
		uint32_t to = get_below(r, nodes, "a successor");

		g_array_append_val(node->next, to);
	}
	bool needs_var = node->kind == FACT_NODE_BRANCH || node->kind == FACT_NODE_SET ||
			 node->kind == FACT_NODE_KILL || node->kind == FACT_NODE_BIND;

	if (needs_var && node->var == FACT_NONE)
		fail(r, "a node's variable");
	if (node->kind == FACT_NODE_BRANCH && next != 2)
		fail(r, "a branch that has not two successors");
	bool needs_path = node->kind == FACT_NODE_BIND || node->kind == FACT_NODE_ACCESS ||
			  node->kind == FACT_NODE_STORE;

	if (needs_path && node->value.kind != FACT_VALUE_PATH)
		fail(r, "a node's path");
	if (node->kind == FACT_NODE_STORE && !r->error &&
	    (node->args->len != 1 ||
	     g_array_index(node->args, struct fact_value, 0).kind != FACT_VALUE_PATH))
		fail(r, "the target of a store");
	bool compares = node->kind == FACT_NODE_BRANCH && fact_test_compares(node->test);

	if (compares && node->value.kind != FACT_VALUE_VAR)
		fail(r, "what a branch compares");
	if (node->kind == FACT_NODE_RETURN && !r->error && node->args->len &&
	    (node->args->len != 1 ||
	     g_array_index(node->args, struct fact_value, 0).kind != FACT_VALUE_PATH))
		fail(r, "what is returned");
	if (node->kind == FACT_NODE_CALL && node->value.kind != FACT_VALUE_FUNCTION &&
	    node->value.kind != FACT_VALUE_SLOT)
		fail(r, "a call's target");
}

static void read_function(struct reader *r)
{
	struct fact_function *fn = fact_function_new();

	g_ptr_array_add(r->unit->functions, fn);
	fn->key = get_string(r);
	fn->name = get_string(r);
	fn->loc = get_loc(r);
	fn->flags = get_below(r, FACT_FUNCTION_FLAGS + 1, "a function's flags");
	fn->called_in = get_string_or_none(r);
	fn->trust = get_string_or_none(r);
	fn->param_count = get_below(r, FACT_MAX_PARAMS + 1, "the number of parameters");
	uint32_t contracts = get_count(r, "the number of contracts");

	for (uint32_t i = 0; i < contracts && !r->error; i++) {
		struct fact_contract c = { .op = get_below(r, FACT_OPS, "a contract") };

		c.path = get_below_or_none(r, r->unit->paths->len, "a contract's path");
		c.text = get_string(r);
		c.success = get_below(r, FACT_SUCCESSES, "a contract's result");
		c.waits = get_below(r, FACT_WAITS_COUNT, "a contract's wait");
		c.condition = get_below(r, FACT_MAX_CONDITION_PARAM + 1, "a contract's condition");
		if (c.condition) {
			c.mask = get(r, "a contract's condition");
			c.value = get(r, "a contract's condition");
			c.is_unless = get_below(r, 2, "a contract's condition");
		}
		if (fact_op_names_lock(c.op) != (c.path != FACT_NONE))
			fail(r, "a contract's path");
		g_array_append_val(fn->contracts, c);
	}
	uint32_t vars = get_count(r, "the number of variables");

	for (uint32_t i = 0; i < vars && !r->error; i++) {
		uint32_t name = get_string(r);

		g_array_append_val(fn->vars, name);
	}
	if (vars < fn->param_count)
		fail(r, "the number of variables");
	uint32_t nodes = get_count(r, "the number of nodes");

	for (uint32_t i = 0; i < nodes && !r->error; i++)
		read_node(r, fn, nodes);
	if (!nodes != !(fn->flags & FACT_FUNCTION_BODY))
		fail(r, "a function's body");
	uint32_t reads = get_count(r, "the number of reads");

	for (uint32_t i = 0; i < reads && !r->error; i++) {
		struct fact_reading read = { .var = get_below(r, vars, "a read's variable") };

		read.key = get_string(r);
		read.size_bytes = get(r, "a read's size");
		g_array_append_val(fn->reads, read);
	}
	uint32_t predicates = get_count(r, "the number of predicates");

	for (uint32_t i = 0; i < predicates && !r->error; i++) {
		struct fact_predicate p = { .var = get_below(r, vars, "a predicate's variable") };

		p.mask = get(r, "a predicate's mask");
		p.of = get_value(r, vars);
		p.is = get_value(r, vars);
		if ((p.of.kind != FACT_VALUE_VAR && p.of.kind != FACT_VALUE_PATH) || fact_value_has_var(p.is.kind))
			fail(r, "a predicate");
		g_array_append_val(fn->predicates, p);
	}
	read_strings_of(r, fn->writes);
}

static void read_slot(struct reader *r)
{
	struct fact_slot slot = { .kind = get_below(r, FACT_SLOT_KINDS, "a slot's kind") };
	uint32_t strings = r->unit->strings->len, functions = r->unit->functions->len;

	slot.a = get(r, "a slot");
	slot.b = get(r, "a slot");
	slot.called_in = get_string_or_none(r);
	slot.may_block = get_below(r, 2, "a slot");
	slot.text = get_string(r);
	slot.with = get_below_or_none(r, r->unit->paths->len, "a slot's lock");
	if (slot.with != FACT_NONE) {
		check_lock_path(r, slot.with, true, "a slot's lock");
		slot.with_kind = get_string(r);
		slot.with_arg = get_below(r, FACT_MAX_PARAMS, "a slot's argument");
	} else {
		slot.with_kind = FACT_NONE;
	}
	if (slot.kind == FACT_SLOT_FIELD && (slot.a >= strings || slot.b >= strings))
		fail(r, "a slot's field");
	if (slot.kind == FACT_SLOT_GLOBAL && slot.a >= strings)
		fail(r, "a slot's variable");
	bool in_function = slot.kind == FACT_SLOT_PARAM || slot.kind == FACT_SLOT_LOCAL ||
			   slot.kind == FACT_SLOT_RETURN;

	if (in_function && slot.a >= functions)
		fail(r, "a slot's function");
	if (!r->error && slot.kind == FACT_SLOT_PARAM) {
		const struct fact_function *fn = g_ptr_array_index(r->unit->functions, slot.a);

		if (slot.b >= fn->param_count)
			fail(r, "a slot's parameter");
	}
	g_array_append_val(r->unit->slots, slot);
}

static void check_reference(struct reader *r, const struct fact_value *value)
{
	if (value->kind == FACT_VALUE_FUNCTION && value->id >= r->unit->functions->len)
		fail(r, "a function number");
	if (value->kind == FACT_VALUE_SLOT && value->id >= r->unit->slots->len)
		fail(r, "a slot number");
}

/* A path's PARAM and LOCAL roots count the variables of the function that uses
 * it, so they are checked per use. */
static void check_path(struct reader *r, uint32_t path, const struct fact_function *fn)
{
	const struct fact_path *p = &g_array_index(r->unit->paths, struct fact_path, path);

	while (p->parent != FACT_NONE)
		p = &g_array_index(r->unit->paths, struct fact_path, p->parent);
	if (p->kind == FACT_PATH_PARAM && p->a >= fn->param_count)
		fail(r, "a path's parameter");
	if ((p->kind == FACT_PATH_LOCAL_PTR || p->kind == FACT_PATH_LOCAL_OBJECT) &&
	    p->a >= fn->vars->len)
		fail(r, "a path's variable");
}

static void check_value(struct reader *r, const struct fact_value *value,
			const struct fact_function *fn)
{
	check_reference(r, value);
	if (value->kind == FACT_VALUE_PATH)
		check_path(r, value->id, fn);
}

static void check_functions(struct reader *r)
{
	for (guint i = 0; i < r->unit->functions->len; i++) {
		const struct fact_function *fn = g_ptr_array_index(r->unit->functions, i);

		for (guint c = 0; c < fn->contracts->len; c++) {
			uint32_t path = g_array_index(fn->contracts, struct fact_contract, c).path;

			if (path != FACT_NONE)
				check_path(r, path, fn);
		}
		for (guint n = 0; n < fn->nodes->len && !r->error; n++) {
			const struct fact_node *node = g_ptr_array_index(fn->nodes, n);

			check_value(r, &node->value, fn);
			for (guint a = 0; node->args && a < node->args->len; a++)
				check_value(r, &g_array_index(node->args, struct fact_value, a), fn);
		}
		for (guint p = 0; p < fn->predicates->len && !r->error; p++)
			check_value(r, &g_array_index(fn->predicates, struct fact_predicate, p).of, fn);
	}
}

static struct fact_unit *read_facts(const uint8_t *data, size_t len_bytes, bool is_part,
				    GError **error);

static void read_part(struct reader *r)
{
	struct fact_part part = { .header = get_string(r) };

	part.id = get_string(r);
	/* It becomes a file name. */
	for (const char *c = r->error ? "" : fact_text(r->unit, part.id); *c; c++)
		if (!g_ascii_isxdigit(*c))
			fail(r, "a part's identity");
	if (get_below(r, r->is_part ? 1 : 2, "a part") == 1) {
		uint32_t len = get_count(r, "a part's length");

		if (r->error)
			return;
		part.facts = read_facts(r->data + r->pos, len, true, NULL);
		if (!part.facts)
			fail(r, "a part's facts");
		r->pos += len;
	}
	g_array_append_val(r->unit->parts, part);
}

static void read_unit(struct reader *r)
{
	read_strings(r);
	r->unit->input = get_string_or_none(r);
	uint32_t rows = get_count(r, "the number of rows");

	for (uint32_t i = 0; i < rows && !r->error; i++) {
		struct fact_row row = { .table = get_string(r) };

		row.columns = get_string(r);
		g_array_append_val(r->unit->rows, row);
	}
	uint32_t uses = get_count(r, "the number of uses");

	for (uint32_t i = 0; i < uses && !r->error; i++) {
		struct fact_use use = { .model = get_string(r) };

		use.section = get_string(r);
		g_array_append_val(r->unit->uses, use);
	}
	uint32_t paths = get_count(r, "the number of paths");

	for (uint32_t i = 0; i < paths && !r->error; i++)
		read_path(r);
	uint32_t locks = get_count(r, "the number of locks");

	for (uint32_t i = 0; i < locks && !r->error; i++)
		read_lock(r);
	uint32_t guards = get_count(r, "the number of guards");

	for (uint32_t i = 0; i < guards && !r->error; i++)
		read_guard(r);
	uint32_t macros = get_count(r, "the number of macros");

	for (uint32_t i = 0; i < macros && !r->error; i++) {
		struct fact_macro macro = { .name = get_string(r) };

		macro.loc = get_loc(r);
		macro.outer = get_below_or_none(r, i, "a macro's user");
		g_array_append_val(r->unit->macros, macro);
	}
	uint32_t functions = get_count(r, "the number of functions");

	for (uint32_t i = 0; i < functions && !r->error; i++)
		read_function(r);
	uint32_t slots = get_count(r, "the number of slots");

	for (uint32_t i = 0; i < slots && !r->error; i++)
		read_slot(r);
	uint32_t assigns = get_count(r, "the number of assignments");

	for (uint32_t i = 0; i < assigns && !r->error; i++) {
		struct fact_assign assign = { .slot = get_below(r, slots, "a slot number") };

		assign.value = get_value(r, 0);
		if (assign.value.kind != FACT_VALUE_FUNCTION && assign.value.kind != FACT_VALUE_SLOT)
			fail(r, "an assigned value");
		check_reference(r, &assign.value);
		assign.loc = get_loc(r);
		g_array_append_val(r->unit->assigns, assign);
	}
	uint32_t pointers = get_count(r, "the number of pointers");

	for (uint32_t i = 0; i < pointers && !r->error; i++)
		read_pointer(r);
	read_strings_of(r, r->unit->taken);
	uint32_t unread = get_count(r, "the number of unread annotations");

	for (uint32_t i = 0; i < unread && !r->error; i++) {
		struct fact_unread u = { .text = get_string(r) };

		u.loc = get_loc(r);
		g_array_append_val(r->unit->unread, u);
	}
	uint32_t parts = get_count(r, "the number of parts");

	for (uint32_t i = 0; i < parts && !r->error; i++)
		read_part(r);
	if (!r->error && r->pos != r->len)
		fail(r, "the end of the file");
	if (!r->error)
		check_functions(r);
}

static struct fact_unit *read_facts(const uint8_t *data, size_t len_bytes, bool is_part,
				    GError **error)
{
	struct reader r = { .data = data, .len = len_bytes, .is_part = is_part };

	if (len_bytes < 7 || memcmp(data, "HFACTS", 6)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "not a fact file");
		return NULL;
	}
	if (data[6] != FACT_VERSION) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
			    "facts of another holdfast (version %u, this one reads %u): extract this file again",
			    data[6], FACT_VERSION);
		return NULL;
	}
	r.pos = 7;
	r.unit = fact_unit_new();
	read_unit(&r);
	if (!r.error)
		return r.unit;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
		    "malformed fact file: %s is wrong (byte %zu of %zu)", r.error, r.error_pos, r.len);
	fact_unit_free(r.unit);
	return NULL;
}

struct fact_unit *fact_read(const uint8_t *data, size_t len_bytes, GError **error)
{
	return read_facts(data, len_bytes, false, error);
}

struct fact_unit *fact_read_file(const char *path, GError **error)
{
	char *data;
	gsize len;

	if (!g_file_get_contents(path, &data, &len, error))
		return NULL;
	bool is_text = fact_is_text((const uint8_t *)data, len);
	struct fact_unit *unit = is_text ? fact_parse(data, len, path, error) :
					   fact_read((const uint8_t *)data, len, error);

	g_free(data);
	if (!unit && !is_text)
		g_prefix_error(error, "%s: ", path);
	return unit;
}
