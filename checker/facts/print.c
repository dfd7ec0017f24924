// SPDX-License-Identifier: MIT
/*
 * print.c: the text form of a fact unit: one declaration or node per line.  docs/facts.md
 * describes it; parse.c and parse_function.c are the mirror image.
 */
#include "text.h"

struct printer {
	GString *out;
	const struct fact_unit *unit;
	const struct fact_function *fn; /* NULL: outside */
	bool *is_shadowed;              /* per variable of it: another one has that name */
};

static void put(struct printer *p, const char *text)
{
	g_string_append(p->out, text);
}

static void put_name(struct printer *p, uint32_t string)
{
	text_put(p->out, fact_text(p->unit, string));
}

/* " WORD name", where there is a name. */
static void put_option(struct printer *p, const char *word, uint32_t string)
{
	if (string == FACT_NONE)
		return;
	g_string_append_printf(p->out, " %s ", word);
	put_name(p, string);
}

static void put_loc(struct printer *p, const struct fact_loc *loc, uint32_t file)
{
	put(p, "  @");
	if (loc->file != file) {
		put_name(p, loc->file);
		put(p, ":");
	}
	g_string_append_printf(p->out, "%u:%u", loc->line, loc->col);
}

static void put_var(struct printer *p, uint32_t var)
{
	put_name(p, g_array_index(p->fn->vars, uint32_t, var));
	if (p->is_shadowed[var])
		g_string_append_printf(p->out, "#%u", var);
}

/* "{record}name" */
static void put_member(struct printer *p, uint32_t record, uint32_t name)
{
	if (record != FACT_NONE) {
		put(p, "{");
		put_name(p, record);
		put(p, "}");
	}
	put_name(p, name);
}

static void put_path(struct printer *p, uint32_t id)
{
	const struct fact_path *path = &g_array_index(p->unit->paths, struct fact_path, id);

	if (path->parent != FACT_NONE)
		put_path(p, path->parent);
	switch (path->kind) {
	case FACT_PATH_GLOBAL:
		put_name(p, path->a);
		break;
	case FACT_PATH_PARAM:
	case FACT_PATH_LOCAL_PTR:
		if (!p->fn) {
			put(p, "self");
			break;
		}
		/* A parameter's own object, or what the variable points to by now. */
		put(p, path->kind == FACT_PATH_PARAM ? "*" : path->a < p->fn->param_count ? "*now " : "*");
		put_var(p, path->a);
		break;
	case FACT_PATH_LOCAL_OBJECT:
		put_var(p, path->a);
		put(p, "{");
		put_name(p, path->b);
		put(p, "}");
		break;
	case FACT_PATH_FIELD:
	case FACT_PATH_UP:
		put(p, path->kind == FACT_PATH_UP ? ".up" : ".");
		put_member(p, path->a, path->b);
		break;
	case FACT_PATH_DEREF:
		put(p, ".*");
		break;
	case FACT_PATH_INDEX:
		put(p, "[]");
		break;
	default:
		put(p, "?");
	}
}

static const struct fact_function *function_at(const struct printer *p, uint32_t id)
{
	return g_ptr_array_index(p->unit->functions, id);
}

static void put_slot(struct printer *p, const struct fact_slot *slot)
{
	switch (slot->kind) {
	case FACT_SLOT_FIELD:
		put(p, "field ");
		put_member(p, slot->a, slot->b);
		break;
	case FACT_SLOT_GLOBAL:
		put(p, "variable ");
		put_name(p, slot->a);
		break;
	case FACT_SLOT_PARAM:
	case FACT_SLOT_LOCAL:
		g_string_append_printf(p->out, "%s %u of ", slot->kind == FACT_SLOT_PARAM ? "parameter" : "local",
				       slot->b);
		put_name(p, function_at(p, slot->a)->key);
		break;
	case FACT_SLOT_RETURN:
		put(p, "result of ");
		put_name(p, function_at(p, slot->a)->key);
		break;
	default:
		g_string_append_printf(p->out, "unknown %u", slot->a);
	}
}

