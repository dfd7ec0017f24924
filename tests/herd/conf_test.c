/* SPDX-License-Identifier: MIT
 *
 * conf_test.c: herd's configuration parser, on the host: each wrong text with the file,
 * line and word of its error, and the nearest right one.
 */
#include "conf.h"

#include <stdio.h>
#include <string.h>

static int failures;

static void result(const char *name, const char *why)
{
	if (why)
		printf("FAIL conf-%s: %s\n", name, why);
	else
		printf("ok conf-%s\n", name);
	failures += why != NULL;
}

static const struct {
	const char *name, *text, *error;        /* error NULL: must be taken */
} cases[] = {
	{ "minimal", "command = /bin/x\n", NULL },
	{ "no-newline", "command=/bin/x", NULL },
	{ "comments", "# one\n\n  # two\n\t command\t=\t/bin/x \r\n", NULL },
	{ "all-keys", "command = /b\nargs = a\nrestart = never\nconsole = no\n", NULL },
	{ "empty", "", "f:1: no command" },
	{ "no-command", "args = a\n\n", "f:3: no command" },
	{ "no-equals", "command = /b\nrestart never\n", "f:2: no '=' in 'restart never'" },
	{ "no-value", "command =\n", "f:1: no value for 'command'" },
	{ "no-key", "= /b\n", "f:1: unknown key ''" },
	{ "unknown-key", "command = /b\n\nComand = /c\n", "f:3: unknown key 'Comand'" },
	{ "twice", "command = /b\ncommand = /b\n", "f:2: given twice: 'command'" },
	{ "relative", "command = bin/x\n", "f:1: command is not an absolute path: 'bin/x'" },
	{ "restart", "restart = always\n", "f:1: restart is neither never nor on-failure: 'always'" },
	{ "console", "command = /b\nconsole = yes\n", NULL },
	{ "console-wrong", "console = on\n", "f:1: console is neither yes nor no: 'on'" },
	{ "sixteen-args", "command = /b\nargs = 1 2 3 4 5 6 7 8 9 a b c d e f g\n", NULL },
	{ "seventeen-args", "args = 1 2 3 4 5 6 7 8 9 a b c d e f g h\n",
	  "f:1: more than 16 arguments" },
};

static void test_cases(void)
{
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char error[CONF_ERROR_BYTES] = "", why[2 * CONF_ERROR_BYTES] = "";
		struct conf conf;
		bool taken = conf_parse(cases[i].text, "f", &conf, error);

		if (taken != !cases[i].error ||
		    (cases[i].error && strcmp(error, cases[i].error) != 0))
			snprintf(why, sizeof(why), "%s: \"%s\"", taken ? "taken" : "rejected", error);
		result(cases[i].name, why[0] ? why : NULL);
	}
}

static void test_values(void)
{
	struct conf conf;
	char error[CONF_ERROR_BYTES];
	bool good = conf_parse("args =  one  two\t\ncommand = /bin/a b\nrestart = on-failure\n", "f",
			       &conf, error);

	good = good && strcmp(conf.argv[0], "/bin/a b") == 0 && strcmp(conf.argv[1], "one") == 0 &&
	       strcmp(conf.argv[2], "two") == 0 && !conf.argv[3] && conf.restart_on_failure;
	result("values", good ? NULL : "not what the text says");
}

/* A line of 255 characters fits, one of 256 does not. */
static void test_length(void)
{
	char text[600], error[CONF_ERROR_BYTES] = "";
	struct conf conf;
	bool shorter, longer;

	memset(text, 'x', sizeof(text));
	memcpy(text, "command=/", 9);
	text[255] = '\0';
	shorter = conf_parse(text, "f", &conf, error);
	text[255] = 'x';
	text[256] = '\0';
	longer = conf_parse(text, "f", &conf, error);
	result("length", shorter && !longer && strcmp(error, "f:1: line too long") == 0 ? NULL : error);
}

int main(void)
{
	test_cases();
	test_values();
	test_length();
	return failures != 0;
}
