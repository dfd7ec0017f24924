// SPDX-License-Identifier: MIT
/*
 * looks.c: runs the extractor over all files, and puts what it says together.  A function that several files have
 * (an inline one of a header) counts once; its definition goes before its declarations.
 */
#include "looks.h"
#include "compile_db.h"
#include "extraction.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the extractor -------------------------------------------------------- */

struct job {
	const struct compile_command *command;
	char *lines;                    /* a file */
	char *messages;
	bool is_done;
};

static void run_one(gpointer item, gpointer program)
{
	struct job *j = item;
	GPtrArray *argv = g_ptr_array_new();
	int status = 0;

	g_ptr_array_add(argv, program);
	g_ptr_array_add(argv, (char *)"--survey");
	g_ptr_array_add(argv, (char *)"-o");
	g_ptr_array_add(argv, j->lines);
	g_ptr_array_add(argv, (char *)"--");
	for (char **argument = j->command->arguments; *argument; argument++)
		g_ptr_array_add(argv, *argument);
	g_ptr_array_add(argv, NULL);
	j->is_done = g_spawn_sync(j->command->directory, (char **)argv->pdata, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
				  NULL, NULL, &j->messages, &status, NULL) &&
		     g_spawn_check_wait_status(status, NULL);
	g_ptr_array_free(argv, TRUE);
}

/* ---- lines ---------------------------------------------------------------- */

static GArray *deeds_new(void)
{
	return g_array_new(FALSE, TRUE, sizeof(struct looks_deed));
}

static struct looks *looks_new(char **words)
{
	struct looks *f = g_new0(struct looks, 1);

	f->name = g_strdup(words[1]);
	f->file = g_strdup(words[2]);
	f->line = (unsigned)atoi(words[3]);
	f->is_defined = strchr(words[4], 'd') != NULL;
	f->is_system = strchr(words[4], 'y') != NULL;
	f->result = words[5][0];
	f->params = g_ptr_array_new();
	f->assembly = deeds_new();
	f->swaps = deeds_new();
	f->clears = deeds_new();
	f->calls = deeds_new();
	f->keeps = deeds_new();
	f->through = deeds_new();
	return f;
}

/* Where lines that belong to this function go; NULL: it was read before. */
static struct looks *begin(struct looks_all *all, char **words)
{
	char *key = g_strdup_printf("%s\t%s\t%s\t%c", words[1], words[2], words[3], strchr(words[4], 'd') ? 'd' : '-');
	bool is_new = !g_hash_table_contains(all->seen, key);
	struct looks *known = looks_find(all, words[1]);

	if (is_new)
		g_hash_table_add(all->seen, key);
	else
		g_free(key);
	if (!is_new || (known && (known->is_defined || !strchr(words[4], 'd')))) {
		/* Another static function of that name: its calls count all the same. */
		return is_new && strchr(words[4], 'd') ? looks_new(words) : NULL;
	}
	struct looks *f = looks_new(words);

	f->sites = known ? known->sites : 0;
	if (known)
		g_ptr_array_remove(all->functions, known);
	g_ptr_array_add(all->functions, f);
	g_hash_table_insert(all->by_name, f->name, f);
	return f;
}

static void add_deed(GArray *deeds, const char *what, unsigned param, const char *field, bool in_loop)
{
	struct looks_deed d = { g_strdup(what), g_strdup(field), param, in_loop };

	g_array_append_val(deeds, d);
}

static void add_param(struct looks *f, char **words)
{
	struct looks_param *p = g_new0(struct looks_param, 1);

	p->name = g_strdup(words[1]);
	p->type = g_strdup(words[2]);
	p->flag = words[3][0];
	g_ptr_array_add(f->params, p);
}

static void add_count(GHashTable *table, const char *key, unsigned count)
{
	unsigned before = GPOINTER_TO_UINT(g_hash_table_lookup(table, key));

	g_hash_table_insert(table, g_strdup(key), GUINT_TO_POINTER(before + count));
}

