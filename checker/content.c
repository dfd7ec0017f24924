// SPDX-License-Identifier: MIT
/*
 * content.c: hashes of files' contents.  Each file is read once in a run, and not at all
 * in the next one if its times, size and inode are what they were.
 *
 * Two edits can fall into one tick of the file system's clock, so a file that is younger
 * than a few seconds is not kept: the next run reads it again.  The change time
 * counts as well, since tools set the modification time.
 *
 * Each line of the kept file: what stat() said, the hash, the path.
 *
 * Locks: `lock` guards the table.
 */
#include "content.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SETTLED_SECONDS 3

struct entry {
	char *path;
	char *stamp;                    /* NULL: not to be kept */
	char *hash;
	bool is_current;                /* looked at in this run */
};

struct contents {
	char *file;
	GHashTable *entries;            /* path -> entry */
	bool is_changed;
	GMutex lock;
};

static void entry_free(gpointer p)
{
	struct entry *e = p;

	g_free(e->path);
	g_free(e->stamp);
	g_free(e->hash);
	g_free(e);
}

/* What tells one content of a file from another. */
static char *stamp_of(const struct stat *st)
{
	return g_strdup_printf("%lld.%09ld %lld.%09ld %lld %llu %llu",
			       (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
			       (long long)st->st_ctim.tv_sec, st->st_ctim.tv_nsec, (long long)st->st_size,
			       (unsigned long long)st->st_dev, (unsigned long long)st->st_ino);
}

static bool is_settled(const struct stat *st)
{
	time_t now = time(NULL);

	return st->st_mtim.tv_sec + SETTLED_SECONDS <= now && st->st_ctim.tv_sec + SETTLED_SECONDS <= now;
}

static char *hash_file(const char *path)
{
	char *data, *hash;
	gsize len;

	if (!g_file_get_contents(path, &data, &len, NULL))
		return g_strdup("missing");
	hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)data, len);
	g_free(data);
	return hash;
}

static void add_line(struct contents *c, char *line)
{
	char *hash = strchr(line, '\t'), *path = hash ? strchr(hash + 1, '\t') : NULL;

	if (!path || path - hash != 65)
		return;
	*hash++ = *path++ = 0;
	struct entry *e = g_new0(struct entry, 1);

	e->path = g_strdup(path);
	e->stamp = g_strdup(line);
	e->hash = g_strdup(hash);
	g_hash_table_replace(c->entries, e->path, e);
}

struct contents *contents_open(const char *file)
{
	struct contents *c = g_new0(struct contents, 1);
	char *text, *rest = NULL;

	c->file = g_strdup(file);
	c->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
	g_mutex_init(&c->lock);
	if (!g_file_get_contents(file, &text, NULL, NULL))
		return c;
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		add_line(c, line);
	g_free(text);
	return c;
}

char *contents_hash(struct contents *c, const char *path)
{
	struct stat st;

	g_mutex_lock(&c->lock);
	struct entry *e = g_hash_table_lookup(c->entries, path);
	char *known = e && e->is_current ? g_strdup(e->hash) : NULL;
	g_mutex_unlock(&c->lock);

	if (known)
		return known;
	/* Before the content: an edit in between shows in the next run's times. */
	char *stamp = stat(path, &st) ? NULL : stamp_of(&st);
	bool is_kept = stamp && is_settled(&st) && !strchr(path, '\n');

	g_mutex_lock(&c->lock);
	e = g_hash_table_lookup(c->entries, path);
	if (e && stamp && e->stamp && !strcmp(e->stamp, stamp)) {
		e->is_current = true;
		known = g_strdup(e->hash);
	}
	g_mutex_unlock(&c->lock);
	if (known) {
		g_free(stamp);
		return known;
	}
	known = hash_file(path);
	e = g_new0(struct entry, 1);
	e->path = g_strdup(path);
	e->stamp = is_kept && strcmp(known, "missing") ? g_strdup(stamp) : NULL;
	e->hash = g_strdup(known);
	e->is_current = true;
	g_free(stamp);
	g_mutex_lock(&c->lock);
	c->is_changed |= e->stamp != NULL;
	g_hash_table_replace(c->entries, e->path, e);
	g_mutex_unlock(&c->lock);
	return known;
}

static gint by_path(gconstpointer p, gconstpointer q)
{
	return strcmp(((const struct entry *)p)->path, ((const struct entry *)q)->path);
}

void contents_close(struct contents *c)
{
	if (c->is_changed) {
		GList *all = g_list_sort(g_hash_table_get_values(c->entries), by_path);
		GString *out = g_string_new(NULL);

		for (GList *at = all; at; at = at->next) {
			const struct entry *e = at->data;

			if (e->stamp)
				g_string_append_printf(out, "%s\t%s\t%s\n", e->stamp, e->hash, e->path);
		}
		g_file_set_contents(c->file, out->str, (gssize)out->len, NULL);
		g_string_free(out, TRUE);
		g_list_free(all);
	}
	g_hash_table_destroy(c->entries);
	g_mutex_clear(&c->lock);
	g_free(c->file);
	g_free(c);
}
