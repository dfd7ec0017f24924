// SPDX-License-Identifier: MIT
/*
 * cmd_explain.c: `holdfast explain`: the rules' pages.
 */
#include "command.h"

#include <rules/rules.h>
#include <string.h>

static int run(struct options *o)
{
	for (unsigned i = 0; i < rule_count; i++) {
		if (!o->rest) {
			printf("%-18s %s\n", rules[i].id, rules[i].summary);
		} else if (!strcmp(rules[i].id, o->rest[0])) {
			fputs(rule_page(rules[i].id), stdout);
			return EXIT_CLEAN;
		}
	}
	return !o->rest ? EXIT_CLEAN :
	       command_fail("there is no rule `%s` (holdfast explain lists them)", o->rest[0]);
}

static const struct command_example examples[] = {
	{ "holdfast explain", "all rules, a line each" },
	{ "holdfast explain preempt-inversion", "the page of the rule in [brackets] behind a finding" },
	{ NULL, NULL }
};

const struct command command_explain = {
	.name = "explain",
	.arguments = "[RULE]",
	.summary = "what a rule rejects, why, and how to mend it",
	.description =
"Prints the rule's page: what it rejects, why that is a deadlock, an example, how to mend it, and "
"what the rule cannot see. Without a rule: the list of all rules.\n",
	.examples = examples,
	.status = "0, or 2 where there is no such rule",
	.rest_max = 1,
	.run = run,
};
