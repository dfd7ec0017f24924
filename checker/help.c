// SPDX-License-Identifier: MIT
/*
 * help.c: a command's help as plain text and as a man page, both from its
 * struct command and the table of options.
 */
#include "command.h"

#include <string.h>

#define TEXT_WIDTH 78
#define OPTION_COLUMN 26

static const char overview[] =
"Write down beside each lock in which state it is held, then check:\n"
"\n"
"    #include <holdfast.h>\n"
"    static spinlock_t table_lock HF_HELD_IN(no_preempt);\n"
"    void spin_lock(spinlock_t *l) HF_ACQUIRES(l);\n"
"    void preempt_disable(void) HF_ENTERS(no_preempt);\n"
"    int irq_register(int irq, void (*handler)(void *) HF_CALLED_IN(in_irq), void *arg);\n"
"\n"
"Lock types carry HF_LOCK_TYPE(kind), sleeping functions HF_MAY_BLOCK. "
"`holdfast init` prints what a project begins with, `holdfast COMMAND --help` explains a command.\n";

static const char overview_status[] =
"0 clean, 1 findings, 2 could not analyse (a file did not parse, nothing could be read, "
"or the command line is wrong)";

/* ---- plain text ---------------------------------------------------------- */

/* Fills lines from `column` on; the first word stands where the cursor is. */
static void wrap(FILE *out, const char *text, unsigned indent, unsigned column)
{
	char **words = g_strsplit(text, " ", -1);

	for (unsigned i = 0; words[i]; i++) {
		unsigned len = g_utf8_strlen(words[i], -1);

		if (i && column + 1 + len > TEXT_WIDTH) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (i) {
			fputc(' ', out);
			column++;
		}
		fputs(words[i], out);
		column += len;
	}
	fputc('\n', out);
	g_strfreev(words);
}

static void plain_paragraphs(FILE *out, const char *text)
{
	char **lines = g_strsplit(text, "\n", -1);

	for (unsigned i = 0; lines[i] && (lines[i][0] || lines[i + 1]); i++) {
		if (lines[i][0] == ' ')
			fprintf(out, "%s\n", lines[i]);
		else
			wrap(out, lines[i], 0, 0);
	}
	g_strfreev(lines);
}

static char *option_head(const struct option_row *row)
{
	char letter[] = { '-', row->letter, ',', ' ', 0 };

	return g_strdup_printf("%s--%s%s%s", row->letter ? letter : "    ", row->name,
			       row->argument ? " " : "", row->argument ? row->argument : "");
}

void help_command(const struct command *c, FILE *out)
{
	fprintf(out, "Usage: holdfast %s%s%s\n\n", c->name, c->arguments[0] ? " " : "", c->arguments);
	plain_paragraphs(out, c->description);
	fputs("\nOptions:\n", out);
	for (unsigned i = 0; i < option_row_count; i++) {
		if (!option_is_for(&option_rows[i], c))
			continue;
		char *head = option_head(&option_rows[i]);

		fprintf(out, "  %-*s", OPTION_COLUMN - 2, head);
		if (strlen(head) > OPTION_COLUMN - 3)
			fprintf(out, "\n%*s", OPTION_COLUMN, "");
		wrap(out, option_rows[i].text, OPTION_COLUMN, OPTION_COLUMN);
		g_free(head);
	}
	fputs("\nExamples:\n", out);
	for (const struct command_example *e = c->examples; e->command; e++) {
		fprintf(out, "  %s\n      ", e->command);
		wrap(out, e->text, 6, 6);
	}
	fputs("\nExit status: ", out);
	wrap(out, c->status, 0, strlen("Exit status: "));
}

void help_overview(FILE *out)
{
	fputs("Usage: holdfast COMMAND ...\n\nChecks the lock discipline of C programs.\n\n", out);
	for (unsigned i = 0; i < command_count; i++)
		fprintf(out, "  %-11s %s\n", commands[i]->name, commands[i]->summary);
	fputc('\n', out);
	plain_paragraphs(out, overview);
	fputs("\nExit status: ", out);
	wrap(out, overview_status, 0, strlen("Exit status: "));
}