static void put_value(struct printer *p, const struct fact_value *value)
{
	if (text_values[value->kind])
		put(p, text_values[value->kind]);
	switch (value->kind) {
	case FACT_VALUE_NOT_VAR:
		put(p, "!");
		put_var(p, value->id);
		break;
	case FACT_VALUE_VAR:
		put_var(p, value->id);
		break;
	case FACT_VALUE_NEGATIVE:
		if (value->id)
			g_string_append_printf(p->out, ":%d", (int32_t)value->id);
		break;
	case FACT_VALUE_POSITIVE:
		if (value->id)
			g_string_append_printf(p->out, ":%u", value->id);
		break;
	case FACT_VALUE_NEGATIVE_IF:
	case FACT_VALUE_NEGATIVE_UNLESS:
		put(p, " ");
		put_var(p, value->id);
		break;
	case FACT_VALUE_PATH:
		put(p, "&");
		put_path(p, value->id);
		break;
	case FACT_VALUE_FUNCTION:
		put(p, " ");
		put_name(p, function_at(p, value->id)->key);
		break;
	case FACT_VALUE_SLOT:
		g_string_append_printf(p->out, " %u", value->id);
		break;
	default:
		break;
	}
}

static void put_call(struct printer *p, const struct fact_node *node)
{
	if (node->var != FACT_NONE) {
		put_var(p, node->var);
		put(p, " = ");
	}
	put(p, "call ");
	if (node->value.kind == FACT_VALUE_FUNCTION)
		put_name(p, function_at(p, node->value.id)->key);
	else
		put_value(p, &node->value);
	put(p, "(");
	for (guint i = 0; i < node->args->len; i++) {
		put(p, i ? ", " : "");
		put_value(p, &g_array_index(node->args, struct fact_value, i));
	}
	put(p, ")");
}

static void put_action(struct printer *p, const struct fact_node *node)
{
	switch (node->kind) {
	case FACT_NODE_BRANCH:
		g_string_append_printf(p->out, "%s ", text_tests[node->test]);
		put_var(p, node->var);
		if (!fact_test_compares(node->test))
			break;
		put(p, " of ");
		put_value(p, &node->value);
		break;
	case FACT_NODE_CALL:
		put_call(p, node);
		break;
	case FACT_NODE_SET:
	case FACT_NODE_BIND:
		put(p, node->kind == FACT_NODE_SET ? "set " : "bind ");
		put_var(p, node->var);
		put(p, " = ");
		put_value(p, &node->value);
		break;
	case FACT_NODE_KILL:
		put(p, "kill ");
		put_var(p, node->var);
		break;
	case FACT_NODE_ACCESS:
		put(p, node->test & FACT_ACCESS_WRITE ? "write " : "read ");
		put_path(p, node->value.id);
		put(p, node->test & FACT_ACCESS_POINTEE ? " behind" : "");
		put(p, node->test & FACT_ACCESS_GIVEN ? " given" : "");
		break;
	case FACT_NODE_STORE:
		put(p, "store ");
		put_value(p, &node->value);
		put(p, " in ");
		put_path(p, g_array_index(node->args, struct fact_value, 0).id);
		break;
	case FACT_NODE_RETURN:
		put(p, "return ");
		put_value(p, &node->value);
		if (!node->args->len)
			break;
		put(p, " with ");
		put_value(p, &g_array_index(node->args, struct fact_value, 0));
		break;
	case FACT_NODE_LIMIT:
		put(p, "limit by ");
		if (node->var == FACT_NONE)
			put(p, "time");
		else
			put_var(p, node->var);
		break;
	default:
		put(p, "nop");
	}
}

static void put_node(struct printer *p, guint number)
{
	const struct fact_node *node = g_ptr_array_index(p->fn->nodes, number);

	g_string_append_printf(p->out, "  %u: ", number);
	put_action(p, node);
	put_loc(p, &node->loc, p->fn->loc.file);
	if (node->macro != FACT_NONE)
		g_string_append_printf(p->out, " in macro %u", node->macro);
	for (guint i = 0; i < node->next->len; i++)
		g_string_append_printf(p->out, "%s%u", i ? ", " : " -> ", g_array_index(node->next, uint32_t, i));
	/* What the numbers stand for. */
	if (node->kind == FACT_NODE_CALL && node->value.kind == FACT_VALUE_SLOT) {
		put(p, "  # ");
		put_slot(p, &g_array_index(p->unit->slots, struct fact_slot, node->value.id));
	}
	if (node->macro != FACT_NONE) {
		put(p, "  # ");
		put_name(p, g_array_index(p->unit->macros, struct fact_macro, node->macro).name);
	}
	put(p, "\n");
}

static void put_contract(struct printer *p, const struct fact_contract *c)
{
	g_string_append_printf(p->out, "  %s ", text_ops[c->op]);
	if (c->path != FACT_NONE) {
		put_path(p, c->path);
		put(p, " ");
	}
	put_name(p, c->text);
	if (c->op == FACT_OP_TRY)
		g_string_append_printf(p->out, " if %s%s%s", text_successes[c->success], c->waits ? " " : "",
				       c->waits ? text_waits[c->waits] : "");
	if (c->condition)
		g_string_append_printf(p->out, " %s argument %u & %#x is %#x", c->is_unless ? "unless" : "if",
				       c->condition, c->mask, c->value);
	put(p, "\n");
}

