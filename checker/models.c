// SPDX-License-Identifier: MIT
/*
 * models.c: finds and reads models, and says what is wrong with one in its own lines.
 */
#include "models.h"

#include <model/tables.h>
#include <model_file/model_file.h>
#include <string.h>

/* Where the models lie that came with this program: beside it when installed, else in
 * the source tree. */
static char *shipped_path(const char *name)
{
	char *self = g_file_read_link("/proc/self/exe", NULL);
	char *folder = self ? g_path_get_dirname(self) : g_strdup(".");
	char *file = g_strconcat(name, ".ini", NULL);
	char *path = g_build_filename(folder, "..", "share", "holdfast", "models", file, NULL);

	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_free(path);
		path = g_build_filename(HOLDFAST_MODELS, file, NULL);
	}
	g_free(self);
	g_free(folder);
	g_free(file);
	return path;
}

static gint by_name(gconstpointer p, gconstpointer q)
{
	return strcmp(*(char *const *)p, *(char *const *)q);
}

char **models_shipped_names(void)
{
	char *one = shipped_path("posix"), *folder = g_path_get_dirname(one);
	GDir *dir = g_dir_open(folder, 0, NULL);
	GPtrArray *names = g_ptr_array_new();
	const char *file;

	while (dir && (file = g_dir_read_name(dir)))
		if (g_str_has_suffix(file, ".ini"))
			g_ptr_array_add(names, g_strndup(file, strlen(file) - strlen(".ini")));
	g_ptr_array_sort(names, by_name);
	g_ptr_array_add(names, NULL);
	if (dir)
		g_dir_close(dir);
	g_free(folder);
	g_free(one);
	return (char **)g_ptr_array_free(names, FALSE);
}

static bool is_shipped(const char *name)
{
	return !strpbrk(name, "./");
}

/* `none` takes back what was named before it. */
static unsigned behind_none(char **names)
{
	unsigned first = 0;

	for (unsigned i = 0; names && names[i]; i++)
		if (!strcmp(names[i], "none"))
			first = i + 1;
	return first;
}

static bool read_model(struct models *models, const char *name, GHashTable *begun, GError **error);

/* Those that it goes behind, unless they were named. */
static bool read_before(struct models *models, const struct model_file *file, GHashTable *begun, GError **error)
{
	for (guint i = 0; i < file->sections->len; i++) {
		const struct model_section *s = g_ptr_array_index(file->sections, i);

		if (s->kind != MODEL_BEHIND || g_hash_table_contains(begun, s->name))
			continue;
		if (!read_model(models, s->name, begun, error)) {
			g_prefix_error(error, "%s:%u: ", s->file, s->line);
			return false;
		}
	}
	return true;
}

static bool read_model(struct models *models, const char *name, GHashTable *begun, GError **error)
{
	bool shipped = is_shipped(name);
	char *path = shipped ? shipped_path(name) : g_canonicalize_filename(name, NULL), *data;
	gsize len;

	g_hash_table_add(begun, g_strdup(name));
	if (shipped && !g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "--model: there is no model `%s` "
			    "(a file of your own has a `.` or a `/` in its name)", name);
		return false;
	}
	if (!g_file_get_contents(path, &data, &len, error))
		return false;
	char *shown = shipped ? g_path_get_basename(path) : g_strdup(name);
	struct model_file *file = model_read(data, len, shown, error);
	char *hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)data, len);

	g_free(shown);
	g_free(data);
	if (!file || !read_before(models, file, begun, error))
		return false;
	g_ptr_array_add(models->hashes, hash);
	g_array_append_val(models->are_shipped, shipped);
	g_ptr_array_add(models->paths, path);
	g_ptr_array_add(models->files, file);
	return true;
}

struct models *models_read(char **names, GError **error)
{
	struct models *models = g_new0(struct models, 1);
	GHashTable *begun = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bool ok = true;

	models->paths = g_ptr_array_new();
	models->files = g_ptr_array_new();
	models->hashes = g_ptr_array_new();
	models->are_shipped = g_array_new(FALSE, FALSE, sizeof(bool));
	for (unsigned i = behind_none(names); ok && names && names[i]; i++)
		ok = read_model(models, names[i], begun, error);
	g_hash_table_destroy(begun);
	return ok ? models : NULL;
}

typedef bool section_fn(const struct model_section *section, GError **error);

static bool for_each(const struct models *models, section_fn *visit, GError **error)
{
	for (guint f = 0; f < models->files->len; f++) {
		const struct model_file *file = g_ptr_array_index(models->files, f);

		for (guint i = 0; i < file->sections->len; i++)
			if (!visit(g_ptr_array_index(file->sections, i), error))
				return false;
	}
	return true;
}