/* ---- man ----------------------------------------------------------------- */

/* What troff would understand otherwise. */
static void roff(FILE *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", out);
	for (; *text; text++) {
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '-')
			fputs("\\-", out);
		else if (*text == '`' || *text == '\'')
			fputs(*text == '`' ? "\\(ga" : "\\(aq", out);
		else
			fputc(*text, out);
	}
}

static void roff_paragraphs(FILE *out, const char *text)
{
	char **lines = g_strsplit(text, "\n", -1);
	bool literal = false;

	for (unsigned i = 0; lines[i]; i++) {
		bool is_code = lines[i][0] == ' ';

		if (is_code != literal && lines[i][0])
			fputs(is_code ? ".RS 4\n.nf\n" : ".fi\n.RE\n", out);
		literal = lines[i][0] ? is_code : literal;
		if (!lines[i][0] && lines[i + 1] && lines[i + 1][0] != ' ' && !literal)
			fputs(".PP\n", out);
		if (!lines[i][0])
			continue;
		roff(out, lines[i] + (is_code ? 4 : 0));
		fputc('\n', out);
	}
	if (literal)
		fputs(".fi\n.RE\n", out);
	g_strfreev(lines);
}

static void roff_line(FILE *out, const char *macro, const char *text)
{
	fputs(macro, out);
	roff(out, text);
	fputc('\n', out);
}

static void man_head(FILE *out, const char *name, const char *summary)
{
	char *upper = g_ascii_strup(name, -1);

	fputs(".\\\" SPDX-License-Identifier: MIT\n", out);
	fprintf(out, ".TH %s 1 \"\" \"Holdfast %s\" \"Holdfast\"\n.SH NAME\n", upper, HOLDFAST_VERSION);
	roff(out, name);
	fputs(" \\- ", out);
	roff(out, summary);
	fputs("\n.SH SYNOPSIS\n", out);
	g_free(upper);
}

static void man_command(const struct command *c, FILE *out)
{
	char *name = g_strconcat("holdfast-", c->name, NULL);

	man_head(out, name, c->summary);
	fprintf(out, ".B holdfast %s\n", c->name);
	roff(out, c->arguments);
	fputs("\n.SH DESCRIPTION\n", out);
	roff_paragraphs(out, c->description);
	fputs(".SH OPTIONS\n", out);
	for (unsigned i = 0; i < option_row_count; i++) {
		if (!option_is_for(&option_rows[i], c))
			continue;
		char *head = option_head(&option_rows[i]);

		fputs(".TP\n", out);
		roff_line(out, ".B ", g_strchug(head));
		roff_line(out, "", option_rows[i].text);
		g_free(head);
	}
	fputs(".SH EXAMPLES\n", out);
	for (const struct command_example *e = c->examples; e->command; e++) {
		fputs(".TP\n", out);
		roff_line(out, ".B ", e->command);
		roff_line(out, "", e->text);
	}
	fputs(".SH EXIT STATUS\n", out);
	roff_line(out, "", c->status);
	fputs(".SH SEE ALSO\n.BR holdfast (1)\n", out);
	g_free(name);
}

void help_man(const struct command *c, FILE *out)
{
	if (c) {
		man_command(c, out);
		return;
	}
	man_head(out, "holdfast", "check the lock discipline of C programs");
	fputs(".B holdfast\nCOMMAND ...\n.SH DESCRIPTION\n", out);
	roff_paragraphs(out, overview);
	fputs(".SH COMMANDS\n", out);
	for (unsigned i = 0; i < command_count; i++) {
		fprintf(out, ".TP\n.BR holdfast\\-%s (1)\n", commands[i]->name);
		roff_line(out, "", commands[i]->summary);
	}
	fputs(".SH EXIT STATUS\n", out);
	roff_line(out, "", overview_status);
}
