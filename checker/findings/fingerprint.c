// SPDX-License-Identifier: MIT
/*
 * fingerprint.c: a finding's identity from one run to the next.  It must survive
 * edits that don't touch the defect, so it hashes names: the rule, the lock class,
 * and the functions in which the chains end.  A finding without a chain is told
 * by its sentence and its file's name.  Findings that agree in all of that are
 * numbered in their order.
 */
#include "finding.h"

#include <string.h>

#define DIGITS 16

static gint by_text(gconstpointer p, gconstpointer q)
{
	return strcmp(*(const char *const *)p, *(const char *const *)q);
}

static void add_text(GChecksum *sum, const char *text)
{
	g_checksum_update(sum, (const guchar *)text, strlen(text) + 1);
}

static GPtrArray *chain_ends(const struct finding *f)
{
	GPtrArray *functions = g_ptr_array_new();

	for (guint i = 0; i < f->notes->len; i++) {
		const struct finding_note *n = g_ptr_array_index(f->notes, i);

		if (n->is_list || !n->steps->len)
			continue;
		const struct finding_step *last = g_ptr_array_index(n->steps, n->steps->len - 1);

		g_ptr_array_add(functions, (gpointer)last->function);
	}
	g_ptr_array_sort(functions, by_text);
	return functions;
}

static char *plain_fingerprint(const struct finding *f)
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	GPtrArray *functions = chain_ends(f);

	add_text(sum, f->rule);
	add_text(sum, f->subject ? f->subject : "");
	for (guint i = 0; i < functions->len; i++)
		add_text(sum, g_ptr_array_index(functions, i));
	if (!functions->len) {
		char *file = g_path_get_basename(f->file);

		add_text(sum, file);
		add_text(sum, f->message);
		g_free(file);
	}
	char *text = g_strndup(g_checksum_get_string(sum), DIGITS);

	g_ptr_array_free(functions, TRUE);
	g_checksum_free(sum);
	return text;
}

void findings_set_fingerprints(GPtrArray *sorted)
{
	GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < sorted->len; i++) {
		struct finding *f = g_ptr_array_index(sorted, i);
		char *plain = plain_fingerprint(f);
		guint number = GPOINTER_TO_UINT(g_hash_table_lookup(seen, plain)) + 1;

		f->fingerprint = number > 1 ? g_strdup_printf("%s-%u", plain, number) : g_strdup(plain);
		g_hash_table_insert(seen, plain, GUINT_TO_POINTER(number));
	}
	g_hash_table_destroy(seen);
}
