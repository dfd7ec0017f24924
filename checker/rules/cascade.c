// SPDX-License-Identifier: MIT
/*
 * cascade.c: one mistake is one finding.  What was found in the program as it is, and not any more
 * once its functions end as they should (analysis/repair.c), follows from a mistake there: it
 * becomes a line of that one's finding.  Everything else has a cause of its own.
 *
 * Only a repair that is wrong could make a finding: it takes away a lock or a mask that belongs
 * there, which is then missing.  So what speaks of something that is missing must be found in both.
 */
#include "rules.h"

#include <string.h>

static bool is_same(const struct finding *a, const struct finding *b)
{
	return a->rule == b->rule && a->line == b->line && a->col == b->col && !strcmp(a->file, b->file) &&
	       !strcmp(a->message, b->message);
}

static bool is_alike(const struct finding *a, const struct finding *b)
{
	return a->rule == b->rule && !strcmp(a->subject, b->subject);
}

static bool has(const GPtrArray *findings, const struct finding *f,
		bool (*equal)(const struct finding *, const struct finding *))
{
	for (guint i = 0; i < findings->len; i++)
		if (equal(g_ptr_array_index(findings, i), f))
			return true;
	return false;
}

static bool stands(const GPtrArray *all, const struct finding *repaired)
{
	switch (repaired->lack) {
	case FINDING_LACKS_HERE:
		return has(all, repaired, is_same);
	case FINDING_LACKS_ANYWHERE:
		return has(all, repaired, is_alike);
	default:
		return true;
	}
}

/* Where the mistake's own chain ends: the lock was taken there. */
static const struct finding_step *origin(const struct finding *root)
{
	const struct finding_note *first = g_ptr_array_index(root->notes, 0);

	return first->steps->len ? g_ptr_array_index(first->steps, first->steps->len - 1) : NULL;
}

static bool passes(const struct finding *f, const struct finding_step *place)
{
	for (guint n = 0; place && n < f->notes->len; n++) {
		const struct finding_note *note = g_ptr_array_index(f->notes, n);

		for (guint i = 0; i < note->steps->len; i++) {
			const struct finding_step *s = g_ptr_array_index(note->steps, i);

			if (s->line == place->line && s->col == place->col && !strcmp(s->file, place->file))
				return true;
		}
	}
	return false;
}

/* Which of the mistakes is it that `f` follows from?  The one whose lock was taken on the way to it;
 * of what is missing there is no such place, but a name. */
static struct finding *root_of(const GPtrArray *roots, const struct finding *f)
{
	struct finding *named = NULL;

	for (guint i = 0; i < roots->len; i++) {
		struct finding *root = g_ptr_array_index(roots, i);

		if (passes(f, origin(root)))
			return root;
		char *quoted = g_strdup_printf("`%s`", root->subject);

		if (!named && strstr(f->message, quoted))
			named = root;
		g_free(quoted);
	}
	return named ? named : g_ptr_array_index(roots, 0);
}

/* False where nobody would see it there. */
static bool add_to_root(struct finding *root, const struct finding *f,
			bool (*wanted)(void *user, const char *rule), void *user)
{
	static const char title[] = "and then, which follows from it:";
	struct finding_note *n = g_ptr_array_index(root->notes, root->notes->len - 1);
	const struct finding_step *at = NULL;

	if (!wanted(user, root->rule))
		return false;
	for (guint i = 0; i < f->notes->len; i++) {
		const struct finding_note *chain = g_ptr_array_index(f->notes, i);

		if (!chain->is_list && chain->steps->len)
			at = g_ptr_array_index(chain->steps, chain->steps->len - 1);
	}
	if (!n->is_list || strcmp(n->text, title))
		n = finding_list(root, title);
	char *text = g_strdup_printf("%s [%s]", f->message, f->rule);

	finding_step(n, f->file, f->line, f->col, at ? at->function : root->subject, text);
	g_free(text);
	return true;
}

/* A lock that a loop keeps is met again by the loop's next round. */
static bool is_told_by_another(const GPtrArray *kept, const struct finding *f,
			       bool (*wanted)(void *user, const char *rule), void *user)
{
	for (guint i = 0; f->is_echo && i < kept->len; i++) {
		struct finding *root = g_ptr_array_index(kept, i);

		if (!strcmp(root->rule, "lock-imbalance") && !strcmp(root->subject, f->subject) &&
		    passes(f, origin(root)))
			return add_to_root(root, f, wanted, user);
	}
	return false;
}

GPtrArray *cascade_resolve(GPtrArray *all, GPtrArray *repaired, bool (*wanted)(void *user, const char *rule),
			   void *user)
{
	GPtrArray *kept = g_ptr_array_new(), *roots = g_ptr_array_new();

	for (guint i = 0; i < all->len; i++) {
		struct finding *f = g_ptr_array_index(all, i);

		if (f->is_root)
			g_ptr_array_add(roots, f);
		if (repaired ? f->is_root : true)
			g_ptr_array_add(kept, f);
	}
	for (guint i = 0; repaired && i < repaired->len; i++) {
		struct finding *f = g_ptr_array_index(repaired, i);

		if (stands(all, f) && !has(kept, f, is_same))
			g_ptr_array_add(kept, f);
	}
	for (guint i = 0; repaired && i < all->len; i++) {
		struct finding *f = g_ptr_array_index(all, i);

		if (!has(kept, f, is_same) && !add_to_root(root_of(roots, f), f, wanted, user))
			g_ptr_array_add(kept, f);
	}
	for (guint i = kept->len; i-- > 0;)
		if (is_told_by_another(kept, g_ptr_array_index(kept, i), wanted, user))
			g_ptr_array_remove_index(kept, i);
	g_ptr_array_free(roots, TRUE);
	g_ptr_array_free(all, TRUE);
	return kept;
}