static void add_line(struct looks_all *all, GHashTable *sites, struct looks *f, char **words)
{
	guint count = g_strv_length(words);

	if (!strcmp(words[0], "param") && count == 4)
		add_param(f, words);
	else if (!strcmp(words[0], "asm") && count == 2)
		add_deed(f->assembly, words[1], 0, "", false);
	else if (!strcmp(words[0], "swap") && count == 4)
		add_deed(f->swaps, NULL, (unsigned)atoi(words[1]), words[2], words[3][0] == '1');
	else if (!strcmp(words[0], "clear") && count == 3)
		add_deed(f->clears, NULL, (unsigned)atoi(words[1]), words[2], false);
	else if (!strcmp(words[0], "call") && count == 4)
		add_deed(f->calls, words[1], (unsigned)atoi(words[2]), words[3], false);
	else if (!strcmp(words[0], "keeps") && count == 3)
		add_deed(f->keeps, words[2], (unsigned)atoi(words[1]), "", false);
	else if (!strcmp(words[0], "through") && count == 2)
		add_deed(f->through, words[1], 0, "", false);
	else if (!strcmp(words[0], "busy"))
		f->is_busy = true;
	else if (!strcmp(words[0], "sites") && count == 3)
		add_count(sites, words[1], (unsigned)atoi(words[2]));
	else if (!strcmp(words[0], "balance") && count == 4) {
		char *key = g_strdup_printf("%s\t%s", words[1], words[2]);

		add_count(all->balance, key, (unsigned)atoi(words[3]));
		g_free(key);
	}
}

static void add_lines(struct looks_all *all, GHashTable *sites, const char *text)
{
	char **lines = g_strsplit(text, "\n", -1);
	struct looks *f = NULL;

	for (unsigned i = 0; lines[i]; i++) {
		char **words = g_strsplit(lines[i], "\t", -1);

		if (words[0] && !strcmp(words[0], "fn"))
			f = g_strv_length(words) == 6 ? begin(all, words) : NULL;
		else if (words[0] && f)
			add_line(all, sites, f, words);
		g_strfreev(words);
	}
	g_strfreev(lines);
}

/* ---- all files ------------------------------------------------------------ */

static gint by_name(gconstpointer p, gconstpointer q)
{
	return strcmp((*(struct looks *const *)p)->name, (*(struct looks *const *)q)->name);
}

/* In the order of the commands, whichever was done first. */
static void put_together(struct looks_all *all, struct job *jobs, guint count)
{
	GHashTable *sites = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	char *text;

	for (guint i = 0; i < count; i++) {
		if (jobs[i].messages)
			fputs(jobs[i].messages, stderr);
		all->files++;
		if (jobs[i].is_done && g_file_get_contents(jobs[i].lines, &text, NULL, NULL)) {
			add_lines(all, sites, text);
			g_free(text);
		} else {
			all->failed++;
		}
		g_unlink(jobs[i].lines);
		g_free(jobs[i].lines);
		g_free(jobs[i].messages);
	}
	g_ptr_array_sort(all->functions, by_name);
	for (guint i = 0; i < all->functions->len; i++) {
		struct looks *f = g_ptr_array_index(all->functions, i);

		f->sites = GPOINTER_TO_UINT(g_hash_table_lookup(sites, f->name));
		g_hash_table_insert(all->by_plain, looks_plain(f->name), f);
	}
	g_hash_table_destroy(sites);
}

struct looks_all *looks_read(const GPtrArray *commands, unsigned jobs_at_once, GError **error)
{
	struct looks_all *all = g_new0(struct looks_all, 1);
	char *folder = g_dir_make_tmp("holdfast-XXXXXX", error), *program = extractor_path();
	struct job *jobs = g_new0(struct job, commands->len);
	guint count = 0;

	if (!folder)
		return NULL;
	all->functions = g_ptr_array_new();
	all->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	all->by_plain = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	all->balance = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	all->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GThreadPool *pool = g_thread_pool_new(run_one, program, (gint)jobs_at_once, FALSE, NULL);

	for (guint i = 0; i < commands->len; i++) {
		struct job *j = &jobs[count];

		j->command = g_ptr_array_index(commands, i);
		if (!j->command->is_c)
			continue;
		j->lines = g_strdup_printf("%s/%u", folder, count++);
		g_thread_pool_push(pool, j, NULL);
	}
	g_thread_pool_free(pool, FALSE, TRUE);
	put_together(all, jobs, count);
	g_rmdir(folder);
	g_free(folder);
	g_free(program);
	g_free(jobs);
	return all;
}

struct looks *looks_find(const struct looks_all *all, const char *name)
{
	return g_hash_table_lookup(all->by_name, name);
}

char *looks_plain(const char *name)
{
	char *out = g_ascii_strdown(name, -1), *to = out;

	for (const char *from = out; *from; from++)
		if (*from != '_')
			*to++ = *from;
	*to = 0;
	return out;
}

struct looks *looks_find_plain(const struct looks_all *all, const char *plain)
{
	return g_hash_table_lookup(all->by_plain, plain);
}

unsigned looks_balanced(const struct looks_all *all, const char *name, const char *other)
{
	char *key = g_strdup_printf("%s\t%s", name, other);
	unsigned count = GPOINTER_TO_UINT(g_hash_table_lookup(all->balance, key));

	g_free(key);
	return count;
}
