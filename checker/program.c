// SPDX-License-Identifier: MIT
/*
 * program.c: from a build folder, or from fact files, to an analysed program.
 */
#include "command.h"
#include "compile_db.h"
#include "extraction.h"
#include "fact_list.h"
#include "models.h"
#include "recognise.h"
#include "stages.h"

#include <model/tables.h>
#include <model_file/model_file.h>
#include <rules/rules.h>
#include <string.h>
#include <unistd.h>

struct sources {
	struct models *models;
	GPtrArray *commands;            /* struct compile_command * */
	struct extractor *extractor;
	struct extraction *facts;       /* one for each command */
};

static void take_out_others(GPtrArray *commands, GPtrArray *not_c)
{
	for (guint i = 0; i < commands->len;) {
		const struct compile_command *c = g_ptr_array_index(commands, i);

		if (c->is_c) {
			i++;
			continue;
		}
		report_add_item(not_c, c->file, 0, "not read", NULL);
		(void)g_ptr_array_steal_index(commands, i);
	}
}

static void print_messages(const struct sources *s)
{
	for (guint i = 0; i < s->commands->len; i++) {
		struct extraction *e = &s->facts[i];

		if (e->messages)
			fputs(e->messages, stderr);
		g_clear_pointer(&e->messages, g_free);
	}
}

/* The facts of all files that could be read; the others go to `failed`. */
static GPtrArray *read_units(const struct sources *s, GPtrArray *failed)
{
	GPtrArray *units = g_ptr_array_new();

	stage("reading facts");
	extractor_read(s->extractor, s->facts, s->commands->len);
	stage(NULL);
	print_messages(s);
	for (guint i = 0; i < s->commands->len; i++) {
		if (s->facts[i].unit)
			g_ptr_array_add(units, s->facts[i].unit);
		else
			report_add_item(failed, s->facts[i].command->file, 0, "could not be read", NULL);
	}
	fact_list_sort(units, NULL);
	return units;
}

static bool is_rule(const char *id)
{
	for (unsigned i = 0; i < rule_count; i++)
		if (!strcmp(rules[i].id, id))
			return true;
	return false;
}

/* The program's own rows, and what its models call by them.  False after an error line. */
static bool add_tables(const struct models *models, const GPtrArray *units)
{
	GError *error = NULL;

	if (!models_add_rows(models, &error) || !tables_add_units(units, &error) ||
	    !tables_finish(&error) || !models_check_names(models, &error)) {
		command_fail("%s", error->message);
		return false;
	}
	for (int i = 0; i < context_count; i++)
		if (!is_rule(context_rows[i].rule)) {
			command_fail("context %s: `%s` is no rule", context_rows[i].name, context_rows[i].rule);
			return false;
		}
	for (int i = 0; i < effect_count; i++)
		if (!is_rule(effect_rows[i].rule)) {
			command_fail("effect %s: `%s` is no rule", effect_rows[i].name, effect_rows[i].rule);
			return false;
		}
	return true;
}

/* From units to an analysed program. */
static bool analyse(const struct options *o, const struct models *models, GPtrArray *units,
		    struct program *p)
{
	if (!add_tables(models, units))
		return false;
	p->remarks = models_list_unused(models, units, !o->check_model);
	fputs(p->remarks, stderr);
	stage("linking");
	p->m = model_link(units, o->whole_program);
	stage(NULL);
	/* Declarations that contradict each other leave nothing to check against. */
	for (guint i = 0; i < p->m->inconsistencies->len; i++)
		command_fail("%s", (char *)g_ptr_array_index(p->m->inconsistencies, i));
	p->is_consistent = !p->m->inconsistencies->len;
	if (o->exact_states > 0)
		p->m->exact_states = (uint32_t)o->exact_states;
	stage("analysing");
	p->a = analysis_run(p->m);
	stage(NULL);
	return true;
}

