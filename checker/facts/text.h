/* SPDX-License-Identifier: MIT
 *
 * text.h: what the text form's writer (print.c) and its readers (parse.c, parse_function.c) share: its
 * words and its tokens.  docs/facts.md describes the form.
 *
 * A token is a word, a string in quotes, or a sign.  A word is made of letters, digits and
 * `_ . @ / + - % $ ~`, but for a `.` that begins a step of a path and the `-` of `->`.  Names are
 * written as words where that is one word and none of the keywords, and otherwise in quotes; so a
 * string in quotes is never a keyword.  `#` behind a blank begins a comment.
 */
#ifndef FACTS_TEXT_H
#define FACTS_TEXT_H

#include "facts.h"

extern const char *const text_ops[FACT_OPS];
extern const char *const text_successes[FACT_SUCCESSES];
extern const char *const text_waits[FACT_WAITS_COUNT];
extern const char *const text_tests[FACT_TESTS];
/* Of the kinds that have one; else NULL. */
extern const char *const text_values[FACT_VALUE_KINDS];
/* Of a function: a line for each flag, but for FACT_FUNCTION_BODY. */
struct text_flag {
	uint32_t flag;
	const char *text;
};
extern const struct text_flag text_flags[];
extern const unsigned text_flag_count;

/* Appends a name: a word, or in quotes. */
void text_put(GString *out, const char *name);

enum text_kind { TEXT_WORD, TEXT_STRING, TEXT_SIGN, TEXT_END };

struct text_token {
	enum text_kind kind;
	char *text;                     /* of a string: what it stands for */
};

struct text_reader {
	const char *at;                 /* behind `token` */
	const char *file;
	unsigned line;
	struct text_token token;        /* the next one; TEXT_END at the end of its line */
	char *error;                    /* the first one; then nothing is read any more */
	/* Of the unit that is read: slots that are named, and the lines that declare them (parse.c). */
	GArray *slots_used, *slot_lines;
};

void text_open(struct text_reader *t, const char *text, const char *file);
void text_close(struct text_reader *t);
/* Goes on to the next line that has a token.  False at the end, or after an error. */
bool text_next_line(struct text_reader *t);
void text_next(struct text_reader *t);

/* "FILE:LINE: expected WHAT, not `token`". */
void text_expected(struct text_reader *t, const char *what);
/* "FILE:LINE: WHY". */
void text_fail(struct text_reader *t, unsigned line, const char *why, const char *what);

/* Is the next token this keyword or sign?  Then text_take goes past it. */
bool text_is(const struct text_reader *t, const char *word);
bool text_take(struct text_reader *t, const char *word);
void text_need(struct text_reader *t, const char *word);
void text_end_of_line(struct text_reader *t);
/* A name or a string, to be freed; "" after an error. */
char *text_name(struct text_reader *t, const char *what);
uint32_t text_number(struct text_reader *t, const char *what);
/* The index of the next token in `words`, or `count`. */
unsigned text_choice(struct text_reader *t, const char *const *words, unsigned count);

/* parse.c: the next token's slot must be there in the end. */
void text_use_slot(struct text_reader *t, uint32_t slot);

/* parse_function.c: the lines of a function up to the one that is none of it; false if none is.
 * `keys` has the number + 1 of each function of the unit. */
bool text_function(struct text_reader *t, struct fact_unit *unit, struct fact_function *fn, GHashTable *keys);
/* parse_function.c: a path; without a function, from a record on. */
uint32_t text_path(struct text_reader *t, struct fact_unit *unit, const struct fact_function *fn, bool has_record);
struct fact_value text_value(struct text_reader *t, struct fact_unit *unit, const struct fact_function *fn,
			     GHashTable *keys);
uint32_t text_function_key(struct text_reader *t, GHashTable *keys);
/* "@FILE:LINE:COLUMN"; without the file, it is `file`. */
struct fact_loc text_loc(struct text_reader *t, struct fact_unit *unit, uint32_t file);
uint32_t text_string(struct text_reader *t, struct fact_unit *unit, const char *what);

#endif
