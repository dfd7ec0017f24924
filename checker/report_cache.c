// SPDX-License-Identifier: MIT
/*
 * report_cache.c: reports as they were written, in files named by a hash of all that they follow
 * from (verdict.c makes it).
 *
 * A file is a line, the remarks, the report.  The line has a version, the exit status, both
 * lengths, and a hash of the key and of all else; what doesn't agree with that is no report, and is
 * written anew.  Files appear whole, by renaming, so two runs at once do no harm.  The newest few
 * are kept; finding one makes it new.
 */
#include "report_cache.h"

#include <facts/facts.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#define REPORTS_KEPT 8
#define HEAD_MAX_BYTES 128

static char *report_file(const char *folder, const char *key)
{
	return g_build_filename(folder, key, NULL);
}

/* `body` is the remarks and the report. */
static char *head_of(const char *key, int status, gsize remarks_bytes, const char *body, gsize len_bytes)
{
	struct fact_hash h = fact_hash_bytes(key, strlen(key));

	fact_hash_number(&h, (uint64_t)status);
	fact_hash_number(&h, remarks_bytes);
	fact_hash_add(&h, fact_hash_bytes(body, len_bytes));
	return g_strdup_printf("holdfast-report 1 %d %zu %zu %016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x\n",
			       status, remarks_bytes, len_bytes, h.a, h.b);
}

bool report_cache_find(const char *folder, const char *key, struct kept_report *report)
{
	char *file = report_file(folder, key), *data = NULL;
	gsize len, remarks_bytes;
	bool found = false;

	if (g_file_get_contents(file, &data, &len, NULL)) {
		const char *end = memchr(data, '\n', MIN(len, HEAD_MAX_BYTES));
		const char *body = end ? end + 1 : data + len;
		gsize body_bytes = len - (gsize)(body - data);

		if (end && sscanf(data, "holdfast-report 1 %d %zu", &report->status, &remarks_bytes) == 2 &&
		    remarks_bytes <= body_bytes) {
			char *head = head_of(key, report->status, remarks_bytes, body, body_bytes);

			found = strlen(head) == (size_t)(body - data) && !memcmp(head, data, strlen(head));
			g_free(head);
		}
		if (found) {
			report->remarks = g_strndup(body, remarks_bytes);
			report->len_bytes = body_bytes - remarks_bytes;
			report->text = g_memdup2(body + remarks_bytes, report->len_bytes);
			utime(file, NULL);
		}
	}
	g_free(data);
	g_free(file);
	return found;
}

struct kept_file {
	char *path;
	struct timespec used;
};

static gint newest_first(gconstpointer p, gconstpointer q)
{
	const struct timespec *a = &((const struct kept_file *)p)->used, *b = &((const struct kept_file *)q)->used;

	if (a->tv_sec != b->tv_sec)
		return a->tv_sec > b->tv_sec ? -1 : 1;
	return a->tv_nsec > b->tv_nsec ? -1 : a->tv_nsec < b->tv_nsec;
}

static void prune(const char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	GArray *files = g_array_new(FALSE, FALSE, sizeof(struct kept_file));
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		struct kept_file f = { .path = report_file(folder, name) };
		struct stat st;

		if (!stat(f.path, &st))
			f.used = st.st_mtim;
		g_array_append_val(files, f);
	}
	g_array_sort(files, newest_first);
	for (guint i = 0; i < files->len; i++) {
		char *path = g_array_index(files, struct kept_file, i).path;

		if (i >= REPORTS_KEPT)
			g_unlink(path);
		g_free(path);
	}
	g_array_free(files, TRUE);
	if (dir)
		g_dir_close(dir);
}

void report_cache_add(const char *folder, const char *key, const struct kept_report *report)
{
	gsize remarks_bytes = strlen(report->remarks);
	GString *out = g_string_new(report->remarks);

	g_string_append_len(out, report->text, (gssize)report->len_bytes);
	char *head = head_of(key, report->status, remarks_bytes, out->str, out->len);
	char *file = report_file(folder, key);

	g_string_prepend(out, head);
	if (!g_mkdir_with_parents(folder, 0777) && g_file_set_contents(file, out->str, (gssize)out->len, NULL))
		prune(folder);
	g_string_free(out, TRUE);
	g_free(file);
	g_free(head);
}
