/* SPDX-License-Identifier: MIT
 *
 * command_line.c: the kernel command line, cut into words at boot and constant
 * afterwards.
 */
#include <kernel/init.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include "command_line.h"

#define MAX_OPTIONS 32

static struct option {
	const char *name, *value;
} options[MAX_OPTIONS];
static unsigned option_count;

void command_line_init(char *text)
{
	while (*text && option_count < MAX_OPTIONS) {
		char *word = text;
		char *value;

		while (*text && *text != ' ')
			text++;
		if (*text)
			*text++ = '\0';
		if (!*word)
			continue;
		value = strchr(word, '=');
		if (value)
			*value++ = '\0';
		options[option_count++] = (struct option){ word, value ? value : "" };
	}
	if (*text)
		kprintf(LOG_WARNING, "command line: only the first %u options are read\n", option_count);
}

const char *command_line_get(const char *name)
{
	for (unsigned i = 0; i < option_count; i++)
		if (!strcmp(options[i].name, name))
			return options[i].value;
	return NULL;
}

uint64_t command_line_number(const char *name, uint64_t otherwise)
{
	const char *p = command_line_get(name);
	uint64_t n = 0;

	if (!p || !*p)
		return otherwise;
	for (; *p >= '0' && *p <= '9'; p++)
		n = n * 10 + (uint64_t)(*p - '0');
	if (*p) {
		kprintf(LOG_WARNING, "command line: %s: not a number\n", name);
		return otherwise;
	}
	return n;
}

const char *command_line_option(unsigned number, const char **value)
{
	if (number >= option_count)
		return NULL;
	*value = options[number].value;
	return options[number].name;
}
