/* SPDX-License-Identifier: MIT
 *
 * conf.c: reading a service's configuration (conf.h says the format).
 */
#include "conf.h"

#include <stdio.h>
#include <string.h>

static const char blanks[] = " \t\r";

/* What is being read, for the error text. */
struct parser {
	const char *file;
	unsigned line;
	char *error;
	struct conf *conf;
	unsigned seen;                          /* a bit for each row of keys */
};

static bool fail(const struct parser *p, const char *what, const char *detail)
{
	snprintf(p->error, CONF_ERROR_BYTES, "%s:%u: %s%s%s%s", p->file, p->line, what,
		 detail ? " '" : "", detail ? detail : "", detail ? "'" : "");
	return false;
}

static bool set_command(struct parser *p, const char *value)
{
	if (value[0] != '/')
		return fail(p, "command is not an absolute path:", value);
	strcpy(p->conf->command, value);
	return true;
}

static bool set_args(struct parser *p, const char *value)
{
	unsigned count = 0;
	char *rest = p->conf->args;

	strcpy(p->conf->args, value);
	for (;;) {
		rest += strspn(rest, blanks);
		if (!*rest)
			return true;
		if (count == CONF_ARGS_MAX)
			return fail(p, "more than 16 arguments", NULL);
		p->conf->argv[1 + count++] = rest;
		rest += strcspn(rest, blanks);
		if (*rest)
			*rest++ = '\0';
	}
}

static bool set_restart(struct parser *p, const char *value)
{
	p->conf->restart_on_failure = strcmp(value, "on-failure") == 0;
	if (!p->conf->restart_on_failure && strcmp(value, "never") != 0)
		return fail(p, "restart is neither never nor on-failure:", value);
	return true;
}

static bool set_console(struct parser *p, const char *value)
{
	p->conf->on_console = strcmp(value, "yes") == 0;
	if (!p->conf->on_console && strcmp(value, "no") != 0)
		return fail(p, "console is neither yes nor no:", value);
	return true;
}

static const struct key {
	const char *name;
	bool (*set)(struct parser *p, const char *value);
} keys[] = {
	{ "command", set_command },
	{ "args", set_args },
	{ "restart", set_restart },
	{ "console", set_console },
};

static bool set(struct parser *p, const char *name, const char *value)
{
	for (unsigned i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].name, name) != 0)
			continue;
		if (p->seen & 1u << i)
			return fail(p, "given twice:", name);
		p->seen |= 1u << i;
		return keys[i].set(p, value);
	}
	return fail(p, "unknown key", name);
}

/* Cuts blanks off both ends. */
static char *trim(char *text)
{
	size_t len;

	text += strspn(text, blanks);
	len = strlen(text);
	while (len && strchr(blanks, text[len - 1]))
		text[--len] = '\0';
	return text;
}

static bool parse_line(struct parser *p, char *line)
{
	char *text = trim(line);
	char *equals, *name, *value;

	if (!*text || *text == '#')
		return true;
	equals = strchr(text, '=');
	if (!equals)
		return fail(p, "no '=' in", text);
	*equals = '\0';
	name = trim(text);
	value = trim(equals + 1);
	if (!*value)
		return fail(p, "no value for", name);
	return set(p, name, value);
}

bool conf_parse(const char *text, const char *file, struct conf *out,
		char error[CONF_ERROR_BYTES])
{
	struct parser p = { .file = file, .line = 1, .error = error, .conf = out };

	memset(out, 0, sizeof(*out));
	for (; *text; p.line++) {
		char line[CONF_VALUE_BYTES];
		size_t len = strcspn(text, "\n");

		if (len >= sizeof(line))
			return fail(&p, "line too long", NULL);
		memcpy(line, text, len);
		line[len] = '\0';
		if (!parse_line(&p, line))
			return false;
		text += len;
		text += *text == '\n';
	}
	if (!out->command[0])
		return fail(&p, "no command", NULL);
	out->argv[0] = out->command;
	return true;
}
