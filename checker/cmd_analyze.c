// SPDX-License-Identifier: MIT
/*
 * cmd_analyze.c: `holdfast analyze`: the rules over fact files, as a report.
 */
#include "command.h"

static int run(struct options *o)
{
	if (!o->rest)
		return command_fail("analyze takes fact files, or @FILE with their names (holdfast analyze --help)");
	return verdict(o, false, NULL, program_read_facts);
}

static const struct command_example examples[] = {
	{ "holdfast analyze build/*.facts", "what `holdfast extract` or the plugin wrote" },
	{ "holdfast analyze @build/facts.list --whole-program --require-closed",
	  "a kernel, whose fact files a list names" },
	{ "holdfast analyze --store build/headers @build/facts.list --format sarif -o holdfast.sarif",
	  "facts that were extracted with --store build/headers" },
	{ NULL, NULL }
};

const struct command command_analyze = {
	.name = "analyze",
	.arguments = "[OPTION]... FACTS... | @LIST",
	.summary = "check the C files whose facts were extracted before",
	.description =
"The second half of `holdfast check`, for build systems that make the facts themselves: with "
"`holdfast extract`, or with the clang plugin while they compile. The report is the same, byte for byte, "
"as that of `holdfast check` over the same C files, in whatever order the fact files are named.\n"
"\n"
"A fact file may be in its other form, the text of `holdfast facts`: printed by an extractor of your own, or "
"written by hand.\n"
"\n"
"@LIST is a file that names fact files, one on each line, from the working directory on. Models are "
"given here as they were for the extraction, for the contexts, lock kinds and effects that they add.\n"
"\n"
"The facts may come from several machines, on which the sources lay under the same path. What was "
"extracted with --store needs the same store, or a copy that has the files of all of them. A fact file "
"that is missing, or that another version of holdfast wrote, or whose part is in no store, is a file that "
"failed: it gets a line, is listed in the report, and the findings of the others are reported. A "
"C file of which no fact file is named is not known here: let the list come from the build system. The "
"facts of one compilation under two names are counted once.\n",
	.examples = examples,
	.status = "0 clean, 1 findings that no baseline accepts, 2 could not analyse (some fact file could "
		  "not be used, declarations contradict each other, or nothing could be read)",
	.rest_max = UINT_MAX,
	.run = run,
};