/* The columns in the order of the .def files, behind the name. */
static bool add_row(const struct model_section *s, GError **error)
{
	static const char *const columns[MODEL_KINDS][7] = {
		[MODEL_CONTEXT] = { "masked", "entered", "closes", "waits", "rule", "actor" },
		[MODEL_LOCK_KIND] = { "waits", "masks", "text", "recursive", "guards-nothing" },
		[MODEL_EFFECT] = { "closed", "under", "rule", "text" },
	};
	GString *row = g_string_new(s->name);

	for (unsigned i = 0; columns[s->kind][i]; i++) {
		const struct model_statement *column = section_statement(s, columns[s->kind][i]);

		g_string_append_printf(row, "\n%s", column ? column->values[0] : "no");
	}
	bool ok = !model_kind_is_row(s->kind) || tables_add(model_kind_name(s->kind), row->str, error);

	if (!ok)
		g_prefix_error(error, "%s:%u: ", s->file, s->line);
	g_string_free(row, TRUE);
	return ok;
}

bool models_add_rows(const struct models *models, GError **error)
{
	return for_each(models, add_row, error);
}

static const char *fault(const struct model_statement *s, const char *name)
{
	uint32_t closes;

	switch (s->form) {
	case MODEL_STATE:
		return context_state_closes(name, &closes) ? NULL : "state";
	case MODEL_MASKED_STATE:
		return context_by_masked(name) < 0 ? "masked state" : NULL;
	case MODEL_MADE_KIND:
		if (name[0] == '$')
			return NULL;
		return lock_kind_by_name(name) < 0 ? "kind of lock" : NULL;
	case MODEL_KIND_NAME:
		return lock_kind_by_name(name) < 0 && strcmp(name, LOCK_KIND_BY_CREATOR) ? "kind of lock" : NULL;
	case MODEL_EFFECT_NAME:
		return effect_by_name(name) < 0 ? "effect" : NULL;
	default:
		return NULL;
	}
}

static bool check_names(const struct model_section *section, GError **error)
{
	for (guint i = 0; i < section->statements->len; i++) {
		const struct model_statement *s = g_ptr_array_index(section->statements, i);

		for (unsigned v = 0; s->values[v]; v++) {
			const char *wrong = fault(s, s->values[v]);

			if (!wrong)
				continue;
			g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s:%u: %s: `%s` is no %s", section->file,
				    s->line, s->key, s->values[v], wrong);
			return false;
		}
	}
	return true;
}

bool models_check_names(const struct models *models, GError **error)
{
	return for_each(models, check_names, error);
}

/* "path: section" of every section that some unit used. */
static GHashTable *find_used(const GPtrArray *units)
{
	GHashTable *used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint u = 0; u < units->len; u++) {
		const struct fact_unit *unit = g_ptr_array_index(units, u);

		for (guint i = 0; i < unit->uses->len; i++) {
			const struct fact_use *use = &g_array_index(unit->uses, struct fact_use, i);

			g_hash_table_add(used, g_strdup_printf("%s: %s", fact_text(unit, use->model),
							       fact_text(unit, use->section)));
		}
	}
	return used;
}

char *models_list_unused(const struct models *models, const GPtrArray *units, bool is_summary)
{
	GString *out = g_string_new(NULL);
	GHashTable *used = find_used(units);

	for (guint f = 0; f < models->files->len; f++) {
		const struct model_file *file = g_ptr_array_index(models->files, f);
		const char *path = g_ptr_array_index(models->paths, f);
		unsigned unused = 0, asked = 0;

		for (guint i = 0; i < file->sections->len; i++) {
			const struct model_section *s = g_ptr_array_index(file->sections, i);
			char *key = g_strdup_printf("%s: %s %s", path, model_kind_name(s->kind), s->name);
			/* Of what the tree has, not of what is in it. */
			bool is_row = s->kind >= MODEL_CONTEXT;

			asked += !is_row;
			if (!is_row && !g_hash_table_contains(used, key)) {
				unused++;
				if (!is_summary)
					g_string_append_printf(out, "%s:%u: [%s %s] meets nothing in these files\n",
							       file->name, s->line, model_kind_name(s->kind),
							       s->name);
			}
			g_free(key);
		}
		/* A model that came with this program is about more than any one tree has. */
		if (unused && !(is_summary && g_array_index(models->are_shipped, bool, f)))
			g_string_append_printf(out, "holdfast: %s: %u of %u sections meet nothing in these files%s\n",
					       file->name, unused, asked,
					       is_summary ? " (--check-model lists them)" : "");
	}
	g_hash_table_destroy(used);
	return g_string_free(out, FALSE);
}
