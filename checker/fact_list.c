// SPDX-License-Identifier: MIT
/*
 * fact_list.c: reads the fact files of `holdfast analyze`.
 *
 * Nothing is known about them but their names: they may come from several machines, some
 * may be missing, and what headers define may be in them or in a store.  A file that can't
 * be used is a failed one, and never hides the findings of the others.
 */
#include "fact_list.h"
#include "command.h"

#include <string.h>

static bool add_list(GPtrArray *names, const char *file, GError **error)
{
	char *text;

	if (!g_file_get_contents(file, &text, NULL, error))
		return false;
	char **lines = g_strsplit(text, "\n", -1);

	for (unsigned i = 0; lines[i]; i++)
		if (g_strstrip(lines[i])[0])
			g_ptr_array_add(names, g_strdup(lines[i]));
	g_strfreev(lines);
	g_free(text);
	return true;
}

GPtrArray *fact_list_names(char **arguments, GError **error)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; arguments[i]; i++) {
		if (arguments[i][0] != '@') {
			g_ptr_array_add(names, g_strdup(arguments[i]));
		} else if (!add_list(names, arguments[i] + 1, error)) {
			g_ptr_array_free(names, TRUE);
			return NULL;
		}
	}
	if (names->len)
		return names;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "%s: it names no fact file", arguments[0]);
	g_ptr_array_free(names, TRUE);
	return NULL;
}

/* ---- what is missing in a unit -------------------------------------------- */

static void collect_parts(const struct fact_unit *unit, GHashTable *known)
{
	for (guint i = 0; i < unit->parts->len; i++) {
		const struct fact_part *part = &g_array_index(unit->parts, struct fact_part, i);

		if (part->facts)
			g_hash_table_add(known, g_strdup(fact_text(unit, part->id)));
	}
}

/* False after an error line. */
static bool complete(struct fact_unit *unit, const char *file, const char *store, GHashTable *known)
{
	for (guint i = 0; i < unit->parts->len; i++) {
		struct fact_part *part = &g_array_index(unit->parts, struct fact_part, i);
		const char *id = fact_text(unit, part->id), *header = fact_text(unit, part->header);

		if (g_hash_table_contains(known, id))
			continue;
		if (!store) {
			command_fail("%s: what %s defines is in a store: --store DIR is missing", file, header);
			return false;
		}
		GError *error = NULL;
		char *name = g_strconcat(id, ".facts", NULL), *path = g_build_filename(store, name, NULL);

		part->facts = fact_read_file(path, &error);
		if (part->facts)
			g_hash_table_add(known, g_strdup(id));
		else
			command_fail("%s: what %s defines is missing: %s", file, header, error->message);
		g_clear_error(&error);
		g_free(name);
		g_free(path);
		if (!part->facts)
			return false;
	}
	return true;
}

static struct fact_unit *read_one(const char *file)
{
	GError *error = NULL;
	struct fact_unit *unit = fact_read_file(file, &error);

	if (!unit) {
		command_fail("%s", error->message);
		g_error_free(error);
		return NULL;
	}
	if (unit->input != FACT_NONE)
		return unit;
	command_fail("%s: the facts of a header, of which a store has many, not of a C file", file);
	fact_unit_free(unit);
	return NULL;
}

/* ---- order ---------------------------------------------------------------- */

/* Two units of one input: compiled twice, or told of twice. */
struct entry {
	struct fact_unit *unit;
	GByteArray *bytes;              /* made when needed */
};

/* A unit's facts without those of its headers, which the first reader has. */
static const GByteArray *own_bytes(struct entry *e)
{
	GArray *parts = e->unit->parts;

	if (e->bytes)
		return e->bytes;
	struct fact_unit **facts = g_new(struct fact_unit *, parts->len);

	for (guint i = 0; i < parts->len; i++) {
		facts[i] = g_array_index(parts, struct fact_part, i).facts;
		g_array_index(parts, struct fact_part, i).facts = NULL;
	}
	e->bytes = fact_write(e->unit);
	for (guint i = 0; i < parts->len; i++)
		g_array_index(parts, struct fact_part, i).facts = facts[i];
	g_free(facts);
	return e->bytes;
}