static struct models *read_models(char **names)
{
	GError *error = NULL;
	struct models *models = models_read(names, &error);

	if (!models)
		command_fail("%s", error->message);
	return models;
}

/* Those that are named, or else those that the whole of the tree wants, whatever part of it is looked at. */
static bool find_models(const struct options *o, char **filters, struct sources *s, struct program *p)
{
	char **names = o->models;

	if (!names) {
		GError *error = NULL;
		GPtrArray *commands = compile_db_read(o->build, NULL, &error);
		struct recognition *r = commands ? recognise(commands, &error) : NULL;

		if (!r)
			return command_fail("%s", error->message) == EXIT_CLEAN;
		if (filters && filters[0])
			g_ptr_array_free(commands, TRUE);
		else
			s->commands = commands;
		if (r->line)
			fprintf(stderr, "holdfast: %s\n", r->line);
		p->recognised = r->line;
		names = r->models;
	}
	s->models = read_models(names);
	return s->models != NULL;
}

char *program_cache(const struct options *o)
{
	return o->cache ? g_strdup(o->cache) : g_build_filename(o->build, ".holdfast", NULL);
}

bool program_find(const struct options *o, char **filters, struct program *p)
{
	struct sources *s = g_new0(struct sources, 1);
	GError *error = NULL;

	if (!find_models(o, filters, s, p))
		return false;
	char *cache = program_cache(o);

	if (!s->commands)
		s->commands = compile_db_read(o->build, filters, &error);
	p->not_c = g_ptr_array_new();
	if (s->commands) {
		take_out_others(s->commands, p->not_c);
		s->extractor = extractor_new(cache, s->models->paths, (unsigned)o->jobs, &error);
	}
	g_free(cache);
	stage("extracting");
	if (s->extractor)
		s->facts = extractor_find(s->extractor, s->commands, isatty(STDERR_FILENO), &error);
	stage(NULL);
	if (!s->facts)
		return command_fail("%s", error->message) == EXIT_CLEAN;
	print_messages(s);
	p->sources = s;
	return true;
}

bool program_add_identity(const struct program *p, GChecksum *sum)
{
	const struct sources *s = p->sources;

	if (p->recognised)
		g_checksum_update(sum, (const guchar *)p->recognised, (gssize)strlen(p->recognised) + 1);
	for (guint i = 0; i < s->models->files->len; i++) {
		const struct model_file *file = g_ptr_array_index(s->models->files, i);
		const char *const texts[] = { file->name, g_ptr_array_index(s->models->paths, i),
					      g_ptr_array_index(s->models->hashes, i) };

		for (unsigned k = 0; k < G_N_ELEMENTS(texts); k++)
			g_checksum_update(sum, (const guchar *)texts[k], (gssize)strlen(texts[k]) + 1);
	}
	for (guint i = 0; i < p->not_c->len; i++) {
		const char *file = ((const struct report_item *)g_ptr_array_index(p->not_c, i))->file;

		g_checksum_update(sum, (const guchar *)file, (gssize)strlen(file) + 1);
	}
	return extractor_add_identity(s->extractor, s->facts, s->commands->len, sum);
}

bool program_read(const struct options *o, char **filters, struct program *p)
{
	if (!p->sources && !program_find(o, filters, p))
		return false;
	p->failed = g_ptr_array_new();
	return analyse(o, p->sources->models, read_units(p->sources, p->failed), p);
}

bool program_read_facts(const struct options *o, struct program *p)
{
	struct models *models = read_models(o->models);
	GError *error = NULL;

	p->failed = g_ptr_array_new();
	p->not_c = g_ptr_array_new();
	GPtrArray *files = models ? fact_list_names(o->rest, &error) : NULL;

	if (error)
		command_fail("%s", error->message);
	if (!files)
		return false;
	stage("reading facts");
	GPtrArray *units = fact_list_read(files, o->store, p->failed);

	stage(NULL);
	return analyse(o, models, units, p);
}
