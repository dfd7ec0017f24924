// SPDX-License-Identifier: MIT
/*
 * print.c: the text form of a fact unit: one declaration or node per line.
 */
#include "facts.h"

static const char *const op_names[FACT_OPS] = {
	"acquires", "try-acquires", "releases", "requires", "excludes", "enters", "leaves",
	"requires state", "has effect", "polls", "may block",
};

static const char *const success_names[FACT_SUCCESSES] = { "0", "nonzero", "1" };
static const char *const test_names[FACT_TESTS] = {
	"if", "if-positive", "if-negative", "if-one", "if-above-one", "if-below-zero",
};

static void print_path(GString *out, const struct fact_unit *unit, uint32_t id,
		       const struct fact_function *fn)
{
	const struct fact_path *path = &g_array_index(unit->paths, struct fact_path, id);

	if (path->parent != FACT_NONE)
		print_path(out, unit, path->parent, fn);
	switch (path->kind) {
	case FACT_PATH_GLOBAL:
		g_string_append(out, fact_text(unit, path->a));
		break;
	case FACT_PATH_PARAM:
	case FACT_PATH_LOCAL_PTR:
		if (!fn)                /* a guard's: the record */
			break;
		g_string_append_printf(out, "*%s", fact_text(unit, g_array_index(fn->vars, uint32_t, path->a)));
		break;
	case FACT_PATH_LOCAL_OBJECT:
		g_string_append(out, fact_text(unit, g_array_index(fn->vars, uint32_t, path->a)));
		break;
	case FACT_PATH_FIELD:
		g_string_append_printf(out, ".{%s}%s", fact_text(unit, path->a), fact_text(unit, path->b));
		break;
	case FACT_PATH_UP:
		g_string_append_printf(out, ".up{%s}%s", fact_text(unit, path->a), fact_text(unit, path->b));
		break;
	case FACT_PATH_DEREF:
		g_string_append(out, ".*");
		break;
	case FACT_PATH_INDEX:
		g_string_append(out, "[]");
		break;
	default:
		g_string_append(out, "?");
	}
}

static void print_slot(GString *out, const struct fact_unit *unit, uint32_t id)
{
	const struct fact_slot *slot = &g_array_index(unit->slots, struct fact_slot, id);
	const struct fact_function *fn;

	switch (slot->kind) {
	case FACT_SLOT_FIELD:
		g_string_append_printf(out, "field {%s}%s", fact_text(unit, slot->a), fact_text(unit, slot->b));
		break;
	case FACT_SLOT_GLOBAL:
		g_string_append_printf(out, "variable %s", fact_text(unit, slot->a));
		break;
	case FACT_SLOT_PARAM:
	case FACT_SLOT_LOCAL:
		fn = g_ptr_array_index(unit->functions, slot->a);
		g_string_append_printf(out, "%s %u of %s", slot->kind == FACT_SLOT_PARAM ? "parameter" : "local",
				       slot->b, fact_text(unit, fn->key));
		break;
	case FACT_SLOT_RETURN:
		fn = g_ptr_array_index(unit->functions, slot->a);
		g_string_append_printf(out, "result of %s", fact_text(unit, fn->key));
		break;
	default:
		g_string_append_printf(out, "unknown `%s`", fact_text(unit, slot->text));
	}
}

static void print_value(GString *out, const struct fact_unit *unit, const struct fact_value *value,
			const struct fact_function *fn)
{
	switch (value->kind) {
	case FACT_VALUE_ZERO:
		g_string_append(out, "0");
		break;
	case FACT_VALUE_NONZERO:
		g_string_append(out, "nonzero");
		break;
	case FACT_VALUE_VAR:
	case FACT_VALUE_NOT_VAR:
		g_string_append_printf(out, "%s%s", value->kind == FACT_VALUE_NOT_VAR ? "!" : "",
				       fact_text(unit, g_array_index(fn->vars, uint32_t, value->id)));
		break;
	case FACT_VALUE_NEGATIVE:
		g_string_append(out, "negative");
		break;
	case FACT_VALUE_NOT_POSITIVE:
		g_string_append(out, "not positive");
		break;
	case FACT_VALUE_NOT_NEGATIVE:
		g_string_append(out, "not negative");
		break;
	case FACT_VALUE_ONE:
		g_string_append(out, "1");
		break;
	case FACT_VALUE_POSITIVE:
		g_string_append(out, "positive");
		break;
	case FACT_VALUE_NEGATIVE_IF:
	case FACT_VALUE_NEGATIVE_UNLESS:
		g_string_append_printf(out, "negative %s %s", value->kind == FACT_VALUE_NEGATIVE_IF ? "if" :
				       "unless", fact_text(unit, g_array_index(fn->vars, uint32_t, value->id)));
		break;
	case FACT_VALUE_PATH:
		g_string_append_c(out, '&');
		print_path(out, unit, value->id, fn);
		break;
	case FACT_VALUE_FUNCTION:
		fn = g_ptr_array_index(unit->functions, value->id);
		g_string_append(out, fact_text(unit, fn->key));
		break;
	case FACT_VALUE_SLOT:
		g_string_append_c(out, '(');
		print_slot(out, unit, value->id);
		g_string_append_c(out, ')');
		break;
	default:
		g_string_append(out, "?");
	}
}

