// SPDX-License-Identifier: MIT
/*
 * text.c: the words and the tokens of the text form (text.h).
 */
#include "text.h"

#include <stdarg.h>
#include <string.h>

const char *const text_ops[FACT_OPS] = {
	"acquires", "try-acquires", "releases", "requires", "excludes",
	"initialises", "enters", "leaves",
	"requires-state", "has-effect", "polls", "blocks", "succeeds", "only-tries", "excused-in",
	"is-whether", "tells-of",
};
const char *const text_waits[FACT_WAITS_COUNT] = { "", "waiting", "expected" };
const char *const text_successes[FACT_SUCCESSES] = { "zero", "nonzero", "one" };
const char *const text_tests[FACT_TESTS] = {
	"if", "if-positive", "if-negative", "if-one", "if-above-one", "if-below-zero",
};
const char *const text_values[FACT_VALUE_KINDS] = {
	[FACT_VALUE_UNKNOWN] = "?",
	[FACT_VALUE_ZERO] = "0",
	[FACT_VALUE_NONZERO] = "nonzero",
	[FACT_VALUE_FUNCTION] = "function",
	[FACT_VALUE_SLOT] = "slot",
	[FACT_VALUE_NEGATIVE] = "negative",
	[FACT_VALUE_POSITIVE] = "positive",
	[FACT_VALUE_NEGATIVE_IF] = "negative-if",
	[FACT_VALUE_NEGATIVE_UNLESS] = "negative-unless",
	[FACT_VALUE_ONE] = "1",
	[FACT_VALUE_NOT_POSITIVE] = "not-positive",
	[FACT_VALUE_NOT_NEGATIVE] = "not-negative",
};
const struct text_flag text_flags[] = {
	{ FACT_FUNCTION_MAY_BLOCK, "may-block" }, { FACT_FUNCTION_DELAYS, "delays" },
	{ FACT_FUNCTION_FRESH, "fresh" }, { FACT_FUNCTION_INLINED, "inlined" },
	{ FACT_FUNCTION_MODELLED, "modelled" }, { FACT_FUNCTION_HEADER, "header-inline" },
	{ FACT_FUNCTION_WRITES_ARGUMENTS, "writes-arguments" }, { FACT_FUNCTION_RETURNS_AGAIN, "returns-again" },
};
const unsigned text_flag_count = G_N_ELEMENTS(text_flags);

static bool is_word_char(char c)
{
	return g_ascii_isalnum(c) || (c && strchr("_.@/+-%$~", c));
}

/* The length of the word at `at`. */
static size_t word_length(const char *at)
{
	const char *c = at;

	while (is_word_char(*c)) {
		bool is_step = *c == '.' && (c[1] == '{' || c[1] == '*' || g_str_has_prefix(c + 1, "up{"));

		if (is_step || (*c == '-' && c[1] == '>'))
			break;
		c++;
	}
	return c - at;
}

static bool is_keyword(const char *name)
{
	for (unsigned i = 0; i < FACT_VALUE_KINDS; i++)
		if (text_values[i] && !strcmp(text_values[i], name))
			return true;
	return !strcmp(name, "self");
}

void text_put(GString *out, const char *name)
{
	size_t len = strlen(name);

	if (len && word_length(name) == len && *name != '@' && *name != '.' && !g_ascii_isdigit(*name) &&
	    !is_keyword(name)) {
		g_string_append(out, name);
		return;
	}
	g_string_append_c(out, '"');
	for (; *name; name++) {
		if (*name == '"' || *name == '\\')
			g_string_append_printf(out, "\\%c", *name);
		else if (*name == '\n')
			g_string_append(out, "\\n");
		else if ((unsigned char)*name < ' ' || *name == 0x7f)
			g_string_append_printf(out, "\\x%02x", (unsigned char)*name);
		else
			g_string_append_c(out, *name);
	}
	g_string_append_c(out, '"');
}

/* ---- errors ----------------------------------------------------------------- */

void text_fail(struct text_reader *t, unsigned line, const char *why, const char *what)
{
	if (!t->error)
		t->error = what ? g_strdup_printf("%s:%u: %s `%.80s`", t->file, line, why, what) :
			   g_strdup_printf("%s:%u: %s", t->file, line, why);
	g_strdelimit(t->error, "\r\n", ' ');
}

void text_expected(struct text_reader *t, const char *what)
{
	char *why = t->token.kind == TEXT_END ? g_strdup_printf("expected %s, not the end of the line", what) :
		    g_strdup_printf("expected %s, not", what);

	text_fail(t, t->line, why, t->token.kind == TEXT_END ? NULL : t->token.text);
	g_free(why);
}

/* ---- tokens ----------------------------------------------------------------- */

