// SPDX-License-Identifier: MIT
/*
 * program.c: from a build folder, or from fact files, to an analysed program.
 */
#include "command.h"
#include "compile_db.h"
#include "extraction.h"
#include "fact_list.h"
#include "models.h"

#include <model/tables.h>
#include <rules/rules.h>
#include <string.h>
#include <unistd.h>

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

/* The facts of all files that could be read; the others go to p->failed and p->not_c. */
static GPtrArray *read_units(const struct options *o, char **filters, const struct models *models,
			     struct program *p)
{
	GError *error = NULL;
	GPtrArray *commands = compile_db_read(o->build, filters, &error);
	char *cache = o->cache ? o->cache : g_build_filename(o->build, ".holdfast", NULL);
	struct extraction *all = NULL;

	if (commands)
		take_out_others(commands, p->not_c);
	if (commands)
		all = extract_all(commands, cache, models->paths, o->jobs, isatty(STDERR_FILENO), &error);
	if (!all) {
		command_fail("%s", error->message);
		return NULL;
	}
	GPtrArray *units = g_ptr_array_new();

	for (guint i = 0; i < commands->len; i++) {
		if (all[i].messages)
			fputs(all[i].messages, stderr);
		if (all[i].unit)
			g_ptr_array_add(units, all[i].unit);
		else
			report_add_item(p->failed, all[i].command->file, 0, "could not be read", NULL);
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
	models_print_unused(models, units, !o->check_model);
	p->m = model_link(units, o->whole_program);
	/* Declarations that contradict each other leave nothing to check against. */
	for (guint i = 0; i < p->m->inconsistencies->len; i++)
		command_fail("%s", (char *)g_ptr_array_index(p->m->inconsistencies, i));
	p->is_consistent = !p->m->inconsistencies->len;
	p->a = analysis_run(p->m);
	return true;
}

static struct models *read_models(const struct options *o)
{
	GError *error = NULL;
	struct models *models = models_read(o->models, &error);

	if (!models)
		command_fail("%s", error->message);
	return models;
}

bool program_read(const struct options *o, char **filters, struct program *p)
{
	struct models *models = read_models(o);

	p->failed = g_ptr_array_new();
	p->not_c = g_ptr_array_new();
	GPtrArray *units = models ? read_units(o, filters, models, p) : NULL;

	return units && analyse(o, models, units, p);
}

bool program_read_facts(const struct options *o, struct program *p)
{
	struct models *models = read_models(o);
	GError *error = NULL;

	p->failed = g_ptr_array_new();
	p->not_c = g_ptr_array_new();
	GPtrArray *files = models ? fact_list_names(o->rest, &error) : NULL;

	if (error)
		command_fail("%s", error->message);
	return files && analyse(o, models, fact_list_read(files, o->store, p->failed), p);
}