static void put_vars(struct printer *p, const char *word, guint from, guint to)
{
	if (from < to)
		g_string_append_printf(p->out, "  %s", word);
	for (guint i = from; i < to; i++) {
		put(p, " ");
		put_name(p, g_array_index(p->fn->vars, uint32_t, i));
	}
	if (from < to)
		put(p, "\n");
}

static void find_shadowed(struct printer *p)
{
	GHashTable *first = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < p->fn->vars->len; i++) {
		const char *name = fact_text(p->unit, g_array_index(p->fn->vars, uint32_t, i));
		gpointer other;

		if (!g_hash_table_lookup_extended(first, name, NULL, &other)) {
			g_hash_table_insert(first, (gpointer)name, GUINT_TO_POINTER(i));
			continue;
		}
		p->is_shadowed[i] = p->is_shadowed[GPOINTER_TO_UINT(other)] = true;
	}
	g_hash_table_destroy(first);
}

static void put_function(struct printer *p, const struct fact_function *fn)
{
	p->fn = fn;
	p->is_shadowed = g_new0(bool, fn->vars->len + 1);
	find_shadowed(p);
	put(p, "function ");
	put_name(p, fn->key);
	put_loc(p, &fn->loc, FACT_NONE);
	put(p, "\n");
	if (fn->name != fn->key) {
		put(p, "  name ");
		put_name(p, fn->name);
		put(p, "\n");
	}
	if (fn->called_in != FACT_NONE) {
		put(p, "  called in ");
		put_name(p, fn->called_in);
		put(p, "\n");
	}
	if (fn->trust != FACT_NONE) {
		put(p, "  trusted ");
		put_name(p, fn->trust);
		put(p, "\n");
	}
	for (unsigned i = 0; i < text_flag_count; i++)
		if (fn->flags & text_flags[i].flag)
			g_string_append_printf(p->out, "  %s\n", text_flags[i].text);
	put_vars(p, "parameters", 0, fn->param_count);
	put_vars(p, "variables", fn->param_count, fn->vars->len);
	for (guint i = 0; i < fn->contracts->len; i++)
		put_contract(p, &g_array_index(fn->contracts, struct fact_contract, i));
	for (guint i = 0; i < fn->nodes->len; i++)
		put_node(p, i);
	for (guint i = 0; i < fn->reads->len; i++) {
		const struct fact_reading *read = &g_array_index(fn->reads, struct fact_reading, i);

		put(p, "  knows ");
		put_var(p, read->var);
		put(p, " from ");
		put_name(p, read->key);
		g_string_append_printf(p->out, " size %u\n", read->size_bytes);
	}
	for (guint i = 0; i < fn->predicates->len; i++) {
		const struct fact_predicate *predicate = &g_array_index(fn->predicates, struct fact_predicate, i);

		put(p, "  means ");
		put_var(p, predicate->var);
		put(p, " that ");
		put_value(p, &predicate->of);
		if (predicate->mask != UINT32_MAX)
			g_string_append_printf(p->out, " & 0x%x", predicate->mask);
		put(p, " is ");
		put_value(p, &predicate->is);
		put(p, "\n");
	}
	for (guint i = 0; i < fn->writes->len; i++) {
		put(p, "  writes ");
		put_name(p, g_array_index(fn->writes, uint32_t, i));
		put(p, "\n");
	}
	g_free(p->is_shadowed);
	p->fn = NULL;
}

static void put_objects(struct printer *p)
{
	const struct fact_unit *unit = p->unit;

	for (guint i = 0; i < unit->locks->len; i++) {
		const struct fact_lock *lock = &g_array_index(unit->locks, struct fact_lock, i);

		put(p, "lock ");
		put_member(p, lock->record, lock->name);
		put(p, " ");
		put_name(p, lock->kind);
		put_option(p, "held in", lock->held_in);
		put_option(p, "class", lock->class_name);
		put_option(p, "after", lock->after);
		put_option(p, "nests", lock->nests);
		put(p, lock->is_modelled ? " modelled" : "");
		put(p, lock->is_made ? " made" : "");
		put_loc(p, &lock->loc, FACT_NONE);
		put(p, "\n");
	}
	for (guint i = 0; i < unit->guards->len; i++) {
		const struct fact_guard *guard = &g_array_index(unit->guards, struct fact_guard, i);

		put(p, "guarded ");
		put_member(p, guard->record, guard->name);
		if (guard->path != FACT_NONE) {
			put(p, " by ");
			put_path(p, guard->path);
			put(p, " ");
			put_name(p, guard->text);
		} else if (*fact_text(unit, guard->text)) {
			put(p, " in ");
			put_name(p, guard->text);
		} else {
			put(p, " any");
		}
		put(p, guard->is_pointee ? " behind\n" : "\n");
	}
	for (guint i = 0; i < unit->macros->len; i++) {
		const struct fact_macro *macro = &g_array_index(unit->macros, struct fact_macro, i);

		g_string_append_printf(p->out, "macro %u ", i);
		put_name(p, macro->name);
		put_loc(p, &macro->loc, FACT_NONE);
		if (macro->outer != FACT_NONE)
			g_string_append_printf(p->out, " in macro %u", macro->outer);
		put(p, "\n");
	}
}

