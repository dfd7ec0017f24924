// SPDX-License-Identifier: MIT
/*
 * cmd_graph.c: `holdfast graph`: the order in which locks are taken.
 */
#include "command.h"

static int run(struct options *o)
{
	struct program p = { 0 };

	if (!program_read(o, NULL, &p))
		return EXIT_NOT_ANALYSED;
	FILE *out = output_open(o);

	if (!out)
		return EXIT_NOT_ANALYSED;
	(o->dot ? lock_graph_dot : lock_graph_text)(survey_locks(p.a), out);
	int status = output_close(o, out);

	return p.failed->len || !p.is_consistent ? EXIT_NOT_ANALYSED : status;
}

static const struct command_example examples[] = {
	{ "holdfast graph -p build", "as text, outermost locks first" },
	{ "holdfast graph -p build --dot | dot -Tsvg > locks.svg", "as a picture (Graphviz)" },
	{ NULL, NULL }
};

const struct command command_graph = {
	.name = "graph",
	.arguments = "[-p BUILD] [OPTION]...",
	.summary = "the order in which locks are taken",
	.description =
"Prints which lock classes are waited for while which others are held, with one place for each pair. "
"Levels are an order that the program keeps: a lock is only taken under locks of smaller levels. "
"Classes on one level with arrows between them form a cycle, which `holdfast check` "
"reports as lock-order unless one lock is held around all of it.\n",
	.examples = examples,
	.status = "0, or 2 where not everything could be analysed",
	.run = run,
};
