// SPDX-License-Identifier: MIT
/*
 * cmd_facts.c: `holdfast facts`: a fact file as text.
 */
#include "command.h"

static int run(struct options *o)
{
	GError *error = NULL;

	if (!o->rest)
		return command_fail("facts takes one fact file (holdfast facts --help)");
	struct fact_unit *unit = fact_read_file(o->rest[0], &error);

	if (!unit)
		return command_fail("%s", error->message);
	char *text = fact_print(unit);

	fputs(text, stdout);
	g_free(text);
	fact_unit_free(unit);
	return EXIT_CLEAN;
}

static const struct command_example examples[] = {
	{ "holdfast extract -o a.facts -- cc -c a.c", "makes the facts of one file" },
	{ "holdfast facts a.facts", "shows them" },
	{ NULL, NULL }
};

const struct command command_facts = {
	.name = "facts",
	.arguments = "FILE",
	.summary = "a fact file as text",
	.description =
"Prints what the extractor saw in one translation unit: its locks, the contracts of its functions, and "
"each function's calls and branches. Useful when a finding, or its absence, can't be explained by "
"`holdfast why`. `holdfast check` keeps fact files in BUILD/.holdfast.\n",
	.examples = examples,
	.status = "0, or 2 where the file is not a fact file",
	.rest_max = 1,
	.run = run,
};
