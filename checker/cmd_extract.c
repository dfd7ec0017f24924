// SPDX-License-Identifier: MIT
/*
 * cmd_extract.c: `holdfast extract`: one C file in, one fact file out, as a build system
 * wants it.
 */
#include "command.h"
#include "compile_db.h"
#include "extraction.h"
#include "models.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* OBJECT.facts, or NULL. */
static char *beside_object(char **arguments)
{
	const char *object = NULL;

	for (unsigned i = 0; arguments[i]; i++) {
		if (!strcmp(arguments[i], "-o") && arguments[i + 1])
			object = arguments[++i];
		else if (g_str_has_prefix(arguments[i], "-o") && arguments[i][2])
			object = arguments[i] + 2;
	}
	return object ? g_strconcat(object, ".facts", NULL) : NULL;
}

/* Its exit status; its messages go where ours go. */
static int run_program(char **argv)
{
	GError *error = NULL;
	int status;

	if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL,
			  NULL, NULL, &status, &error)) {
		command_fail("%s", error->message);
		g_error_free(error);
		return EXIT_NOT_ANALYSED;
	}
	if (g_spawn_check_wait_status(status, &error))
		return EXIT_CLEAN;
	bool has_exited = error->domain == G_SPAWN_EXIT_ERROR;
	int code = has_exited ? error->code : EXIT_NOT_ANALYSED;

	if (!has_exited)
		command_fail("%s: %s", argv[0], error->message);
	g_error_free(error);
	return code;
}

static int run_extractor(const struct options *o, const char *facts, const struct models *models)
{
	GPtrArray *argv = g_ptr_array_new();
	char *program = extractor_path();

	g_ptr_array_add(argv, program);
	g_ptr_array_add(argv, (char *)"-o");
	g_ptr_array_add(argv, (char *)facts);
	if (o->deps) {
		g_ptr_array_add(argv, (char *)"-M");
		g_ptr_array_add(argv, o->deps);
	}
	if (o->store) {
		g_ptr_array_add(argv, (char *)"--store");
		g_ptr_array_add(argv, o->store);
	}
	for (guint i = 0; i < models->paths->len; i++) {
		g_ptr_array_add(argv, (char *)"-m");
		g_ptr_array_add(argv, g_ptr_array_index(models->paths, i));
	}
	g_ptr_array_add(argv, (char *)"--");
	for (char **argument = compiler_of(o->rest); *argument; argument++)
		g_ptr_array_add(argv, *argument);
	g_ptr_array_add(argv, NULL);
	int status = run_program((char **)argv->pdata);

	g_ptr_array_free(argv, TRUE);
	g_free(program);
	return status ? EXIT_NOT_ANALYSED : EXIT_CLEAN;
}

static int run(struct options *o)
{
	GError *error = NULL;

	if (!o->rest)
		return command_fail("extract takes a compiler's command line behind `--` (holdfast extract --help)");
	char *facts = o->output ? o->output : beside_object(o->rest);

	if (!facts)
		return command_fail("-o FACTS is missing, and the compiler's own -o, too");
	struct models *models = models_read(o->models, &error);

	if (!models)
		return command_fail("%s", error->message);
	if (o->store && g_mkdir_with_parents(o->store, 0777))
		return command_fail("%s: %s", o->store, g_strerror(errno));
	int status = o->compile ? run_program(o->rest) : EXIT_CLEAN;

	if (!status)
		status = run_extractor(o, facts, models);
	/* Facts of an older text must not stand for this one. */
	if (status)
		g_unlink(facts);
	return status;
}

static const struct command_example examples[] = {
	{ "holdfast extract -o a.facts -- cc -Iinclude -c a.c", "the facts of a.c" },
	{ "holdfast extract -o a.facts --deps a.facts.d -- cc -Iinclude -c a.c",
	  "in a build rule: a.facts.d is a depfile for ninja, or an `include` for make" },
	{ "holdfast extract --compile -- cc -c a.c -o a.o", "before a compiler: makes a.o and a.o.facts" },
	{ NULL, NULL }
};

const struct command command_extract = {
	.name = "extract",
	.arguments = "[-o FACTS] [OPTION]... -- COMPILER ARGUMENT...",
	.summary = "the facts of one C file, for `holdfast analyze`",
	.description =
"The first half of `holdfast check`, for build systems: takes what a compiler is given, and behaves like one. "
"One C file goes in, one fact file comes out; the same input gives the same bytes; nothing else is "
"read or written, so it may run on any machine, at the same time as others, and behind any cache.\n"
"\n"
"With --store, what a header defines is extracted once for all files that it means the same to, and kept "
"in that folder, which extractions at the same time may share; `holdfast analyze` then needs it. Without, "
"a fact file has everything.\n"
"\n"
"Messages are clang's own. A C file that doesn't parse leaves no fact file. holdfast.ini is not read "
"here: give --model in the rule.\n",
	.examples = examples,
	.status = "0, or 2 without a fact file; with --compile, the compiler's own where it fails",
	.rest_max = UINT_MAX,
	.run = run,
};
