// SPDX-License-Identifier: MIT
/*
 * main.c: the table of commands.
 *
 *   compile_db -> extraction -> model -> analysis -> rules -> report
 */
#include "command.h"

#include <errno.h>
#include <string.h>

const struct command *const commands[] = {
	&command_check, &command_why, &command_explain, &command_reference, &command_graph,
	&command_extract, &command_analyze, &command_init, &command_facts, &command_man,
};
const unsigned command_count = G_N_ELEMENTS(commands);

const struct command *command_find(const char *name)
{
	for (unsigned i = 0; i < command_count; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static int run(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "--help";
	const struct command *c = command_find(name);
	struct options o = { 0 };

	if (!strcmp(name, "help") && argc > 2 && command_find(argv[2])) {
		help_command(command_find(argv[2]), stdout);
		return EXIT_CLEAN;
	}
	if (!strcmp(name, "--help") || !strcmp(name, "-h") || (!strcmp(name, "help") && argc == 2)) {
		help_overview(stdout);
		return EXIT_CLEAN;
	}
	if (!strcmp(name, "--version")) {
		printf("holdfast %s\n", HOLDFAST_VERSION);
		return EXIT_CLEAN;
	}
	if (!c)
		return command_fail("there is no command `%s` (holdfast --help lists them)",
				    !strcmp(name, "help") ? argv[2] : name);
	if (!options_parse(c, &o, argc - 1, argv + 1))
		return EXIT_NOT_ANALYSED;
	if (o.help) {
		help_command(c, stdout);
		return EXIT_CLEAN;
	}
	return c->run(&o);
}

/* What didn't get out is not a success. */
int main(int argc, char **argv)
{
	int status = run(argc, argv);
	bool was_bad = ferror(stdout);

	if (fclose(stdout) && !was_bad && status != EXIT_NOT_ANALYSED)
		return command_fail("standard output: %s", g_strerror(errno));
	return status;
}