static const char *input(const struct fact_unit *unit)
{
	return fact_text(unit, unit->input);
}

static gint compare(gconstpointer p, gconstpointer q)
{
	struct entry *a = (struct entry *)p, *b = (struct entry *)q;
	int order = strcmp(input(a->unit), input(b->unit));

	if (order || a->unit == b->unit)
		return order;
	const GByteArray *x = own_bytes(a), *y = own_bytes(b);

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return memcmp(x->data, y->data, x->len);
}

/* What only the second one of two equal units has goes to the first. */
static void merge(struct fact_unit *first, struct fact_unit *second)
{
	for (guint i = 0; i < first->parts->len; i++) {
		struct fact_part *to = &g_array_index(first->parts, struct fact_part, i);
		struct fact_part *from = &g_array_index(second->parts, struct fact_part, i);

		if (!to->facts) {
			to->facts = from->facts;
			from->facts = NULL;
		}
	}
	fact_unit_free(second);
}

void fact_list_sort(GPtrArray *units, GHashTable *origins)
{
	GArray *entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
	struct entry *last = NULL;

	for (guint i = 0; i < units->len; i++) {
		struct entry e = { g_ptr_array_index(units, i), NULL };

		g_array_append_val(entries, e);
	}
	g_array_sort(entries, compare);
	g_ptr_array_set_size(units, 0);
	for (guint i = 0; i < entries->len; i++) {
		struct entry *e = &g_array_index(entries, struct entry, i);

		if (!last || compare(last, e)) {
			g_ptr_array_add(units, e->unit);
			last = e;
			continue;
		}
		if (origins)
			fprintf(stderr, "holdfast: %s: the same facts of %s as in %s; counted once\n",
				(char *)g_hash_table_lookup(origins, e->unit), input(e->unit),
				(char *)g_hash_table_lookup(origins, last->unit));
		merge(last->unit, e->unit);
	}
	for (guint i = 0; i < entries->len; i++)
		if (g_array_index(entries, struct entry, i).bytes)
			g_byte_array_free(g_array_index(entries, struct entry, i).bytes, TRUE);
	g_array_free(entries, TRUE);
}

/* ---- all of them ----------------------------------------------------------- */

static gint by_file(gconstpointer p, gconstpointer q)
{
	return strcmp((*(struct report_item *const *)p)->file, (*(struct report_item *const *)q)->file);
}

GPtrArray *fact_list_read(const GPtrArray *files, const char *store, GPtrArray *failed)
{
	GHashTable *known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTable *origins = g_hash_table_new(NULL, NULL);
	GPtrArray *all = g_ptr_array_new(), *units = g_ptr_array_new();

	for (guint i = 0; i < files->len; i++) {
		struct fact_unit *unit = read_one(g_ptr_array_index(files, i));

		g_ptr_array_add(all, unit);
		if (unit)
			collect_parts(unit, known);
	}
	for (guint i = 0; i < files->len; i++) {
		const char *file = g_ptr_array_index(files, i);
		struct fact_unit *unit = g_ptr_array_index(all, i);

		if (unit && complete(unit, file, store, known)) {
			g_ptr_array_add(units, unit);
			g_hash_table_insert(origins, unit, (gpointer)file);
		} else {
			report_add_item(failed, unit ? g_strdup(input(unit)) : g_strdup(file), 0, "could not be read",
					NULL);
		}
	}
	fact_list_sort(units, origins);
	g_ptr_array_sort(failed, by_file);
	g_hash_table_destroy(origins);
	g_hash_table_destroy(known);
	g_ptr_array_free(all, TRUE);
	return units;
}
