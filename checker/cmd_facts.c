// SPDX-License-Identifier: MIT
/*
 * cmd_facts.c: `holdfast facts`: facts in their other form: a binary file as text, and a text as a
 * binary file.
 */
#include "command.h"

#include <string.h>

static bool is_text_file(const char *path)
{
	uint8_t start[6];
	FILE *in = fopen(path, "rb");
	size_t len = in ? fread(start, 1, sizeof(start), in) : 0;

	if (in)
		fclose(in);
	return fact_is_text(start, len);
}

static int run(struct options *o)
{
	GError *error = NULL;

	if (!o->rest)
		return command_fail("facts takes one fact file (holdfast facts --help)");
	struct fact_unit *unit = fact_read_file(o->rest[0], &error);

	if (!unit)
		return command_fail("%s", error->message);
	FILE *out = output_open(o);

	if (!out)
		return EXIT_NOT_ANALYSED;
	if (o->output && is_text_file(o->rest[0])) {
		GByteArray *bytes = fact_write(unit);

		fwrite(bytes->data, 1, bytes->len, out);
		g_byte_array_free(bytes, TRUE);
	} else {
		char *text = fact_print(unit);

		fputs(text, out);
		g_free(text);
	}
	fact_unit_free(unit);
	return output_close(o, out);
}

static const struct command_example examples[] = {
	{ "holdfast extract -o a.facts -- cc -c a.c", "makes the facts of one file" },
	{ "holdfast facts a.facts", "shows them" },
	{ "holdfast facts a.facts -o a.txt", "keeps them as text" },
	{ "holdfast facts a.txt -o a.facts", "makes a fact file of it again" },
	{ NULL, NULL }
};

const struct command command_facts = {
	.name = "facts",
	.arguments = "[OPTION]... FILE",
	.summary = "a fact file as text, and the other way round",
	.description =
"Prints what the extractor saw in one translation unit: its locks, the contracts of its functions, and "
"each function's calls and branches. Useful when a finding, or its absence, can't be explained by "
"`holdfast why`. `holdfast check` keeps fact files in BUILD/.holdfast.\n"
"\n"
"The text is complete: with -o, a text becomes the fact file that it was printed from, byte for byte, "
"and a fact file becomes a text. `holdfast analyze` reads both. docs/facts.md describes the text, "
"for who writes an extractor for another language or compiler, or a test by hand.\n",
	.examples = examples,
	.status = "0, or 2 where the file holds no facts, or could not be written",
	.rest_max = 1,
	.run = run,
};
