// SPDX-License-Identifier: MIT
/*
 * parse_function.c: reads what belongs to one function of the text form (text.h): its paths and
 * values, its contracts and its nodes.
 */
#include "text.h"

#include <string.h>

uint32_t text_string(struct text_reader *t, struct fact_unit *unit, const char *what)
{
	char *name = text_name(t, what);
	uint32_t id = fact_add_string(unit, name);

	g_free(name);
	return id;
}

struct fact_loc text_loc(struct text_reader *t, struct fact_unit *unit, uint32_t file)
{
	struct fact_loc loc = { .file = file };

	text_need(t, "@");
	/* A name that begins with a digit is in quotes. */
	if (file == FACT_NONE || t->token.kind == TEXT_STRING ||
	    (t->token.kind == TEXT_WORD && !g_ascii_isdigit(*t->token.text))) {
		loc.file = text_string(t, unit, "a file");
		text_need(t, ":");
	}
	loc.line = text_number(t, "a line");
	text_need(t, ":");
	loc.col = text_number(t, "a column");
	return loc;
}

/* ---- variables, paths, values ------------------------------------------------ */

static uint32_t var_of(struct text_reader *t, struct fact_unit *unit, const struct fact_function *fn)
{
	char *name = text_name(t, "a variable");
	uint32_t string = fact_add_string(unit, name), found = FACT_NONE, count = 0;

	if (text_take(t, "#")) {
		found = text_number(t, "a variable's number");
		count = found < fn->vars->len && g_array_index(fn->vars, uint32_t, found) == string;
	} else {
		for (guint i = 0; i < fn->vars->len; i++)
			if (g_array_index(fn->vars, uint32_t, i) == string) {
				found = i;
				count++;
			}
	}
	if (!count)
		text_fail(t, t->line, "the function has no such variable:", name);
	else if (count > 1)
		text_fail(t, t->line, "several variables have that name, so `#` and its number must follow:", name);
	g_free(name);
	return t->error ? 0 : found;
}

/* "{record}name", behind what the step is. */
static uint32_t member_step(struct text_reader *t, struct fact_unit *unit, uint32_t kind, uint32_t parent)
{
	text_need(t, "{");
	uint32_t record = text_string(t, unit, "a record");

	text_need(t, "}");
	uint32_t name = text_string(t, unit, "a field");

	return fact_add_path(unit, kind, parent, record, name);
}

static uint32_t path_root(struct text_reader *t, struct fact_unit *unit, const struct fact_function *fn,
			  bool has_record)
{
	if (text_take(t, "?"))
		return fact_add_path(unit, FACT_PATH_UNKNOWN, FACT_NONE, 0, 0);
	if (!fn && text_is(t, "self") && has_record) {
		text_next(t);
		return fact_add_path(unit, FACT_PATH_PARAM, FACT_NONE, 0, 0);
	}
	if (fn && text_take(t, "*")) {
		const char *behind = t->at;

		while (*behind == ' ')
			behind++;
		bool is_now = text_is(t, "now") && (*behind == '"' || *behind == '_' || g_ascii_isalpha(*behind));

		if (is_now)
			text_next(t);
		uint32_t var = var_of(t, unit, fn);
		uint32_t kind = is_now || var >= fn->param_count ? FACT_PATH_LOCAL_PTR : FACT_PATH_PARAM;

		return fact_add_path(unit, kind, FACT_NONE, var, 0);
	}
	/* A local object has its key in braces behind it. */
	const char *brace = t->at;

	if (fn && *brace == '#')
		for (brace++; g_ascii_isdigit(*brace);)
			brace++;
	if (fn && *brace == '{' && (t->token.kind == TEXT_WORD || t->token.kind == TEXT_STRING)) {
		uint32_t var = var_of(t, unit, fn);

		text_need(t, "{");
		uint32_t key = text_string(t, unit, "a variable's key");

		text_need(t, "}");
		return fact_add_path(unit, FACT_PATH_LOCAL_OBJECT, FACT_NONE, var, key);
	}
	if (text_is(t, "self"))
		text_expected(t, "a global variable");
	return fact_add_path(unit, FACT_PATH_GLOBAL, FACT_NONE, text_string(t, unit, "an access path"), 0);
}

