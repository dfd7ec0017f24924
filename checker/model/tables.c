// SPDX-License-Identifier: MIT
/*
 * tables.c: adds a program's own rows to the tables, from text.
 */
#include "tables.h"

#include <stdarg.h>
#include <string.h>

/* An own row as it was given, until the names in it are looked up. */
struct own_row {
	const char *table;
	char *columns;
	char **column;                  /* a vector of them */
	int row;
};
static GPtrArray *own_rows;

static const struct table {
	const char *name;
	unsigned columns, optional;     /* as many more there may be */
	int max, *count;
} tables[] = {
	{ "context", 7, 0, CONTEXT_MAX, &context_count },
	{ "kind", 4, 2, LOCK_KIND_MAX, &lock_kind_count },
	{ "effect", 5, 0, EFFECT_MAX, &effect_count },
};

static bool fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool fail(GError **error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (error)
		*error = g_error_new_valist(G_FILE_ERROR, G_FILE_ERROR_INVAL, format, args);
	va_end(args);
	return false;
}

static bool is_name(const char *text)
{
	if (!g_ascii_isalpha(text[0]) && text[0] != '_')
		return false;
	return text[strspn(text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_")] == 0;
}

/* One of two words, in either spelling; -1 if it is neither. */
static int word(const char *text, const char *const words[], unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (!strcmp(words[i], text))
			return i / 2;
	return -1;
}

static bool is_free_state(const char *state)
{
	return is_name(state) && strcmp(state, "preemptible") && strcmp(state, "none") &&
	       context_by_masked(state) < 0 && context_by_entered(state) < 0;
}

static bool add_context(char **column, GError **error)
{
	static const char *const waits[] = { "HF_WAITS_ENTERED", "entered", "HF_WAITS_MASKED", "masked" };
	int when = word(column[4], waits, G_N_ELEMENTS(waits));

	for (unsigned i = 1; i <= 2; i++)
		if (!is_free_state(column[i]))
			return fail(error, "context %s: `%s` is no name for a state, or a state has it already",
				    column[0], column[i]);
	if (!strcmp(column[1], column[2]))
		return fail(error, "context %s: both of its states are called `%s`", column[0], column[1]);
	if (when < 0)
		return fail(error, "context %s: `%s` is neither `masked` nor `entered`", column[0], column[4]);
	context_rows[context_count++] = (struct context_row) {
		.name = column[0], .masked = column[1], .entered = column[2], .waits_masked = when,
		.rule = column[5], .actor = column[6],
	};
	return true;
}

static bool add_kind(char **column, GError **error)
{
	static const char *const waits[] = { "HF_LOCK_SPINS", "spins", "HF_LOCK_SLEEPS", "sleeps" };
	int how = word(column[1], waits, G_N_ELEMENTS(waits));

	if (how < 0)
		return fail(error, "kind %s: `%s` is neither `spins` nor `sleeps`", column[0], column[1]);
	if (column[4] && strcmp(column[4], "yes") && strcmp(column[4], "no"))
		return fail(error, "kind %s: recursive is `yes` or `no`, not `%s`", column[0], column[4]);
	if (column[4] && column[5] && strcmp(column[5], "yes") && strcmp(column[5], "no"))
		return fail(error, "kind %s: guards-nothing is `yes` or `no`, not `%s`", column[0], column[5]);
	lock_kind_rows[lock_kind_count++] = (struct lock_kind_row) {
		.name = column[0], .sleeps = how, .masks = -1, .text = column[3],
		.is_recursive = column[4] && !strcmp(column[4], "yes"),
		.guards_nothing = column[4] && column[5] && !strcmp(column[5], "yes"),
	};
	return true;
}

static bool add_effect(char **column, GError **error)
{
	static const char *const under[] = { "HF_UNDER_NONE", "none", "HF_UNDER_SPIN", "spin",
					     "HF_UNDER_ANY", "any" };
	int which = word(column[2], under, G_N_ELEMENTS(under));

	if (which < 0)
		return fail(error, "effect %s: `%s` is none of `none`, `spin`, `any`", column[0], column[2]);
	effect_rows[effect_count++] = (struct effect_row) {
		.name = column[0], .under_spin = which == 1, .under_any = which == 2,
		.rule = column[3], .text = column[4],
	};
	return true;
}

/* A row of this name: 1 if it is the same one, -1 if it is another. */
static int find_own(const char *table, const char *name, const char *columns)
{
	for (guint i = 0; own_rows && i < own_rows->len; i++) {
		const struct own_row *own = g_ptr_array_index(own_rows, i);

		if (!strcmp(own->table, table) && !strcmp(own->column[0], name))
			return strcmp(own->columns, columns) ? -1 : 1;
	}
	if (!strcmp(table, "context"))
		return -(context_by_name(name) >= 0);
	if (!strcmp(table, "kind"))
		return -(lock_kind_by_name(name) >= 0);
	return -(effect_by_name(name) >= 0);
}

bool tables_add(const char *table, const char *columns, GError **error)
{
	static bool (*const add[])(char **column, GError **error) = { add_context, add_kind, add_effect };
	unsigned t = 0;

	while (t < G_N_ELEMENTS(tables) && strcmp(tables[t].name, table))
		t++;
	if (t == G_N_ELEMENTS(tables))
		return fail(error, "`%s` is no table", table);
	char **column = g_strsplit(columns, "\n", -1);
	unsigned count = g_strv_length(column);
	bool ok = false;

	if (count < tables[t].columns || count > tables[t].columns + tables[t].optional || !is_name(column[0])) {
		fail(error, "%s `%s`: a row of %u columns, the first of them a name, was expected", table,
		     column[0] ? column[0] : "", tables[t].columns);
	} else {
		int known = find_own(tables[t].name, column[0], columns);

		if (known < 0)
			fail(error, "%s %s is there already, and is another row", table, column[0]);
		else if (!known && *tables[t].count == tables[t].max)
			fail(error, "%s %s: no room, there are %d rows already", table, column[0], tables[t].max);
		else
			ok = known || add[t](column, error);
		if (ok && !known) {
			struct own_row *own = g_new0(struct own_row, 1);

			*own = (struct own_row) { tables[t].name, g_strdup(columns), column,
						  *tables[t].count - 1 };
			if (!own_rows)
				own_rows = g_ptr_array_new();
			g_ptr_array_add(own_rows, own);
			return true;    /* the row lives on in the table */
		}
	}
	g_strfreev(column);
	return ok;
}

bool tables_add_units(const GPtrArray *units, GError **error)
{
	for (guint u = 0; u < units->len; u++) {
		const struct fact_unit *unit = g_ptr_array_index(units, u);

		for (guint i = 0; i < unit->rows->len; i++) {
			const struct fact_row *row = &g_array_index(unit->rows, struct fact_row, i);

			if (!tables_add(fact_text(unit, row->table), fact_text(unit, row->columns), error))
				return false;
		}
	}
	return true;
}

/* A set of contexts: `HF_BIT(irq) | HF_BIT(smi)`, `irq, smi`, `0` or `none`. */
static bool context_set(const struct own_row *own, const char *text, uint32_t *set, GError **error)
{
	char **names = g_strsplit_set(text, " \t,|()", -1);
	bool ok = true;

	*set = 0;
	for (unsigned i = 0; names[i] && ok; i++) {
		int row = context_by_name(names[i]);

		if (!names[i][0] || !strcmp(names[i], "HF_BIT") || !strcmp(names[i], "0") ||
		    !strcmp(names[i], "none"))
			continue;
		if (row < 0)
			ok = fail(error, "%s %s: `%s` is no context", own->table, own->column[0], names[i]);
		else
			*set |= 1u << row;
	}
	g_strfreev(names);
	return ok;
}

static bool finish(const struct own_row *own, GError **error)
{
	if (!strcmp(own->table, "context"))
		return context_set(own, own->column[3], &context_rows[own->row].closes, error);
	if (!strcmp(own->table, "effect"))
		return context_set(own, own->column[1], &effect_rows[own->row].closed, error);
	const char *masks = own->column[2];

	lock_kind_rows[own->row].masks = context_by_masked(masks);
	if (strcmp(masks, "none") && context_by_masked(masks) < 0)
		return fail(error, "kind %s: `%s` is no masked state", own->column[0], masks);
	return true;
}

bool tables_finish(GError **error)
{
	for (guint i = 0; own_rows && i < own_rows->len; i++)
		if (!finish(g_ptr_array_index(own_rows, i), error))
			return false;
	return true;
}
