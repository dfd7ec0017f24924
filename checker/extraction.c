// SPDX-License-Identifier: MIT
/*
 * extraction.c: runs the extractor in parallel sub-processes, behind a cache.
 *
 * The cache is content-addressed.  <command>.deps lists the files that the last
 * extraction of this command read; a hash over the command, the extractor,
 * the models and the contents of those files names the facts.  An unchanged unit is thus never
 * parsed again, nor is one that changed back.  What a hash can't see: a new file
 * that would be found earlier on an include path.
 *
 * What headers define is kept in <cache>/headers, which the extractors share, the
 * hashes of files in <cache>/contents, and reports in <cache>/reports (report_cache.c).
 *
 * Locks: `lock` guards the parts read, the progress count and is_read_only.
 */
#include "extraction.h"
#include "content.h"
#include "workers.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct extractor {
	char *program;
	char *version;                  /* hash of the program */
	char *cache_dir;
	unsigned jobs;
	const GPtrArray *models;        /* char *: part of every command */
	char *models_hash;
	char *store;                    /* of what headers define */
	struct workers *workers;
	struct contents *contents;      /* hashes of files */
	GHashTable *parts;              /* identities that some unit has read */
	unsigned done, total;
	bool progress;
	bool is_read_only;              /* and something had to be written */
	GMutex lock;
};

/* In their order, since later ones win. */
static char *hash_models(struct contents *contents, const GPtrArray *models)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < models->len; i++) {
		char *hash = contents_hash(contents, g_ptr_array_index(models, i));

		g_string_append_printf(all, "%s %s\n", (char *)g_ptr_array_index(models, i), hash);
		g_free(hash);
	}
	return g_string_free(all, FALSE);
}

static void add_text(GChecksum *sum, const char *text)
{
	g_checksum_update(sum, (const guchar *)text, strlen(text) + 1);
}

static char *command_hash(const struct extractor *x, const struct compile_command *c)
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);

	add_text(sum, x->version);
	add_text(sum, x->models_hash);
	add_text(sum, c->directory);
	for (unsigned i = 0; c->arguments[i]; i++)
		add_text(sum, c->arguments[i]);
	char *hash = g_strdup(g_checksum_get_string(sum));

	g_checksum_free(sum);
	return hash;
}

static char *cache_path(const struct extractor *x, const char *hash, const char *suffix)
{
	char *name = g_strconcat(hash, suffix, NULL);
	char *path = g_build_filename(x->cache_dir, name, NULL);

	g_free(name);
	return path;
}

/* Where the facts of this command belong, given the files it read last time;
 * NULL if that is not known. */
static char *facts_path(struct extractor *x, const struct compile_command *c, const char *command,
			const char *deps_path)
{
	char *deps;

	if (!g_file_get_contents(deps_path, &deps, NULL, NULL))
		return NULL;
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);

	add_text(sum, command);
	contents_add(x->contents, c->directory, deps, sum);
	char *path = cache_path(x, g_checksum_get_string(sum), ".facts");

	g_free(deps);
	g_checksum_free(sum);
	return path;
}

/* What clang would say in three lines; NULL: it is there. */
static char *missing(const struct compile_command *c)
{
	if (!g_file_test(c->directory, G_FILE_TEST_IS_DIR))
		return g_strdup_printf("holdfast: %s: compile_commands.json compiles %s there, and there is no such "
				       "folder\n", c->directory, c->file);
	if (!g_file_test(c->file, G_FILE_TEST_EXISTS))
		return g_strdup_printf("holdfast: %s: compile_commands.json names it, and there is no such file\n",
				       c->file);
	return NULL;
}

/* Runs an extractor; its facts go to `out`. */
static bool run_extractor(struct extractor *x, struct extraction *e, const char *out,
			  const char *deps)
{
	const struct compile_command *c = e->command;
	GPtrArray *words = g_ptr_array_new();

	g_ptr_array_add(words, (char *)out);
	g_ptr_array_add(words, (char *)deps);
	for (unsigned i = 0; c->arguments[i]; i++)
		g_ptr_array_add(words, c->arguments[i]);
	enum worker_answer answer = workers_run(x->workers, c->directory, words, &e->messages);

	if (answer == WORKER_DIED) {
		char *said = e->messages;

		e->messages = g_strdup_printf("%sholdfast: %s: the extractor died\n", said, c->file);
		g_free(said);
	}
	g_ptr_array_free(words, TRUE);
	return answer == WORKER_DONE;
}