uint32_t text_path(struct text_reader *t, struct fact_unit *unit, const struct fact_function *fn, bool has_record)
{
	uint32_t path = path_root(t, unit, fn, has_record);

	for (unsigned steps = 0; !t->error; steps++) {
		bool is_index = text_take(t, "["), is_step = is_index || text_take(t, ".");

		if (!is_step)
			break;
		if (is_index) {
			text_need(t, "]");
			path = fact_add_path(unit, FACT_PATH_INDEX, path, 0, 0);
		} else if (text_take(t, "*")) {
			path = fact_add_path(unit, FACT_PATH_DEREF, path, 0, 0);
		} else {
			path = member_step(t, unit, text_take(t, "up") ? FACT_PATH_UP : FACT_PATH_FIELD, path);
		}
		if (steps == FACT_MAX_PATH_STEPS - 1)
			text_fail(t, t->line, "an access path of too many steps", NULL);
	}
	return path;
}

/* ":-5" behind `negative` or `positive`. */
static uint32_t constant(struct text_reader *t)
{
	gint64 number = 0;

	if (!text_take(t, ":"))
		return 0;
	const char *text = t->token.kind == TEXT_WORD ? t->token.text : "";

	if (!g_ascii_string_to_signed(text, 10, INT32_MIN, UINT32_MAX, &number, NULL) || !number)
		text_expected(t, "a number of 32 bits that is not 0");
	else
		text_next(t);
	return (uint32_t)number;
}

uint32_t text_function_key(struct text_reader *t, GHashTable *keys)
{
	char *key = text_name(t, "a function");
	uint32_t number = GPOINTER_TO_UINT(g_hash_table_lookup(keys, key));

	if (!number)
		text_fail(t, t->line, "there is no function", key);
	g_free(key);
	return number ? number - 1 : 0;
}

struct fact_value text_value(struct text_reader *t, struct fact_unit *unit, const struct fact_function *fn,
			     GHashTable *keys)
{
	struct fact_value v = { .kind = text_choice(t, text_values, FACT_VALUE_KINDS) };

	switch (v.kind) {
	case FACT_VALUE_NEGATIVE:
	case FACT_VALUE_POSITIVE:
		v.id = constant(t);
		return v;
	case FACT_VALUE_FUNCTION:
		v.id = text_function_key(t, keys);
		return v;
	case FACT_VALUE_SLOT:
		v.id = text_number(t, "a slot's number");
		text_use_slot(t, v.id);
		return v;
	case FACT_VALUE_KINDS:
		break;
	default:
		if (!fact_value_has_var(v.kind))
			return v;
	}
	if (v.kind == FACT_VALUE_KINDS && text_take(t, "&")) {
		v.kind = FACT_VALUE_PATH;
		v.id = text_path(t, unit, fn, false);
	} else if (!fn) {
		text_expected(t, "a function or a slot");
	} else {
		if (v.kind == FACT_VALUE_KINDS)
			v.kind = text_take(t, "!") ? FACT_VALUE_NOT_VAR : FACT_VALUE_VAR;
		v.id = var_of(t, unit, fn);
	}
	return v;
}

/* ---- nodes ------------------------------------------------------------------- */

struct body {
	struct text_reader *t;
	struct fact_unit *unit;
	struct fact_function *fn;
	GHashTable *keys;
	GArray *lines;                  /* unsigned: of each node */
};

static struct fact_value need_path(struct body *b)
{
	return (struct fact_value){ FACT_VALUE_PATH, text_path(b->t, b->unit, b->fn, false) };
}

static struct fact_value value(struct body *b)
{
	return text_value(b->t, b->unit, b->fn, b->keys);
}

static void read_call(struct body *b, struct fact_node *node)
{
	node->value = text_is(b->t, "slot") ? value(b) :
		      (struct fact_value){ FACT_VALUE_FUNCTION, text_function_key(b->t, b->keys) };
	text_need(b->t, "(");
	while (!b->t->error && !text_take(b->t, ")")) {
		if (node->args->len)
			text_need(b->t, ",");
		struct fact_value arg = value(b);

		g_array_append_val(node->args, arg);
	}
}

static struct fact_node *read_action(struct body *b)
{
	static const char *const kinds[] = { "nop", "call", "set", "bind", "kill", "read", "write", "store",
					     "return", "limit" };
	static const uint32_t nodes[] = { FACT_NODE_NOP, FACT_NODE_CALL, FACT_NODE_SET, FACT_NODE_BIND,
					  FACT_NODE_KILL, FACT_NODE_ACCESS, FACT_NODE_ACCESS, FACT_NODE_STORE,
					  FACT_NODE_RETURN, FACT_NODE_LIMIT };
	struct text_reader *t = b->t;
	const char *behind = t->at;
	struct fact_node *node;
	struct fact_value target;

