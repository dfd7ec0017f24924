// SPDX-License-Identifier: MIT
/*
 * cmd_man.c: `holdfast man`: the man pages, from the same text as --help.
 */
#include "command.h"

static int run(struct options *o)
{
	const struct command *c = o->rest ? command_find(o->rest[0]) : NULL;

	if (o->rest && !c)
		return command_fail("there is no command `%s` (holdfast --help lists them)", o->rest[0]);
	help_man(c, stdout);
	return EXIT_CLEAN;
}

static const struct command_example examples[] = {
	{ "holdfast man check | man -l -", "reads the page of `check`" },
	{ "holdfast man > holdfast.1", "the overview, as the build installs it" },
	{ NULL, NULL }
};

const struct command command_man = {
	.name = "man",
	.arguments = "[COMMAND]",
	.summary = "a command's man page",
	.description = "Prints the man page of a command, or of holdfast itself, for man(1).\n",
	.examples = examples,
	.status = "0, or 2 where there is no such command",
	.rest_max = 1,
	.run = run,
};