static void print_node(GString *out, const struct fact_unit *unit, const struct fact_function *fn,
		       guint number)
{
	const struct fact_node *node = g_ptr_array_index(fn->nodes, number);
	const char *var = node->var == FACT_NONE ? NULL :
			  fact_text(unit, g_array_index(fn->vars, uint32_t, node->var));

	g_string_append_printf(out, "  %u: ", number);
	switch (node->kind) {
	case FACT_NODE_BRANCH:
		g_string_append_printf(out, "%s %s", test_names[node->test], var);
		if (fact_test_compares(node->test)) {
			g_string_append(out, " of ");
			print_value(out, unit, &node->value, fn);
		}
		break;
	case FACT_NODE_CALL:
		if (var)
			g_string_append_printf(out, "%s = ", var);
		g_string_append(out, "call ");
		print_value(out, unit, &node->value, fn);
		g_string_append_c(out, '(');
		for (guint i = 0; i < node->args->len; i++) {
			g_string_append(out, i ? ", " : "");
			print_value(out, unit, &g_array_index(node->args, struct fact_value, i), fn);
		}
		g_string_append_c(out, ')');
		break;
	case FACT_NODE_SET:
	case FACT_NODE_BIND:
		g_string_append_printf(out, "%s %s = ", node->kind == FACT_NODE_SET ? "set" : "bind", var);
		print_value(out, unit, &node->value, fn);
		break;
	case FACT_NODE_KILL:
		g_string_append_printf(out, "kill %s", var);
		break;
	case FACT_NODE_ACCESS:
		g_string_append(out, node->test & FACT_ACCESS_WRITE ? "write " : "read ");
		if (node->test & FACT_ACCESS_POINTEE)
			g_string_append(out, "*");
		print_path(out, unit, node->value.id, fn);
		break;
	case FACT_NODE_STORE:
		g_string_append(out, "store ");
		print_value(out, unit, &node->value, fn);
		g_string_append(out, " in ");
		print_path(out, unit, g_array_index(node->args, struct fact_value, 0).id, fn);
		break;
	case FACT_NODE_RETURN:
		g_string_append(out, "return ");
		print_value(out, unit, &node->value, fn);
		if (node->args->len) {
			g_string_append_c(out, ' ');
			print_value(out, unit, &g_array_index(node->args, struct fact_value, 0), fn);
		}
		break;
	case FACT_NODE_LIMIT:
		g_string_append_printf(out, "limit by %s", var ? var : "time");
		break;
	default:
		g_string_append(out, "nop");
	}
	g_string_append_printf(out, "  @%u:%u", node->loc.line, node->loc.col);
	if (node->macro != FACT_NONE)
		g_string_append_printf(out, " in macro %s", fact_text(unit,
			g_array_index(unit->macros, struct fact_macro, node->macro).name));
	for (guint i = 0; i < node->next->len; i++)
		g_string_append_printf(out, "%s%u", i ? "," : " -> ", g_array_index(node->next, uint32_t, i));
	g_string_append_c(out, '\n');
}

static void print_function(GString *out, const struct fact_unit *unit, const struct fact_function *fn)
{
	g_string_append_printf(out, "function %s  @%s:%u\n", fact_text(unit, fn->key),
			       fact_text(unit, fn->loc.file), fn->loc.line);
	if (fn->called_in != FACT_NONE)
		g_string_append_printf(out, "  called in %s\n", fact_text(unit, fn->called_in));
	if (fn->trust != FACT_NONE)
		g_string_append_printf(out, "  trusted: %s\n", fact_text(unit, fn->trust));
	if (fn->flags & FACT_FUNCTION_MAY_BLOCK)
		g_string_append(out, fn->flags & FACT_FUNCTION_DELAYS ? "  delays\n" : "  may block\n");
	if (fn->flags & FACT_FUNCTION_FRESH)
		g_string_append(out, "  returns a fresh object\n");
	for (guint i = 0; i < fn->contracts->len; i++) {
		const struct fact_contract *c = &g_array_index(fn->contracts, struct fact_contract, i);

		g_string_append_printf(out, "  %s ", op_names[c->op]);
		if (c->path != FACT_NONE) {
			print_path(out, unit, c->path, fn);
			g_string_append_printf(out, " (%s)", fact_text(unit, c->text));
		} else {
			g_string_append(out, fact_text(unit, c->text));
		}
		if (c->op == FACT_OP_TRY)
			g_string_append_printf(out, " if %s%s", success_names[c->success],
					       c->waits ? ", waiting" : "");
		if (c->condition)
			g_string_append_printf(out, " %s argument %u & %#x is %#x",
					       c->is_unless ? "unless" : "if", c->condition, c->mask, c->value);
		g_string_append_c(out, '\n');
	}
	for (guint i = 0; i < fn->nodes->len; i++)
		print_node(out, unit, fn, i);
	for (guint i = 0; i < fn->reads->len; i++) {
		const struct fact_reading *read = &g_array_index(fn->reads, struct fact_reading, i);

		g_string_append_printf(out, "  `%s` reads %s\n",
				       fact_text(unit, g_array_index(fn->vars, uint32_t, read->var)),
				       fact_text(unit, read->key));
	}
	for (guint i = 0; i < fn->writes->len; i++)
		g_string_append_printf(out, "  writes %s\n",
				       fact_text(unit, g_array_index(fn->writes, uint32_t, i)));
}