	while (*behind == ' ')
		behind++;
	/* `v = call f()`, whatever v is called. */
	if (*behind == '=' || *t->at == '#') {
		node = fact_node_new(FACT_NODE_CALL);
		node->var = var_of(t, b->unit, b->fn);
		text_need(t, "=");
		text_need(t, "call");
		read_call(b, node);
		return node;
	}
	unsigned test = text_choice(t, text_tests, FACT_TESTS);

	if (test < FACT_TESTS) {
		node = fact_node_new(FACT_NODE_BRANCH);
		node->test = test;
		node->var = var_of(t, b->unit, b->fn);
		if (!fact_test_compares(test))
			return node;
		text_need(t, "of");
		node->value = (struct fact_value){ FACT_VALUE_VAR, var_of(t, b->unit, b->fn) };
		return node;
	}
	bool is_write = text_is(t, "write");
	unsigned kind = text_choice(t, kinds, G_N_ELEMENTS(kinds));

	if (kind == G_N_ELEMENTS(kinds)) {
		text_expected(t, "what happens at the node");
		return fact_node_new(FACT_NODE_NOP);
	}
	node = fact_node_new(nodes[kind]);
	switch (node->kind) {
	case FACT_NODE_CALL:
		read_call(b, node);
		break;
	case FACT_NODE_SET:
	case FACT_NODE_BIND:
		node->var = var_of(t, b->unit, b->fn);
		text_need(t, "=");
		if (node->kind == FACT_NODE_BIND)
			text_need(t, "&");
		node->value = node->kind == FACT_NODE_BIND ? need_path(b) : value(b);
		break;
	case FACT_NODE_KILL:
		node->var = var_of(t, b->unit, b->fn);
		break;
	case FACT_NODE_ACCESS:
		node->value = need_path(b);
		node->test = is_write ? FACT_ACCESS_WRITE : 0;
		if (text_take(t, "behind"))
			node->test |= FACT_ACCESS_POINTEE;
		if (text_take(t, "given"))
			node->test |= FACT_ACCESS_GIVEN;
		break;
	case FACT_NODE_STORE:
		text_need(t, "&");
		node->value = need_path(b);
		text_need(t, "in");
		target = need_path(b);
		g_array_append_val(node->args, target);
		break;
	case FACT_NODE_RETURN:
		node->value = value(b);
		if (!text_take(t, "with"))
			break;
		text_need(t, "&");
		target = need_path(b);
		g_array_append_val(node->args, target);
		break;
	case FACT_NODE_LIMIT:
		text_need(t, "by");
		if (!text_take(t, "time"))
			node->var = var_of(t, b->unit, b->fn);
		break;
	default:
		break;
	}
	return node;
}

static void read_node(struct body *b)
{
	struct text_reader *t = b->t;
	uint32_t number = text_number(t, "a node's number");

	if (number != b->fn->nodes->len)
		text_fail(t, t->line, "nodes are numbered from 0 on, one after the other", NULL);
	text_need(t, ":");
	struct fact_node *node = read_action(b);

	g_ptr_array_add(b->fn->nodes, node);
	g_array_append_val(b->lines, t->line);
	node->loc = text_loc(t, b->unit, b->fn->loc.file);
	if (text_take(t, "in")) {
		text_need(t, "macro");
		node->macro = text_number(t, "a macro's number");
		if (!t->error && node->macro >= b->unit->macros->len)
			text_fail(t, t->line, "there is no macro of that number above", NULL);
	}
	if (text_take(t, "->"))
		do {
			uint32_t next = text_number(t, "a node's number");

			g_array_append_val(node->next, next);
		} while (text_take(t, ","));
	if (node->kind == FACT_NODE_BRANCH && node->next->len != 2)
		text_fail(t, t->line, "a branch has two successors: if true, and if not", NULL);
}

static void check_successors(struct body *b)
{
	for (guint i = 0; i < b->fn->nodes->len; i++) {
		const struct fact_node *node = g_ptr_array_index(b->fn->nodes, i);

		for (guint n = 0; n < node->next->len; n++)
			if (g_array_index(node->next, uint32_t, n) >= b->fn->nodes->len)
				text_fail(b->t, g_array_index(b->lines, unsigned, i),
					  "the function has no node of that number", NULL);
	}
}

/* ---- the lines in front of and behind the nodes -------------------------------- */

