// SPDX-License-Identifier: MIT
/*
 * propose.c: collects the proposals, and writes them as a model with comments.
 */
#include "propose.h"
#include "models.h"

#include <model_file/model_file.h>
#include <report/report.h>
#include <stdarg.h>
#include <string.h>

/* ---- proposals ------------------------------------------------------------ */

enum known_role known_role(const struct proposer *p, const char *function)
{
	return GPOINTER_TO_INT(g_hash_table_lookup(p->known, function));
}

struct proposal *proposal_of(struct proposer *p, enum proposal_group group, const char *section,
			     const struct looks *function)
{
	struct proposal *s = g_hash_table_lookup(p->by_section, section);

	if (s)
		return s;
	s = g_new0(struct proposal, 1);
	s->group = group;
	s->section = g_strdup(section);
	s->function = function;
	s->statements = g_ptr_array_new();
	s->evidence = g_ptr_array_new();
	g_ptr_array_add(p->proposals, s);
	g_hash_table_insert(p->by_section, s->section, s);
	return s;
}

struct proposal *proposal_find(const struct proposer *p, const char *function)
{
	char *section = g_strconcat("function ", function, NULL);
	struct proposal *s = g_hash_table_lookup(p->by_section, section);

	g_free(section);
	return s;
}

int proposal_points(const struct proposer *p, const struct proposal *s)
{
	const struct proposal *pair = s->pair ? g_hash_table_lookup(p->by_section, s->pair) : NULL;

	return pair && pair->points > s->points ? pair->points : s->points;
}

void proposal_state(struct proposal *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(s->statements, g_strdup_vprintf(format, args));
	va_end(args);
}

void proposal_support(struct proposal *s, int points, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(s->evidence, g_strdup_vprintf(format, args));
	va_end(args);
	s->points += points;
}

/* ---- what the recognised models say ---------------------------------------- */

static enum known_role role_of(const struct model_section *s)
{
	if (section_statement(s, "acquires") || section_statement(s, "acquires-checked"))
		return KNOWN_TAKES;
	if (section_statement(s, "acquires-if") || section_statement(s, "try-acquires"))
		return KNOWN_TRIES;
	if (section_statement(s, "releases"))
		return KNOWN_GIVES;
	if (section_statement(s, "may-block"))
		return KNOWN_BLOCKS;
	return KNOWN_OTHER;
}

static bool read_known(struct proposer *p, GError **error)
{
	struct models *models = models_read(p->models, error);

	for (guint f = 0; models && f < models->files->len; f++) {
		const struct model_file *file = g_ptr_array_index(models->files, f);

		for (guint i = 0; i < file->sections->len; i++) {
			const struct model_section *s = g_ptr_array_index(file->sections, i);

			if (s->kind == MODEL_TYPE)
				g_hash_table_add(p->known_types, s->name);
			if (s->kind == MODEL_FUNCTION && !s->is_pattern)
				g_hash_table_insert(p->known, s->name, GINT_TO_POINTER(role_of(s)));
		}
	}
	return models != NULL;
}

/* ---- as text -------------------------------------------------------------- */

static const char *const titles[PROPOSAL_GROUPS] = {
	[PROPOSAL_TYPES] = "types that are locks", [PROPOSAL_LOCKS] = "what takes and gives them back",
	[PROPOSAL_MASKS] = "what keeps interrupts or other threads away", [PROPOSAL_BLOCKING] = "what sleeps",
	[PROPOSAL_CALLBACKS] = "what calls back, and in which context",
};

static const char *confidence(int points)
{
	return points >= POINTS_STRONG ? "strong" : points >= POINTS_LIKELY ? "likely" : "weak, yours to decide";
}

static void put_proposal(const struct proposer *p, const struct proposal *s, FILE *out)
{
	int points = proposal_points(p, s);
	const char *mark = points >= POINTS_LIKELY ? "" : "# ";
	const struct looks *f = s->function;

	fputs("\n# ", out);
	if (f && f->line && !f->is_system)
		fprintf(out, "%s:%u: ", report_path(f->file), f->line);
	fprintf(out, "%s", confidence(points));
	for (guint i = 0; i < s->evidence->len; i++)
		fprintf(out, "%s%s", i ? ";\n#   " : ": ", (char *)g_ptr_array_index(s->evidence, i));
	if (s->pair && !s->evidence->len)
		fprintf(out, ": the other half of %s", strchr(s->pair, ' ') + 1);
	fprintf(out, "\n%s[%s]\n", mark, s->section);
	for (guint i = 0; i < s->statements->len; i++)
		fprintf(out, "%s%s\n", mark, (char *)g_ptr_array_index(s->statements, i));
}

static void put_group(const struct proposer *p, enum proposal_group group, FILE *out)
{
	bool has_title = false;

	for (guint i = 0; i < p->proposals->len; i++) {
		const struct proposal *s = g_ptr_array_index(p->proposals, i);

		if (s->group != group || proposal_points(p, s) < POINTS_WORTH)
			continue;
		if (!has_title)
			fprintf(out, "\n# ---- %s\n", titles[group]);
		has_title = true;
		put_proposal(p, s, out);
	}
}

static void put_head(const struct proposer *p, const char *recognised, const char *build, FILE *out)
{
	fprintf(out, "# A model for the %u C files of %s, as `holdfast init model` proposes it: what looks like a lock,\n"
		"# a mask, a sleep or a callback, each with what speaks for it.  Read it, correct it, and check with\n"
		"#\n#     holdfast check -p %s --model FILE\n#\n"
		"# What begins with `# [` is too weak to count: take the `#` away where it is true.  What a function says\n"
		"# here replaces its body, so a wrong line hides more than a missing one.\n", p->all->files, build, build);
	if (p->all->failed)
		fprintf(out, "# %u of the files could not be read.\n", p->all->failed);
	if (recognised)
		fprintf(out, "#\n# %s\n", recognised);
	for (unsigned i = 0; p->models[i]; i++)
		fprintf(out, "%s[behind %s]\n", i ? "" : "\n", p->models[i]);
}

bool propose_model(const struct looks_all *all, char **models, const char *recognised, const char *build, FILE *out,
		   GError **error)
{
	struct proposer p = {
		.all = all, .models = models, .proposals = g_ptr_array_new(),
		.known = g_hash_table_new(g_str_hash, g_str_equal),
		.known_types = g_hash_table_new(g_str_hash, g_str_equal),
		.by_section = g_hash_table_new(g_str_hash, g_str_equal),
	};

	if (!read_known(&p, error))
		return false;
	propose_masks(&p);
	propose_locks(&p);
	propose_blocking(&p);
	propose_callbacks(&p);
	put_head(&p, recognised, build, out);
	for (enum proposal_group group = 0; group < PROPOSAL_GROUPS; group++)
		put_group(&p, group, out);
	return true;
}