static void set_token(struct text_reader *t, enum text_kind kind, char *text)
{
	g_free(t->token.text);
	t->token = (struct text_token){ kind, text };
}

/* The character that an escape stands for, and goes past it; 0: none. */
static char escaped(struct text_reader *t)
{
	char c = *t->at++;

	if (c == 'n')
		return '\n';
	if (c == '"' || c == '\\')
		return c;
	if (c == 'x' && g_ascii_isxdigit(t->at[0]) && g_ascii_isxdigit(t->at[1])) {
		c = (char)(g_ascii_xdigit_value(t->at[0]) << 4 | g_ascii_xdigit_value(t->at[1]));
		t->at += 2;
		return c;
	}
	t->at--;
	return 0;
}

static void read_string(struct text_reader *t)
{
	GString *text = g_string_new(NULL);

	t->at++;
	while (*t->at && *t->at != '\n' && *t->at != '"') {
		char c = *t->at++;

		if (c == '\\' && !(c = escaped(t))) {
			text_fail(t, t->line, "a string's escapes are \\n, \\\", \\\\ and \\x01 to \\xff", NULL);
			break;
		}
		g_string_append_c(text, c);
	}
	if (*t->at == '"')
		t->at++;
	else
		text_fail(t, t->line, "a string that doesn't end", NULL);
	set_token(t, TEXT_STRING, g_string_free(text, FALSE));
}

void text_next(struct text_reader *t)
{
	bool is_apart = false;

	while (*t->at == ' ' || *t->at == '\t' || *t->at == '\r') {
		t->at++;
		is_apart = true;
	}
	if (*t->at == '#' && is_apart)
		while (*t->at && *t->at != '\n')
			t->at++;
	if (t->error || !*t->at || *t->at == '\n') {
		set_token(t, TEXT_END, NULL);
		return;
	}
	if (*t->at == '"') {
		read_string(t);
		return;
	}
	/* `@12:3` is a place; in the middle of a name `@` is a part of it. */
	size_t len = *t->at == '@' || *t->at == '.' ? 0 : word_length(t->at);
	enum text_kind kind = len ? TEXT_WORD : TEXT_SIGN;

	if (!len)
		len = g_str_has_prefix(t->at, "->") ? 2 : 1;
	set_token(t, kind, g_strndup(t->at, len));
	t->at += len;
}

void text_open(struct text_reader *t, const char *text, const char *file)
{
	*t = (struct text_reader){ .at = text, .file = file, .token = { TEXT_END, NULL } };
}

void text_close(struct text_reader *t)
{
	g_free(t->token.text);
	g_free(t->error);
}

bool text_next_line(struct text_reader *t)
{
	for (;;) {
		/* The first line has none before it. */
		while (t->line && *t->at && *t->at != '\n')
			t->at++;
		if (t->line && *t->at)
			t->at++;
		t->line++;
		if (t->error || !*t->at)
			return false;
		if (*t->at == '#')
			while (*t->at && *t->at != '\n')
				t->at++;
		text_next(t);
		if (t->token.kind != TEXT_END)
			return true;
	}
}

bool text_is(const struct text_reader *t, const char *word)
{
	return (t->token.kind == TEXT_WORD || t->token.kind == TEXT_SIGN) && !strcmp(t->token.text, word);
}

bool text_take(struct text_reader *t, const char *word)
{
	bool found = !t->error && text_is(t, word);

	if (found)
		text_next(t);
	return found;
}

void text_need(struct text_reader *t, const char *word)
{
	char *quoted = g_strdup_printf("`%s`", word);

	if (!text_take(t, word))
		text_expected(t, quoted);
	g_free(quoted);
}

void text_end_of_line(struct text_reader *t)
{
	if (t->token.kind != TEXT_END)
		text_expected(t, "the end of the line");
}

char *text_name(struct text_reader *t, const char *what)
{
	if (t->error || (t->token.kind != TEXT_WORD && t->token.kind != TEXT_STRING)) {
		text_expected(t, what);
		return g_strdup("");
	}
	char *name = g_strdup(t->token.text);

	text_next(t);
	return name;
}

uint32_t text_number(struct text_reader *t, const char *what)
{
	guint64 number = 0;
	const char *text = t->token.kind == TEXT_WORD ? t->token.text : "";
	bool is_hex = g_str_has_prefix(text, "0x");

	if (is_hex ? !g_ascii_string_to_unsigned(text + 2, 16, 0, UINT32_MAX, &number, NULL) :
		     !g_ascii_string_to_unsigned(text, 10, 0, UINT32_MAX, &number, NULL))
		text_expected(t, what);
	else
		text_next(t);
	return (uint32_t)number;
}

unsigned text_choice(struct text_reader *t, const char *const *words, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (words[i] && text_take(t, words[i]))
			return i;
	return count;
}