static void put_slots(struct printer *p)
{
	const struct fact_unit *unit = p->unit;

	for (guint i = 0; i < unit->slots->len; i++) {
		const struct fact_slot *slot = &g_array_index(unit->slots, struct fact_slot, i);

		g_string_append_printf(p->out, "slot %u ", i);
		put_slot(p, slot);
		put_option(p, "called in", slot->called_in);
		put(p, slot->may_block ? " may-block" : "");
		if (slot->with != FACT_NONE) {
			put(p, " holding ");
			put_path(p, slot->with);
			put(p, " ");
			put_name(p, slot->with_kind);
			if (slot->with_arg)
				g_string_append_printf(p->out, " of %u", slot->with_arg);
		}
		put_option(p, "written", slot->text);
		put(p, "\n");
	}
	for (guint i = 0; i < unit->assigns->len; i++) {
		const struct fact_assign *assign = &g_array_index(unit->assigns, struct fact_assign, i);

		g_string_append_printf(p->out, "assign %u = ", assign->slot);
		put_value(p, &assign->value);
		put_loc(p, &assign->loc, FACT_NONE);
		put(p, "\n");
	}
	for (guint i = 0; i < unit->pointers->len; i++) {
		const struct fact_pointer *pointer = &g_array_index(unit->pointers, struct fact_pointer, i);

		put(p, "pointer ");
		put_member(p, pointer->record, pointer->name);
		put(p, " = &");
		put_path(p, pointer->path);
		put(p, "\n");
	}
	for (guint i = 0; i < unit->taken->len; i++) {
		put(p, "taken ");
		put_name(p, g_array_index(unit->taken, uint32_t, i));
		put(p, "\n");
	}
	for (guint i = 0; i < unit->unread->len; i++) {
		const struct fact_unread *u = &g_array_index(unit->unread, struct fact_unread, i);

		put(p, "unread ");
		put_name(p, u->text);
		put_loc(p, &u->loc, FACT_NONE);
		put(p, "\n");
	}
}

static void put_unit(GString *out, const struct fact_unit *unit)
{
	struct printer p = { out, unit, NULL, NULL };

	if (unit->input != FACT_NONE) {
		put(&p, "file ");
		put_name(&p, unit->input);
		put(&p, "\n");
	}
	for (guint i = 0; i < unit->rows->len; i++) {
		put(&p, "row ");
		put_name(&p, g_array_index(unit->rows, struct fact_row, i).table);
		put(&p, " ");
		put_name(&p, g_array_index(unit->rows, struct fact_row, i).columns);
		put(&p, "\n");
	}
	for (guint i = 0; i < unit->uses->len; i++) {
		put(&p, "model ");
		put_name(&p, g_array_index(unit->uses, struct fact_use, i).model);
		put(&p, " ");
		put_name(&p, g_array_index(unit->uses, struct fact_use, i).section);
		put(&p, "\n");
	}
	put_objects(&p);
	for (guint i = 0; i < unit->functions->len; i++)
		put_function(&p, g_ptr_array_index(unit->functions, i));
	put_slots(&p);
	for (guint i = 0; i < unit->parts->len; i++) {
		const struct fact_part *part = &g_array_index(unit->parts, struct fact_part, i);

		put(&p, "header ");
		put_name(&p, part->header);
		put(&p, " ");
		put_name(&p, part->id);
		put(&p, part->facts ? " {\n" : "\n");
		if (part->facts) {
			put_unit(out, part->facts);
			put(&p, "}\n");
		}
	}
}

char *fact_print(const struct fact_unit *unit)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "facts %u\n", FACT_VERSION);
	put_unit(out, unit);
	return g_string_free(out, FALSE);
}
