// SPDX-License-Identifier: MIT
/*
 * propose_names.c: what a function's name says.
 */
#include "propose.h"

#include <string.h>

/* The surer ones first. */
const char *const lock_words[][2] = {
	{ "lock", "unlock" }, { "acquire", "release" }, { "take", "give" }, { "take", "release" }, { "take", "drop" },
	{ "take", "put" }, { "obtain", "release" }, { "grab", "release" }, { "grab", "drop" }, { "seize", "release" },
	{ "claim", "release" }, { "claim", "unclaim" }, { "hold", "release" }, { "get", "release" }, { "get", "put" },
	{ "enter", "exit" }, { "enter", "leave" }, { "begin", "end" }, { "down", "up" }, { "pend", "post" },
	{ "wait", "signal" }, { "wait", "post" }, { NULL, NULL }
};

const char *const mask_words[][2] = {
	{ "disable", "enable" }, { "enter", "exit" }, { "enter", "leave" }, { "save", "restore" }, { "mask", "unmask" },
	{ "begin", "end" }, { "suspend", "resume" }, { "lock", "unlock" }, { "off", "on" }, { "stop", "start" },
	{ "block", "unblock" }, { "raise", "lower" }, { "push", "pop" }, { NULL, NULL }
};

/* Small letters, a `_` between words and at both ends. */
static char *split_words(const char *name)
{
	GString *out = g_string_new("_");

	for (const char *c = name; *c; c++) {
		bool ends_word = g_ascii_isupper(*c) && c > name &&
				 (g_ascii_islower(c[-1]) || (g_ascii_isupper(c[-1]) && g_ascii_islower(c[1])));

		if (ends_word && out->str[out->len - 1] != '_')
			g_string_append_c(out, '_');
		if (*c != '_' || out->str[out->len - 1] != '_')
			g_string_append_c(out, g_ascii_tolower(*c));
	}
	if (out->str[out->len - 1] != '_')
		g_string_append_c(out, '_');
	return g_string_free(out, FALSE);
}

bool name_has(const char *name, const char *words)
{
	char *split = split_words(name), **all = g_strsplit(words, " ", -1);
	bool found = false;

	for (unsigned i = 0; all[i] && !found; i++) {
		char *word = g_strdup_printf("_%s_", all[i]);

		found = strstr(split, word) != NULL;
		g_free(word);
	}
	g_strfreev(all);
	g_free(split);
	return found;
}

static char *replaced(const char *text, const char *what, const char *with)
{
	char **parts = g_strsplit(text, what, -1), *out = g_strjoinv(with, parts);

	g_strfreev(parts);
	return out;
}

/* What an acquire says of itself, and a release doesn't. */
static char *without_manner(const char *name)
{
	static const char *const manners[] = { "try", "timed", "timeout", "interruptible", "killable", "nested", "nowait",
					       "wait", "uninterruptible", "noirq" };
	char *out = g_strdup(name);

	for (unsigned i = 0; i < G_N_ELEMENTS(manners); i++) {
		char *shorter = replaced(out, manners[i], "");

		g_free(out);
		out = shorter;
	}
	return out;
}

static void add_if_there(const struct looks_all *all, GPtrArray *found, const char *name, const char *opposite)
{
	struct looks *f = looks_find_plain(all, opposite);

	if (f && strcmp(f->name, name) && !g_ptr_array_find(found, f, NULL))
		g_ptr_array_add(found, f);
}

/* Readers and writers may have one release. */
static char *without_sides(const char *name, const char *word)
{
	static const char *const sides[] = { "rd", "wr", "read", "write", "shared", "exclusive" };
	char *out = g_strdup(name);

	for (unsigned i = 0; i < G_N_ELEMENTS(sides); i++) {
		char *longer = g_strconcat(sides[i], word, NULL), *shorter = replaced(out, longer, word);

		g_free(longer);
		g_free(out);
		out = shorter;
	}
	return out;
}

/* With the word at `at` exchanged for its opposite. */
static void add_opposites(const struct looks_all *all, GPtrArray *found, const char *name, const char *own,
			  const char *at, const char *const words[2])
{
	char *before = g_strndup(own, (size_t)(at - own));
	char *other = g_strconcat(before, words[1], at + strlen(words[0]), NULL);
	char *restored = replaced(other, "save", "restore"), *bare = without_manner(restored);

	add_if_there(all, found, name, other);
	add_if_there(all, found, name, restored);
	add_if_there(all, found, name, bare);
	char *sideless = without_sides(bare, words[1]);

	add_if_there(all, found, name, sideless);
	g_free(sideless);
	g_free(bare);
	g_free(restored);
	g_free(other);
	g_free(before);
}

GPtrArray *name_opposites(const struct looks_all *all, const char *name, const char *const (*words)[2])
{
	GPtrArray *found = g_ptr_array_new();
	char *own = looks_plain(name);

	for (; words[0][0]; words++)
		for (const char *at = own; (at = strstr(at, words[0][0])); at++)
			add_opposites(all, found, name, own, at, words[0]);
	g_free(own);
	return found;
}

void support_by_balance(const struct proposer *p, struct proposal *s, const struct looks *open,
			const struct looks *close)
{
	unsigned count = looks_balanced(p->all, open->name, close->name);
	bool is_most = count >= 2 && count * 5 >= open->sites * 4;

	if (open->sites)
		proposal_support(s, is_most ? 2 : count * 2 > open->sites ? 1 : open->sites > 3 && !count ? -1 : 0,
				 "%u of %u calls of %s are followed by %s on all paths, with the same object", count,
				 open->sites, open->name, close->name);
}
