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
 * Hundreds of units read the same thousands of headers, so what a name stands for is found out
 * once in a run, by directory and name as written.
 *
 * Locks: `lock` guards the tables.
 */
#include "content.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SETTLED_SECONDS 3
#define DIGEST_BYTES 32

struct entry {
	char *path;
	char *stamp;                    /* NULL: not to be kept */
	char *hash;
	bool is_current;                /* looked at in this run */
};

struct contents {
	char *file;
	GHashTable *entries;            /* path -> entry */
	GHashTable *folders;            /* directory -> table: name -> DIGEST_BYTES */
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
	c->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					   (GDestroyNotify)g_hash_table_destroy);
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

static guint8 *digest_of(struct contents *c, const char *directory, const char *name)
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	char *path = g_canonicalize_filename(name, directory), *hash = contents_hash(c, path);
	guint8 *digest = g_malloc(DIGEST_BYTES);
	gsize len = DIGEST_BYTES;

	g_checksum_update(sum, (const guchar *)path, (gssize)strlen(path) + 1);
	g_checksum_update(sum, (const guchar *)hash, (gssize)strlen(hash));
	g_checksum_get_digest(sum, digest, &len);
	g_checksum_free(sum);
	g_free(path);
	g_free(hash);
	return digest;
}

static GHashTable *folder(struct contents *c, const char *directory)
{
	g_mutex_lock(&c->lock);
	GHashTable *names = g_hash_table_lookup(c->folders, directory);

	if (!names) {
		names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
		g_hash_table_insert(c->folders, g_strdup(directory), names);
	}
	g_mutex_unlock(&c->lock);
	return names;
}

void contents_add(struct contents *c, const char *directory, char *lines, GChecksum *sum)
{
	GHashTable *names = folder(c, directory);

	for (char *name = lines, *end; name[0] && name[0] != '\n'; name = end) {
		end = name + strcspn(name, "\n");
		if (*end)
			*end++ = 0;
		g_mutex_lock(&c->lock);
		const guint8 *known = g_hash_table_lookup(names, name);
		g_mutex_unlock(&c->lock);
		if (!known) {
			guint8 *digest = digest_of(c, directory, name);

			/* Digests stay where they are: of two threads, the first one's. */
			g_mutex_lock(&c->lock);
			known = g_hash_table_lookup(names, name);
			if (!known)
				g_hash_table_insert(names, g_strdup(name), digest);
			else
				g_free(digest);
			known = g_hash_table_lookup(names, name);
			g_mutex_unlock(&c->lock);
		}
		g_checksum_update(sum, known, DIGEST_BYTES);
	}
}

void contents_forget(struct contents *c, const char *path)
{
	g_mutex_lock(&c->lock);
	g_hash_table_remove(c->entries, path);
	g_mutex_unlock(&c->lock);
}

static gint by_path(gconstpointer p, gconstpointer q)
{
	return strcmp(((const struct entry *)p)->path, ((const struct entry *)q)->path);
}

void contents_save(struct contents *c)
{
	if (!c->is_changed)
		return;
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
	c->is_changed = false;
}

void contents_free(struct contents *c)
{
	g_hash_table_destroy(c->folders);
	g_hash_table_destroy(c->entries);
	g_mutex_clear(&c->lock);
	g_free(c->file);
	g_free(c);
}
