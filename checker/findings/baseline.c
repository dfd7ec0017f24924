// SPDX-License-Identifier: MIT
/*
 * baseline.c: reads, applies and writes the baseline.
 */
#include "baseline.h"

#include <string.h>

static bool fail(GError **error, const char *file, unsigned line, const char *why, const char *what)
{
	char *shown = g_strdup(what ? what : "");

	/* What the file says may have anything in it; the message is one line. */
	for (char *c = shown; *c; c++)
		if (g_ascii_iscntrl(*c))
			*c = '?';
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s:%u: %s%s%s", file, line, why,
		    what ? ": " : "", shown);
	g_free(shown);
	return false;
}

static struct baseline_entry *entry_find(const GPtrArray *entries, const char *fingerprint)
{
	for (guint i = 0; i < entries->len; i++) {
		struct baseline_entry *e = g_ptr_array_index(entries, i);

		if (!strcmp(e->fingerprint, fingerprint))
			return e;
	}
	return NULL;
}

static char **entry_key(struct baseline_entry *e, const char *key)
{
	if (!strcmp(key, "rule"))
		return &e->rule;
	if (!strcmp(key, "subject"))
		return &e->subject;
	if (!strcmp(key, "message"))
		return &e->message;
	return !strcmp(key, "reason") ? &e->reason : NULL;
}

struct reader {
	const char *file;
	unsigned line, entry_line;
	bool allows_no_reason;
	GPtrArray *entries;
	struct baseline_entry *entry;   /* the one that is being read, or NULL */
};

static bool end_entry(struct reader *r, GError **error)
{
	const struct baseline_entry *e = r->entry;

	if (!e)
		return true;
	if (!e->rule || !e->rule[0])
		return fail(error, r->file, r->entry_line, "the entry has no `rule`", e->fingerprint);
	if (!r->allows_no_reason && (!e->reason || !e->reason[0]))
		return fail(error, r->file, r->entry_line, "the entry has no `reason`", e->fingerprint);
	return true;
}

static bool begin_entry(struct reader *r, char *text, GError **error)
{
	size_t len = strlen(text);

	if (!end_entry(r, error))
		return false;
	if (len < 3 || text[len - 1] != ']')
		return fail(error, r->file, r->line, "not `[FINGERPRINT]`", NULL);
	text[len - 1] = 0;
	if (entry_find(r->entries, text + 1))
		return fail(error, r->file, r->line, "listed twice", text + 1);
	r->entry = g_new0(struct baseline_entry, 1);
	r->entry->fingerprint = g_strdup(text + 1);
	r->entry_line = r->line;
	g_ptr_array_add(r->entries, r->entry);
	return true;
}

static bool read_line(struct reader *r, char *text, GError **error)
{
	if (!text[0] || text[0] == '#')
		return true;
	if (!g_utf8_validate(text, -1, NULL))
		return fail(error, r->file, r->line, "not UTF-8", NULL);
	if (text[0] == '[')
		return begin_entry(r, text, error);
	char *equals = strchr(text, '=');

	if (!equals)
		return fail(error, r->file, r->line, "neither `[FINGERPRINT]` nor `key = value`", NULL);
	*equals = 0;
	g_strchomp(text);
	if (!r->entry)
		return fail(error, r->file, r->line, "a key before the first `[FINGERPRINT]`", text);
	char **value = entry_key(r->entry, text);

	if (!value)
		return fail(error, r->file, r->line, "unknown key", text);
	if (*value)
		return fail(error, r->file, r->line, "the key stands there twice", text);
	*value = g_strdup(g_strchug(equals + 1));
	return true;
}

static void free_entry(gpointer p)
{
	struct baseline_entry *e = p;

	g_free(e->fingerprint);
	g_free(e->rule);
	g_free(e->subject);
	g_free(e->message);
	g_free(e->reason);
	g_free(e);
}

GPtrArray *baseline_parse(const char *text, gsize len, const char *file, bool allows_no_reason,
			  GError **error)
{
	struct reader r = { .file = file, .allows_no_reason = allows_no_reason };

	if (memchr(text, 0, len)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: not a text file", file);
		return NULL;
	}
	char *copy = g_strndup(text, len), **lines = g_strsplit(copy, "\n", -1);
	bool ok = true;

	r.entries = g_ptr_array_new_with_free_func(free_entry);
	for (unsigned i = 0; ok && lines[i]; i++) {
		r.line = i + 1;
		ok = read_line(&r, g_strstrip(lines[i]), error);
	}
	ok = ok && end_entry(&r, error);
	g_strfreev(lines);
	g_free(copy);
	if (ok)
		return r.entries;
	g_ptr_array_free(r.entries, TRUE);
	return NULL;
}

static GPtrArray *read_file(const char *file, bool allows_no_reason, GError **error)
{
	GPtrArray *entries;
	char *text;
	gsize len;

	if (!g_file_get_contents(file, &text, &len, error))
		return NULL;
	entries = baseline_parse(text, len, file, allows_no_reason, error);
	g_free(text);
	return entries;
}

GPtrArray *baseline_read(const char *file, GError **error)
{
	return read_file(file, false, error);
}

GPtrArray *baseline_read_unfinished(const char *file, GError **error)
{
	return read_file(file, true, error);
}

GPtrArray *baseline_apply(GPtrArray *baseline, GPtrArray *findings, bool is_complete)
{
	GPtrArray *accepted = g_ptr_array_new();

	for (guint i = 0; i < findings->len;) {
		struct finding *f = g_ptr_array_index(findings, i);
		struct baseline_entry *e = entry_find(baseline, f->fingerprint);

		if (!e || strcmp(e->rule, f->rule)) {
			i++;
			continue;
		}
		e->is_matched = true;
		f->accepted = e->reason;
		g_ptr_array_add(accepted, f);
		g_ptr_array_remove_index(findings, i);
	}
	for (guint i = 0; !is_complete && i < baseline->len; i++)
		((struct baseline_entry *)g_ptr_array_index(baseline, i))->is_matched = true;
	return accepted;
}

static gint by_rule_and_subject(gconstpointer p, gconstpointer q)
{
	const struct finding *a = *(struct finding *const *)p, *b = *(struct finding *const *)q;
	int order = strcmp(a->rule, b->rule);

	order = order ? order : g_strcmp0(a->subject, b->subject);
	return order ? order : strcmp(a->fingerprint, b->fingerprint);
}

bool baseline_write(const char *file, const GPtrArray *findings, const GPtrArray *known,
		    const char *reason, GError **error)
{
	GPtrArray *sorted = g_ptr_array_new();
	GString *text = g_string_new("# Findings that are accepted (holdfast check --baseline FILE).  "
				     "Each needs a reason.\n");

	for (guint i = 0; i < findings->len; i++)
		g_ptr_array_add(sorted, g_ptr_array_index(findings, i));
	g_ptr_array_sort(sorted, by_rule_and_subject);
	for (guint i = 0; i < sorted->len; i++) {
		const struct finding *f = g_ptr_array_index(sorted, i);
		const struct baseline_entry *e = known ? entry_find(known, f->fingerprint) : NULL;
		const char *why = e && e->reason && e->reason[0] ? e->reason : reason ? reason : "";

		g_string_append_printf(text, "\n[%s]\nrule = %s\nsubject = %s\nmessage = %s\nreason =%s%s\n",
				       f->fingerprint, f->rule, f->subject ? f->subject : "", f->message,
				       why[0] ? " " : "", why);
	}
	bool ok = g_file_set_contents(file, text->str, text->len, error);

	g_string_free(text, TRUE);
	g_ptr_array_free(sorted, TRUE);
	return ok;
}