char *fact_print(const struct fact_unit *unit)
{
	GString *out = g_string_new(NULL);

	if (unit->input != FACT_NONE)
		g_string_append_printf(out, "file %s\n", fact_text(unit, unit->input));
	for (guint i = 0; i < unit->rows->len; i++) {
		const struct fact_row *row = &g_array_index(unit->rows, struct fact_row, i);
		char *line = g_strdelimit(g_strdup(fact_text(unit, row->columns)), "\n", ';');

		g_string_append_printf(out, "row %s %s\n", fact_text(unit, row->table), line);
		g_free(line);
	}
	for (guint i = 0; i < unit->locks->len; i++) {
		const struct fact_lock *lock = &g_array_index(unit->locks, struct fact_lock, i);

		g_string_append(out, "lock ");
		if (lock->record != FACT_NONE)
			g_string_append_printf(out, "{%s}", fact_text(unit, lock->record));
		g_string_append_printf(out, "%s %s", fact_text(unit, lock->name), fact_text(unit, lock->kind));
		if (lock->held_in != FACT_NONE)
			g_string_append_printf(out, " held in %s", fact_text(unit, lock->held_in));
		if (lock->class_name != FACT_NONE)
			g_string_append_printf(out, " class %s", fact_text(unit, lock->class_name));
		if (lock->after != FACT_NONE)
			g_string_append_printf(out, " after %s", fact_text(unit, lock->after));
		if (lock->nests != FACT_NONE)
			g_string_append_printf(out, " nests %s", fact_text(unit, lock->nests));
		g_string_append_printf(out, "  @%s:%u\n", fact_text(unit, lock->loc.file), lock->loc.line);
	}
	for (guint i = 0; i < unit->guards->len; i++) {
		const struct fact_guard *guard = &g_array_index(unit->guards, struct fact_guard, i);

		g_string_append(out, guard->is_pointee ? "guarded *" : "guarded ");
		if (guard->record != FACT_NONE)
			g_string_append_printf(out, "{%s}", fact_text(unit, guard->record));
		g_string_append_printf(out, "%s by ", fact_text(unit, guard->name));
		if (guard->path != FACT_NONE)
			print_path(out, unit, guard->path, NULL);
		g_string_append_printf(out, " (%s)\n", guard->path == FACT_NONE && !*fact_text(unit, guard->text) ?
				       "any lock" : fact_text(unit, guard->text));
	}
	for (guint i = 0; i < unit->slots->len; i++) {
		const struct fact_slot *slot = &g_array_index(unit->slots, struct fact_slot, i);

		if (slot->called_in == FACT_NONE && !slot->may_block)
			continue;
		g_string_append(out, "slot ");
		print_slot(out, unit, i);
		if (slot->called_in != FACT_NONE)
			g_string_append_printf(out, " called in %s", fact_text(unit, slot->called_in));
		g_string_append(out, slot->may_block ? " may block\n" : "\n");
	}
	for (guint i = 0; i < unit->assigns->len; i++) {
		const struct fact_assign *assign = &g_array_index(unit->assigns, struct fact_assign, i);

		g_string_append(out, "store ");
		print_slot(out, unit, assign->slot);
		g_string_append(out, " = ");
		print_value(out, unit, &assign->value, NULL);
		g_string_append_c(out, '\n');
	}
	for (guint i = 0; i < unit->pointers->len; i++) {
		const struct fact_pointer *p = &g_array_index(unit->pointers, struct fact_pointer, i);

		g_string_append(out, "lock pointer ");
		if (p->record != FACT_NONE)
			g_string_append_printf(out, "{%s}", fact_text(unit, p->record));
		g_string_append_printf(out, "%s = &", fact_text(unit, p->name));
		print_path(out, unit, p->path, NULL);
		g_string_append_c(out, '\n');
	}
	for (guint i = 0; i < unit->unread->len; i++) {
		const struct fact_unread *u = &g_array_index(unit->unread, struct fact_unread, i);

		g_string_append_printf(out, "unread %s at %s:%u\n", fact_text(unit, u->text), fact_text(unit, u->loc.file),
				       u->loc.line);
	}
	for (guint i = 0; i < unit->functions->len; i++)
		print_function(out, unit, g_ptr_array_index(unit->functions, i));
	for (guint i = 0; i < unit->parts->len; i++) {
		const struct fact_part *part = &g_array_index(unit->parts, struct fact_part, i);
		char *text = part->facts ? fact_print(part->facts) : NULL;

		g_string_append_printf(out, "header %s %s%s\n", fact_text(unit, part->header),
				       fact_text(unit, part->id), text ? ":" : "");
		if (text)
			g_string_append(out, text);
		g_free(text);
	}
	return g_string_free(out, FALSE);
}