static void read_condition(struct text_reader *t, struct fact_contract *c)
{
	c->is_unless = text_is(t, "unless");
	if (!text_take(t, "if") && !text_take(t, "unless"))
		return;
	text_need(t, "argument");
	c->condition = text_number(t, "an argument's number");
	if (c->condition < 1 || c->condition > FACT_MAX_CONDITION_PARAM)
		text_fail(t, t->line, "arguments are numbered from 1 to 64", NULL);
	text_need(t, "&");
	c->mask = text_number(t, "a mask");
	text_need(t, "is");
	c->value = text_number(t, "a value");
}

static void read_contract(struct body *b, uint32_t op)
{
	struct fact_contract c = { .op = op, .path = FACT_NONE };
	struct text_reader *t = b->t;

	if (fact_op_names_lock(op))
		c.path = text_path(t, b->unit, b->fn, false);
	c.text = text_string(t, b->unit, fact_op_names_lock(op) ? "a kind of lock" : "a name");
	if (op == FACT_OP_TRY) {
		text_need(t, "if");
		c.success = text_choice(t, text_successes, FACT_SUCCESSES);
		if (c.success == FACT_SUCCESSES)
			text_expected(t, "zero, nonzero or one");
		for (unsigned w = 1; w < FACT_WAITS_COUNT && !c.waits; w++)
			c.waits = text_take(t, text_waits[w]) ? w : 0;
	}
	read_condition(t, &c);
	g_array_append_val(b->fn->contracts, c);
}

static void read_vars(struct body *b, bool are_params)
{
	while (!b->t->error && b->t->token.kind != TEXT_END) {
		uint32_t name = text_string(b->t, b->unit, "a variable");

		if (are_params && b->fn->param_count != b->fn->vars->len)
			text_fail(b->t, b->t->line, "parameters come before all other variables", NULL);
		if (are_params && ++b->fn->param_count > FACT_MAX_PARAMS)
			text_fail(b->t, b->t->line, "a function has at most 64 parameters", NULL);
		g_array_append_val(b->fn->vars, name);
	}
}

static void read_knowledge(struct body *b)
{
	struct fact_reading read = { .var = var_of(b->t, b->unit, b->fn) };

	text_need(b->t, "from");
	read.key = text_string(b->t, b->unit, "a key");
	text_need(b->t, "size");
	read.size_bytes = text_number(b->t, "a size");
	g_array_append_val(b->fn->reads, read);
}

static void read_predicate(struct body *b)
{
	struct fact_predicate p = { .var = var_of(b->t, b->unit, b->fn), .mask = UINT32_MAX };

	text_need(b->t, "that");
	p.of = value(b);
	if (text_take(b->t, "&"))
		p.mask = text_number(b->t, "bits");
	text_need(b->t, "is");
	p.is = value(b);
	g_array_append_val(b->fn->predicates, p);
}

/* False where the line is none of the function. */
static bool read_line(struct body *b)
{
	struct text_reader *t = b->t;
	struct fact_function *fn = b->fn;

	if (t->token.kind == TEXT_WORD && g_ascii_isdigit(*t->token.text)) {
		read_node(b);
		return true;
	}
	for (unsigned i = 0; i < text_flag_count; i++)
		if (text_take(t, text_flags[i].text)) {
			fn->flags |= text_flags[i].flag;
			return true;
		}
	unsigned op = text_choice(t, text_ops, FACT_OPS);

	if (op < FACT_OPS) {
		read_contract(b, op);
	} else if (text_take(t, "name")) {
		fn->name = text_string(t, b->unit, "a name");
	} else if (text_take(t, "called")) {
		text_need(t, "in");
		fn->called_in = text_string(t, b->unit, "a state");
	} else if (text_take(t, "trusted")) {
		fn->trust = text_string(t, b->unit, "a reason");
	} else if (text_is(t, "parameters") || text_is(t, "variables")) {
		bool are_params = text_is(t, "parameters");

		text_next(t);
		read_vars(b, are_params);
	} else if (text_take(t, "knows")) {
		read_knowledge(b);
	} else if (text_take(t, "means")) {
		read_predicate(b);
	} else if (text_take(t, "writes")) {
		uint32_t key = text_string(t, b->unit, "a key");

		g_array_append_val(fn->writes, key);
	} else {
		return false;
	}
	return true;
}

bool text_function(struct text_reader *t, struct fact_unit *unit, struct fact_function *fn, GHashTable *keys)
{
	struct body b = { t, unit, fn, keys, g_array_new(FALSE, FALSE, sizeof(unsigned)) };
	bool more;

	while ((more = text_next_line(t)) && read_line(&b))
		text_end_of_line(t);
	if (fn->nodes->len)
		fn->flags |= FACT_FUNCTION_BODY;
	check_successors(&b);
	g_array_free(b.lines, TRUE);
	return more;
}
