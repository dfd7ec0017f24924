/* SPDX-License-Identifier: MIT
 *
 * command_line.c: the kernel command line, cut into words at boot and constant
 * afterwards.
 */
#include <kernel/init.h>
#include <kernel/panic.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include "command_line.h"

#define MAX_OPTIONS 32

static struct option {
	const char *name, *value;
} options[MAX_OPTIONS];
static unsigned option_count;

static const struct known {
	const char *name, *values, *what;
	bool is_number;
	uint64_t otherwise;
} all_known[] = {
#define NUMBER(name, otherwise, what) { #name, "", what, true, otherwise },
#define WORD(name, values, what)      { #name, values, what, false, 0 },
#include "options.def"
#undef NUMBER
#undef WORD
};

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

static const struct known *known_of(const char *name)
{
	for (unsigned i = 0; i < ARRAY_LEN(all_known); i++)
		if (!strcmp(all_known[i].name, name))
			return &all_known[i];
	return NULL;
}

void command_line_check(void)
{
	for (unsigned i = 0; i < option_count; i++)
		if (!known_of(options[i].name))
			kprintf(LOG_WARNING, "command line: no option %s (`help` prints all)\n",
				options[i].name);
}

void command_line_help(void)
{
	for (unsigned i = 0; i < ARRAY_LEN(all_known); i++) {
		const struct known *k = &all_known[i];
		char form[48];

		if (k->is_number)
			snprintf(form, sizeof(form), "%s=%llu", k->name, (unsigned long long)k->otherwise);
		else
			snprintf(form, sizeof(form), "%s%s%s", k->name, *k->values ? "=" : "", k->values);
		kprintf(LOG_INFO, "  %-32s %s\n", form, k->what);
	}
}

uint64_t command_line_number(const char *name)
{
	const struct known *k = known_of(name);
	const char *p = command_line_get(name);
	uint64_t n = 0;

	KASSERT(k && k->is_number);
	if (!p || !*p)
		return k->otherwise;
	for (; *p >= '0' && *p <= '9'; p++)
		n = n * 10 + (uint64_t)(*p - '0');
	if (*p) {
		kprintf(LOG_WARNING, "command line: %s: not a number\n", name);
		return k->otherwise;
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