static void show_progress(struct extractor *x)
{
	g_mutex_lock(&x->lock);
	x->done++;
	if (x->progress)
		fprintf(stderr, "\r\033[K[%u/%u] reading", x->done, x->total);
	if (x->progress && x->done == x->total)
		fprintf(stderr, "\r\033[K");
	g_mutex_unlock(&x->lock);
}

static void forget_parts(struct extractor *x, const struct fact_unit *unit)
{
	g_mutex_lock(&x->lock);
	for (guint i = 0; i < unit->parts->len; i++) {
		const struct fact_part *part = &g_array_index(unit->parts, struct fact_part, i);

		if (part->facts)
			g_hash_table_remove(x->parts, fact_text(unit, part->id));
	}
	g_mutex_unlock(&x->lock);
}

/* A unit's facts with those of its headers, each of which one unit has.  A part that
 * can't be read is removed from the store. */
static struct fact_unit *read_facts(struct extractor *x, const char *path, GError **error)
{
	struct fact_unit *unit = fact_read_file(path, error);

	for (guint i = 0; unit && i < unit->parts->len; i++) {
		struct fact_part *part = &g_array_index(unit->parts, struct fact_part, i);
		const char *id = fact_text(unit, part->id);

		g_mutex_lock(&x->lock);
		bool is_known = part->facts || g_hash_table_contains(x->parts, id);
		g_mutex_unlock(&x->lock);
		if (is_known)
			continue;
		char *file = g_strdup_printf("%s/%s.facts", x->store, id);

		part->facts = fact_read_file(file, error);
		if (part->facts) {
			g_mutex_lock(&x->lock);
			g_hash_table_add(x->parts, g_strdup(id));
			g_mutex_unlock(&x->lock);
		} else {
			g_unlink(file);
			forget_parts(x, unit);
			fact_unit_free(unit);
			unit = NULL;
		}
		g_free(file);
	}
	return unit;
}

/* Leaves e->facts NULL, and a message, if there are none. */
static void make_facts(struct extractor *x, struct extraction *e, const char *command, const char *deps)
{
	g_clear_pointer(&e->facts, g_free);
	if (access(x->cache_dir, W_OK)) {
		g_mutex_lock(&x->lock);
		x->is_read_only = true;
		g_mutex_unlock(&x->lock);
		e->messages = g_strdup_printf("holdfast: %s: the cache can't be written\n", x->cache_dir);
		return;
	}
	if ((e->messages = missing(e->command)))
		return;
	char *suffix = g_strdup_printf(".%d.new", (int)getpid());
	char *fresh = cache_path(x, command, suffix);

	if (run_extractor(x, e, fresh, deps)) {
		e->facts = facts_path(x, e->command, command, deps);
		if (!e->facts || g_rename(fresh, e->facts)) {
			e->messages = g_strdup_printf("holdfast: %s: %s\n", fresh, g_strerror(errno));
			g_free(e->facts);
			e->facts = NULL;
		} else {
			contents_forget(x->contents, e->facts);
		}
	}
	g_free(suffix);
	g_free(fresh);
}

/* Those that are known from an earlier run. */
static void find_one(gpointer item, gpointer user)
{
	struct extraction *e = item;
	struct extractor *x = user;
	char *command = command_hash(x, e->command);
	char *deps = cache_path(x, command, ".deps");

	e->facts = facts_path(x, e->command, command, deps);
	if (e->facts && access(e->facts, R_OK))
		g_clear_pointer(&e->facts, g_free);
	g_free(command);
	g_free(deps);
}

static void make_one(gpointer item, gpointer user)
{
	struct extraction *e = item;
	struct extractor *x = user;
	char *command = command_hash(x, e->command);
	char *deps = cache_path(x, command, ".deps");

	make_facts(x, e, command, deps);
	g_free(command);
	g_free(deps);
}

/* Where some facts have to be made, the others will hardly lead to a known report: they are read meanwhile. */
static void make_or_read_one(gpointer item, gpointer user)
{
	struct extraction *e = item;
	struct extractor *x = user;

	if (!e->facts)
		make_one(e, x);
	else
		e->unit = read_facts(x, e->facts, NULL);
	show_progress(x);
}

static void read_one(gpointer item, gpointer user)
{
	struct extraction *e = item;
	struct extractor *x = user;
	GError *error = NULL;

	if (!e->facts || e->unit || (e->unit = read_facts(x, e->facts, NULL)))
		return;
	make_one(e, x);
	if (e->facts && !(e->unit = read_facts(x, e->facts, &error)))
		e->messages = g_strdup_printf("holdfast: %s\n", error->message);
	g_clear_error(&error);
}

