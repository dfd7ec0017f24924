/* SPDX-License-Identifier: MIT
 *
 * command.h: what the commands of `holdfast` share.  A command is one file and one
 * line in main.c's table; its help and its man page are printed from the same
 * structure (help.c), so they cannot differ.
 */
#ifndef CHECKER_COMMAND_H
#define CHECKER_COMMAND_H

#include <analysis/analysis.h>
#include <report/report.h>
#include <stdio.h>

enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_NOT_ANALYSED = 2 };

struct options {
	char *build, *rules, *format, *output, *cache;
	char *baseline, *write_baseline, *reason;
	char **maps, **models;
	char *config;
	int jobs;
	int exact_states;               /* 0: as many as model.h says */
	char *deps, *store;
	gboolean all, compile, require_closed, whole_program, check, check_model, dot, times, help;
	char **rest;
};

struct command_example {
	const char *command, *text;
};

struct command {
	const char *name;
	const char *arguments;          /* of the usage line */
	const char *summary;            /* one line, no full stop */
	const char *description;        /* paragraphs; indented lines stay as they are */
	const struct command_example *examples; /* ends with an empty one */
	const char *status;             /* what the exit statuses mean here */
	unsigned rest_max;              /* arguments that are not options */
	int (*run)(struct options *o);
};
extern const struct command command_check, command_why, command_explain, command_reference,
	command_graph, command_facts, command_extract, command_analyze, command_init, command_man;
extern const struct command *const commands[];
extern const unsigned command_count;

/* NULL if there is none. */
const struct command *command_find(const char *name);

/* ---- options.c ----------------------------------------------------------- */

struct option_row {
	char letter;                    /* 0: none */
	const char *name;
	const char *argument;           /* NULL: a switch */
	const char *text;
	const char *commands;           /* that take it, by blanks */
	size_t offset;                  /* in struct options */
	GOptionArg kind;
};
extern const struct option_row option_rows[];
extern const unsigned option_row_count;
bool option_is_for(const struct option_row *row, const struct command *c);

/* False after an error line. */
bool options_parse(const struct command *c, struct options *o, int argc, char **argv);

/* Prints `holdfast: TEXT` and returns EXIT_NOT_ANALYSED. */
int command_fail(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Standard output, or a file with -o.  NULL after an error line. */
FILE *output_open(const struct options *o);
int output_close(const struct options *o, FILE *out);

/* ---- help.c -------------------------------------------------------------- */

void help_overview(FILE *out);
void help_command(const struct command *c, FILE *out);
/* As a man page; NULL is the overview. */
void help_man(const struct command *c, FILE *out);

/* ---- program.c, survey.c: the program behind -p, or in fact files ---------- */

struct program {
	struct model *m;
	struct analysis *a;
	GPtrArray *failed;              /* struct report_item *: files that did not parse */
	GPtrArray *not_c;               /* struct report_item *: files in other languages */
	bool is_consistent;             /* its declarations don't contradict each other */
	char *remarks;                  /* that were printed: on models */
	char *recognised;               /* which models were taken unasked, and why; or NULL */
	struct sources *sources;        /* where it comes from, if from -p */
};

/* Where facts and reports are kept. */
char *program_cache(const struct options *o);
/* Finds or makes the facts, and doesn't read them.  Only the files under `filters`, if there are
 * any.  False after an error line. */
bool program_find(const struct options *o, char **filters, struct program *p);
/* Adds what all of a found program follows from, but for options.  False if that isn't known. */
bool program_add_identity(const struct program *p, GChecksum *sum);
/* Finds it, if that is not done yet, and reads it.  False after an error line. */
bool program_read(const struct options *o, char **filters, struct program *p);
/* The program in the fact files `rest`.  False after an error line. */
bool program_read_facts(const struct options *o, struct program *p);
/* Everything in a report but its findings. */
void survey_fill(struct report *r, const struct program *p);
/* Every lock class with its uses, and the order. */
struct lock_graph *survey_locks(const struct analysis *a);

/* ---- verdict.c ------------------------------------------------------------ */

/* Reads a program, and reports what the rules say of it; the command's exit status.  A
 * part says nothing about baseline entries that it doesn't meet.  `find` (may be NULL) goes
 * before: where nothing has changed since, the report is that of the last time. */
typedef bool program_step(const struct options *o, struct program *p);
int verdict(struct options *o, bool is_part, program_step *find, program_step *read);

#endif