/* Those without facts go first, because making some takes longer. */
static void for_all(struct extractor *x, GFunc step, struct extraction *all, unsigned count)
{
	GThreadPool *pool = g_thread_pool_new(step, x, (gint)x->jobs, FALSE, NULL);
	GPtrArray *items = g_ptr_array_new();

	for (int has_facts = 0; has_facts <= 1; has_facts++)
		for (unsigned i = 0; i < count; i++)
			if ((all[i].facts != NULL) == has_facts)
				g_ptr_array_add(items, &all[i]);
	for (guint i = 0; i < items->len; i++)
		g_thread_pool_push(pool, g_ptr_array_index(items, i), NULL);
	g_thread_pool_free(pool, FALSE, TRUE);
	g_ptr_array_free(items, TRUE);
	contents_save(x->contents);
}

char *extractor_path(void)
{
	char *self = g_file_read_link("/proc/self/exe", NULL);
	char *folder = self ? g_path_get_dirname(self) : g_strdup(".");
	char *path = g_build_filename(folder, "holdfast-extract", NULL);

	g_free(self);
	g_free(folder);
	return path;
}

static bool make_folder(const char *path, GError **error)
{
	if (!g_mkdir_with_parents(path, 0777))
		return true;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s (--cache DIR puts the cache elsewhere)", path,
		    g_strerror(errno));
	return false;
}

static char **worker_arguments(const struct extractor *x)
{
	GPtrArray *words = g_ptr_array_new();

	g_ptr_array_add(words, g_strdup(x->program));
	g_ptr_array_add(words, g_strdup("--serve"));
	for (guint i = 0; i < x->models->len; i++) {
		g_ptr_array_add(words, g_strdup("-m"));
		g_ptr_array_add(words, g_strdup(g_ptr_array_index(x->models, i)));
	}
	g_ptr_array_add(words, g_strdup("--store"));
	g_ptr_array_add(words, g_strdup(x->store));
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}

struct extractor *extractor_new(const char *cache_dir, const GPtrArray *models, unsigned jobs,
				GError **error)
{
	struct extractor *x = g_new0(struct extractor, 1);

	x->cache_dir = g_canonicalize_filename(cache_dir, NULL);
	x->models = models;
	x->jobs = jobs;
	x->program = extractor_path();
	x->store = g_build_filename(x->cache_dir, "headers", NULL);
	if (access(x->program, X_OK)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "%s: %s", x->program,
			    g_strerror(errno));
		return NULL;
	}
	if (!make_folder(x->cache_dir, error) || !make_folder(x->store, error))
		return NULL;
	char *kept = g_build_filename(x->cache_dir, "contents", NULL);

	x->contents = contents_open(kept);
	g_free(kept);
	x->version = contents_hash(x->contents, x->program);
	x->models_hash = hash_models(x->contents, models);
	x->parts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_mutex_init(&x->lock);
	x->workers = workers_new(worker_arguments(x));
	return x;
}

struct extraction *extractor_find(struct extractor *x, const GPtrArray *commands, bool progress,
				  GError **error)
{
	struct extraction *all = g_new0(struct extraction, commands->len + 1);
	unsigned missing_count = 0;

	for (guint i = 0; i < commands->len; i++)
		all[i].command = g_ptr_array_index(commands, i);
	x->total = commands->len;
	x->progress = progress;
	for_all(x, find_one, all, commands->len);
	for (guint i = 0; i < commands->len; i++)
		missing_count += !all[i].facts;
	if (missing_count) {
		workers_start(x->workers, MIN(missing_count, x->jobs));
		for_all(x, make_or_read_one, all, commands->len);
		workers_stop(x->workers);
	}
	if (x->is_read_only) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_ROFS, "%s: the cache can't be written (--cache DIR puts it "
			    "elsewhere)", x->cache_dir);
		return NULL;
	}
	return all;
}

void extractor_read(struct extractor *x, struct extraction *all, unsigned count)
{
	for_all(x, read_one, all, count);
}

static bool add_content(struct extractor *x, const char *path, GChecksum *sum)
{
	char *hash = contents_hash(x->contents, path);
	bool is_known = strcmp(hash, "missing") != 0;

	add_text(sum, hash);
	g_free(hash);
	return is_known;
}

bool extractor_add_identity(struct extractor *x, const struct extraction *all, unsigned count,
			    GChecksum *sum)
{
	char *self = g_file_read_link("/proc/self/exe", NULL);
	bool is_known = self && add_content(x, self, sum);

	for (unsigned i = 0; i < count && is_known; i++)
		is_known = all[i].facts && add_content(x, all[i].facts, sum);
	contents_save(x->contents);
	g_free(self);
	return is_known;
}
