// SPDX-License-Identifier: MIT
/*
 * read.c: a model file from text.  Everything that can be known without the program is
 * checked here, and the first mistake is told with its line.
 */
#include "model_file.h"

#include <stdarg.h>
#include <string.h>

#define MAX_NESTING 8                   /* of parentheses in a path */

static const char *const kind_names[MODEL_KINDS] = {
	"function", "type", "field", "variable", "macro", "context", "kind", "effect",
	"recognise", "behind",
};

enum {
	IN_FUNCTION = 1 << MODEL_FUNCTION, IN_TYPE = 1 << MODEL_TYPE, IN_FIELD = 1 << MODEL_FIELD,
	IN_VARIABLE = 1 << MODEL_VARIABLE, IN_MACRO = 1 << MODEL_MACRO, IN_CONTEXT = 1 << MODEL_CONTEXT,
	IN_KIND = 1 << MODEL_LOCK_KIND, IN_EFFECT = 1 << MODEL_EFFECT, IN_RECOGNISE = 1 << MODEL_RECOGNISE,
	IN_POINTER = IN_TYPE | IN_FIELD | IN_VARIABLE,
	IN_DATA = IN_FIELD | IN_VARIABLE,
	IN_CODE = IN_FUNCTION | IN_MACRO,
};

/* Every key; rows of tables need all of theirs. */
static const struct key {
	const char *name;
	unsigned in;                    /* the sections that take it */
	enum model_form form;
	bool is_list, for_param;
	const char *words;              /* MODEL_WORD: the ones there are */
	bool has_condition;             /* a value may end with `if $2 == 0` */
} keys[] = {
	{ "acquires", IN_CODE, MODEL_PATH, true, false, NULL, true },
	{ "releases", IN_CODE, MODEL_PATH, true, false, NULL, true },
	{ "requires", IN_CODE, MODEL_PATH, true, false, NULL, true },
	{ "excludes", IN_CODE, MODEL_PATH, true, false, NULL, true },
	{ "initialises", IN_CODE, MODEL_PATH, true, false, NULL, true },
	{ "try-acquires", IN_CODE, MODEL_RESULT_PATH, false, false, NULL, true },
	{ "acquires-if", IN_FUNCTION, MODEL_RESULT_PATH, false, false, NULL, true },
	{ "acquires-checked", IN_CODE, MODEL_RESULT_PATH, false, false, NULL, true },
	{ "succeeds-if", IN_FUNCTION, MODEL_CONDITION, false, false, NULL, false },
	{ "succeeds-unless", IN_FUNCTION, MODEL_CONDITION, false, false, NULL, false },
	{ "waits-if", IN_FUNCTION, MODEL_CONDITION, false, false, NULL, false },
	{ "waits-unless", IN_FUNCTION, MODEL_CONDITION, false, false, NULL, false },
	{ "returns-kind", IN_FUNCTION, MODEL_MADE_KIND, true, false, NULL, true },
	{ "makes", IN_FUNCTION, MODEL_MADE_KIND, true, true, NULL, true },
	{ "returns", IN_FUNCTION, MODEL_PATH, false, false, NULL, false },
	{ "returns-whether", IN_FUNCTION, MODEL_CONDITION, false, false, NULL, false },
	{ "returns-whether-in", IN_CODE, MODEL_STATE, true, false, NULL, false },
	{ "returns-same", IN_FUNCTION, MODEL_YES, false, false, NULL, false },
	{ "returns-fresh", IN_FUNCTION, MODEL_YES, false, false, NULL, false },
	{ "enters", IN_CODE, MODEL_MASKED_STATE, true, false, NULL, true },
	{ "leaves", IN_CODE, MODEL_MASKED_STATE, true, false, NULL, true },
	{ "requires-state", IN_CODE, MODEL_STATE, true, false, NULL, true },
	{ "effect", IN_CODE, MODEL_EFFECT_NAME, true, false, NULL, true },
	{ "called-in", IN_FUNCTION | IN_POINTER, MODEL_STATE, false, false, NULL, false },
	{ "called-in", IN_CODE, MODEL_STATE, true, true, NULL, true },
	{ "called-with", IN_POINTER, MODEL_PATH, false, false, NULL, false },
	{ "called-with", IN_FUNCTION, MODEL_PATH, false, true, NULL, false },
	{ "may-block", IN_CODE | IN_POINTER, MODEL_YES, false, false, NULL, false },
	{ "may-block", IN_FUNCTION, MODEL_YES, false, true, NULL, false },
	{ "may-block-if", IN_CODE, MODEL_CONDITION, false, false, NULL, false },
	{ "may-block-unless", IN_CODE, MODEL_CONDITION, false, false, NULL, false },
	{ "may-block-unless-in", IN_FUNCTION, MODEL_STATE, true, false, NULL, false },
	{ "delays", IN_CODE, MODEL_YES, false, false, NULL, false },
	{ "polls", IN_CODE, MODEL_WORD, false, false, "zero nonzero negative", false },
	{ "writes", IN_FUNCTION, MODEL_WORD, false, false, "arguments", false },
	{ "trust", IN_FUNCTION, MODEL_TEXT, false, false, NULL, false },
	{ "body", IN_FUNCTION, MODEL_WORD, false, false, "check trust", false },
	{ "kind", IN_TYPE | IN_DATA, MODEL_KIND_NAME, false, false, NULL, false },
	{ "needs-guard", IN_TYPE, MODEL_YES, false, false, NULL, false },
	{ "is-record", IN_FIELD, MODEL_YES, false, false, NULL, false },
	{ "held-in", IN_DATA, MODEL_STATE, false, false, NULL, false },
	{ "class", IN_DATA, MODEL_TEXT, false, false, NULL, false },
	{ "acquired-after", IN_DATA, MODEL_TEXT, false, false, NULL, false },
	{ "nests", IN_DATA, MODEL_TEXT, false, false, NULL, false },
	{ "guarded-by", IN_DATA | IN_MACRO, MODEL_PATH, true, false, NULL, false },
	{ "guarded-by-state", IN_DATA, MODEL_STATE, true, false, NULL, false },
	{ "masked", IN_CONTEXT, MODEL_TEXT, false, false, NULL, false },
	{ "entered", IN_CONTEXT, MODEL_TEXT, false, false, NULL, false },
	{ "closes", IN_CONTEXT, MODEL_TEXT, false, false, NULL, false },
	{ "waits", IN_CONTEXT, MODEL_WORD, false, false, "masked entered", false },
	{ "waits", IN_KIND, MODEL_WORD, false, false, "spins sleeps", false },
	{ "masks", IN_KIND, MODEL_TEXT, false, false, NULL, false },
	{ "recursive", IN_KIND, MODEL_YES, false, false, NULL, false },
	{ "guards-nothing", IN_KIND, MODEL_YES, false, false, NULL, false },
	{ "closed", IN_EFFECT, MODEL_TEXT, false, false, NULL, false },
	{ "under", IN_EFFECT, MODEL_WORD, false, false, "none spin any", false },
	{ "rule", IN_CONTEXT | IN_EFFECT, MODEL_TEXT, false, false, NULL, false },
	{ "actor", IN_CONTEXT, MODEL_TEXT, false, false, NULL, false },
	{ "text", IN_KIND | IN_EFFECT, MODEL_TEXT, false, false, NULL, false },
	{ "macros", IN_RECOGNISE, MODEL_TEXT, true, false, NULL, false },
	{ "headers", IN_RECOGNISE, MODEL_TEXT, true, false, NULL, false },
	{ "system-headers", IN_RECOGNISE, MODEL_TEXT, true, false, NULL, false },
	{ "defines", IN_RECOGNISE, MODEL_TEXT, true, false, NULL, false },
	{ "calls", IN_RECOGNISE, MODEL_TEXT, true, false, NULL, false },
	{ "not-macros", IN_RECOGNISE, MODEL_TEXT, true, false, NULL, false },
	{ "not-defines", IN_RECOGNISE, MODEL_TEXT, true, false, NULL, false },
	{ "not-calls", IN_RECOGNISE, MODEL_TEXT, true, false, NULL, false },
	{ "beside", IN_RECOGNISE, MODEL_TEXT, true, false, NULL, false },
};

struct reader {
	struct model_file *file;
	GPtrArray *group;               /* the current section; several where it has several names */
	struct model_section *section;  /* of them the one at hand, or NULL */
	GHashTable *seen;               /* "kind name" -> struct model_section * */
	unsigned line;
	GError **error;
};

const char *model_kind_name(enum model_kind kind)
{
	return kind_names[kind];
}

const struct model_statement *section_statement(const struct model_section *section, const char *key)
{
	for (guint i = 0; i < section->statements->len; i++) {
		const struct model_statement *s = g_ptr_array_index(section->statements, i);

		if (!s->param && !strcmp(s->key, key))
			return s;
	}
	return NULL;
}

static bool fail(struct reader *r, unsigned line, const char *format, ...) G_GNUC_PRINTF(3, 4);
static bool fail(struct reader *r, unsigned line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *why = g_strdup_vprintf(format, args);
	va_end(args);
	/* What a file contains goes to a terminal in one line. */
	char *shown = g_strescape(why, "\"");

	g_set_error(r->error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s:%u: %s", r->file->name, line, shown);
	g_free(shown);
	g_free(why);
	return false;
}

static bool is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* ---- values -------------------------------------------------------------- */

static void skip_blanks(const char **at)
{
	while (g_ascii_isspace(**at))
		(*at)++;
}

static bool eat(const char **at, const char *token)
{
	skip_blanks(at);
	if (strncmp(*at, token, strlen(token)))
		return false;
	*at += strlen(token);
	return true;
}

static bool eat_name(const char **at)
{
	skip_blanks(at);
	if (!is_word(**at) || g_ascii_isdigit(**at))
		return false;
	while (is_word(**at))
		(*at)++;
	return true;
}

/* `lock` or `$1`. */
static bool eat_param(const char **at)
{
	if (!eat(at, "$"))
		return eat_name(at);
	if (**at < '1' || **at > '9')
		return false;
	while (g_ascii_isdigit(**at))
		(*at)++;
	return true;
}

/* `$1`, `&$1->lock`, `table.locks[i]`. */
static bool eat_path(const char **at, unsigned nesting)
{
	while (eat(at, "&") || eat(at, "*"))
		;
	if (eat(at, "(")) {
		if (nesting == MAX_NESTING || !eat_path(at, nesting + 1) || !eat(at, ")"))
			return false;
	} else if (!eat_param(at)) {
		return false;
	}
	for (;;) {
		if (eat(at, "->") || eat(at, ".")) {
			if (!eat_name(at))
				return false;
		} else if (eat(at, "[")) {
			*at += strcspn(*at, "]");
			if (!eat(at, "]"))
				return false;
		} else {
			return true;
		}
	}
}

/* `$1 as mutex`: a pointer without a type. */
static bool is_path(const char *text)
{
	if (!eat_path(&text, 0))
		return false;
	skip_blanks(&text);
	if (g_str_has_prefix(text, "as ")) {
		text += strlen("as ");
		return eat_name(&text) && !*text;
	}
	return !*text;
}

static bool is_result_path(const char *text)
{
	return (g_str_has_prefix(text, "zero ") || g_str_has_prefix(text, "nonzero ") ||
		g_str_has_prefix(text, "one ")) && is_path(strchr(text, ' ') + 1);
}

/* `0x400`, `-1`, `GFP_ATOMIC`, `FLAG_A | FLAG_B`. */
static bool eat_constant(const char **at)
{
	do {
		bool is_negative = eat(at, "-");
		char *end;

		skip_blanks(at);
		if (!g_ascii_isdigit(**at)) {
			if (is_negative || !eat_name(at))
				return false;
			continue;
		}
		guint64 number = g_ascii_strtoull(*at, &end, 0);

		if (number > G_MAXUINT32 || is_word(*end))
			return false;
		*at = end;
	} while (eat(at, "|"));
	skip_blanks(at);
	return true;
}

/* `$2 & 0x400`, `$1 == 0`, `$1 != FOREVER`, `how & 6 == 2`. */
static bool is_condition(const char *text)
{
	if (!eat_param(&text))
		return false;
	bool has_mask = eat(&text, "&");

	if (has_mask && !eat_constant(&text))
		return false;
	if (eat(&text, "==") || eat(&text, "!="))
		return eat_constant(&text) && !*text;
	return has_mask && !*text;
}

/* Cuts ` if $2 == 0` off; "" where there is none. */
static char *cut_condition(char *value)
{
	static const char *const words[] = { " if ", " unless " };

	for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
		char *at = strstr(value, words[i]);

		if (!at)
			continue;
		char *condition = g_strstrip(g_strdup(at));

		*at = 0;
		g_strchomp(value);
		return condition;
	}
	return g_strdup("");
}

static bool is_one_of(const char *text, const char *words)
{
	char **all = g_strsplit(words, " ", -1);
	bool found = g_strv_contains((const char *const *)all, text);

	g_strfreev(all);
	return found;
}

static bool is_name(const char *text)
{
	return eat_name(&text) && !*text;
}

static bool check_value(struct reader *r, const struct key *key, const char *value)
{
	const char *what = NULL;

	switch (key->form) {
	case MODEL_PATH:
		what = is_path(value) ? NULL : "a lock's path such as `lock`, `$1->field`, `&$1->x`";
		break;
	case MODEL_RESULT_PATH:
		what = is_result_path(value) ? NULL : "`nonzero`, `zero` or `one`, and a lock's path";
		break;
	case MODEL_CONDITION:
		what = is_condition(value) ? NULL : "a condition such as `$2 & 0x400` or `$1 == 0`";
		break;
	case MODEL_YES:
		what = is_one_of(value, "yes no") ? NULL : "`yes` or `no`";
		break;
	case MODEL_WORD:
		what = is_one_of(value, key->words) ? NULL : key->words;
		break;
	case MODEL_MADE_KIND:
		what = is_name(value) || (value[0] == '$' && eat_param(&(const char *){ value })) ? NULL :
		       "a kind of lock, or an argument such as `$2`";
		break;
	case MODEL_TEXT:
		what = value[0] ? NULL : "a text";
		break;
	default:
		what = is_name(value) ? NULL : "a name";
	}
	return !what || fail(r, r->line, "%s: `%s`, where %s %s expected", key->name, value, what,
			     key->form == MODEL_WORD ? "are" : "is");
}

/* ---- lines --------------------------------------------------------------- */

/* A key of the section, or of a parameter of it. */
static const struct key *find_key(const char *name, enum model_kind kind, bool for_param)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
		if ((keys[i].in & 1u << kind) && keys[i].for_param == for_param && !strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

static bool is_complete(struct reader *r, const struct model_section *s)
{
	if (!model_kind_is_row(s->kind))
		return true;
	for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
		if ((keys[i].in & 1u << s->kind) && keys[i].form != MODEL_YES && !section_statement(s, keys[i].name))
			return fail(r, s->line, "[%s %s] lacks `%s`", kind_names[s->kind], s->name, keys[i].name);
	return true;
}

static bool is_section_name(enum model_kind kind, const char *name)
{
	const char *dot = strchr(name, '.');
	const char *rest = name + strspn(name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_*?.");

	if (kind == MODEL_TYPE) {
		for (const char *tag = "struct \0union \0"; *tag; tag += strlen(tag) + 1)
			if (g_str_has_prefix(name, tag))
				return is_section_name(MODEL_FUNCTION, name + strlen(tag));
	}
	if (*rest || !*name)
		return false;
	if (kind == MODEL_FIELD)
		return dot && dot > name && dot[1];
	if (kind == MODEL_RECOGNISE)
		return is_one_of(name, "kernel system library program");
	if (kind == MODEL_BEHIND)
		return !name[strspn(name, G_CSET_a_2_z G_CSET_DIGITS "-")];
	if (kind >= MODEL_CONTEXT)
		return is_name(name);
	return kind == MODEL_VARIABLE || !dot;
}

static bool end_group(struct reader *r)
{
	for (guint i = 0; i < r->group->len; i++)
		if (!is_complete(r, g_ptr_array_index(r->group, i)))
			return false;
	g_ptr_array_set_size(r->group, 0);
	return true;
}

static bool add_section(struct reader *r, unsigned kind, const char *name)
{
	if (!is_section_name(kind, name))
		return fail(r, r->line, "`%s` is no name for a %s%s", name, kind_names[kind],
			    kind == MODEL_FIELD ? ": RECORD.FIELD is" : "");
	char *key = g_strdup_printf("%s %s", kind_names[kind], name);
	const struct model_section *old = g_hash_table_lookup(r->seen, key);

	if (old) {
		fail(r, r->line, "[%s] stands in line %u already", key, old->line);
		g_free(key);
		return false;
	}
	struct model_section *section = g_new0(struct model_section, 1);

	section->kind = kind;
	section->name = g_strdup(name);
	section->is_pattern = strpbrk(name, "*?") != NULL;
	section->file = r->file->name;
	section->line = r->line;
	section->statements = g_ptr_array_new();
	g_ptr_array_add(r->file->sections, section);
	g_ptr_array_add(r->group, section);
	g_hash_table_insert(r->seen, key, section);
	return true;
}

static bool read_header(struct reader *r, char *line)
{
	char *end = strchr(line, ']'), *name = strchr(line, ' ');
	unsigned kind = 0;
	bool ok = true;

	if (!end_group(r))
		return false;
	if (!end || end[1])
		return fail(r, r->line, "`%s` is no section: `[function NAME]` is one", line);
	*end = 0;
	if (!name)
		return fail(r, r->line, "[%s]: a kind and a name are expected, as in [function NAME]", line + 1);
	*name++ = 0;
	while (kind < MODEL_KINDS && strcmp(kind_names[kind], line + 1))
		kind++;
	if (kind == MODEL_KINDS)
		return fail(r, r->line, "[%s %s]: there are no sections for a `%s`; there are: function, type, "
			    "field, variable, macro, context, kind, effect, recognise, behind", line + 1, name, line + 1);
	char **names = g_strsplit(name, ",", -1);

	for (unsigned i = 0; ok && names[i]; i++)
		ok = add_section(r, kind, g_strstrip(names[i]));
	ok = ok && (r->group->len || fail(r, r->line, "[%s ]: a name is missing", line + 1));
	g_strfreev(names);
	return ok;
}

/* `param 2 called-in` or `param handler called-in`: the parameter, and what is left. */
static bool split_param(struct reader *r, char **name, char **param)
{
	*param = NULL;
	if (!g_str_has_prefix(*name, "param "))
		return true;
	char **words = g_strsplit(*name, " ", -1);
	bool ok = g_strv_length(words) == 3 && words[1][0] && words[2][0];

	for (const char *c = ok ? words[1] : ""; *c; c++)
		ok &= is_word(*c);
	if (!ok || !(1u << r->section->kind & IN_CODE)) {
		fail(r, r->line, "`%s` is no key: `param 2 called-in` is one, in a [function] or [macro]", *name);
		g_strfreev(words);
		return false;
	}
	*param = g_strdup(words[1]);
	*name = *name + strlen("param ") + strlen(words[1]) + 1;
	g_strfreev(words);
	return true;
}

static bool is_new(struct reader *r, const char *key, const char *param)
{
	for (guint i = 0; i < r->section->statements->len; i++) {
		const struct model_statement *s = g_ptr_array_index(r->section->statements, i);

		if (s->key == key && !g_strcmp0(s->param, param))
			return fail(r, r->line, "`%s` stands in line %u already", key, s->line);
	}
	return true;
}

static bool read_statement(struct reader *r, char *line)
{
	char *equals = strchr(line, '='), *param;

	if (!equals)
		return fail(r, r->line, "`%s` is neither `[KIND NAME]` nor `KEY = VALUE`", line);
	*equals = 0;
	char *name = g_strstrip(line), *value = g_strstrip(equals + 1);

	if (!split_param(r, &name, &param))
		return false;
	const struct key *key = find_key(name, r->section->kind, param != NULL);

	if (!key) {
		fail(r, r->line, "`%s` is no key of a %s%s", name, param ? "parameter of a " : "",
		     kind_names[r->section->kind]);
		g_free(param);
		return false;
	}
	struct model_statement *s = g_new0(struct model_statement, 1);
	bool ok = is_new(r, key->name, param);

	s->key = key->name;
	s->param = param;
	s->form = key->form;
	s->line = r->line;
	s->values = g_strsplit(value, key->is_list ? "," : "\n", -1);
	if (!s->values[0]) {
		g_strfreev(s->values);
		s->values = g_new0(char *, 2);
		s->values[0] = g_strdup("");
	}
	g_ptr_array_add(r->section->statements, s);
	s->conditions = g_new0(char *, g_strv_length(s->values) + 1);
	for (unsigned i = 0; ok && s->values[i]; i++) {
		g_strstrip(s->values[i]);
		s->conditions[i] = key->has_condition ? cut_condition(s->values[i]) : g_strdup("");
		const char *condition = strchr(s->conditions[i], ' ');

		ok = check_value(r, key, s->values[i]) &&
		     (!condition || is_condition(condition + 1) ||
		      fail(r, r->line, "%s: `%s`, where a condition such as `if $2 & 0x400` or `unless $1 == 0` is "
			   "expected", key->name, s->conditions[i]));
	}
	return ok;
}

static bool read_line(struct reader *r, char *line)
{
	g_strstrip(line);
	if (!line[0] || line[0] == '#' || line[0] == ';')
		return true;
	if (line[0] == '[')
		return read_header(r, line);
	if (!r->group->len)
		return fail(r, r->line, "`%s` stands before the first section", line);
	for (guint i = 0; i < r->group->len; i++) {
		char *copy = g_strdup(line);

		r->section = g_ptr_array_index(r->group, i);
		bool ok = read_statement(r, copy);

		g_free(copy);
		if (!ok)
			return false;
	}
	return true;
}

struct model_file *model_read(const char *data, size_t len, const char *name, GError **error)
{
	struct reader r = { .file = g_new0(struct model_file, 1), .error = error };
	bool ok = true;

	r.file->name = g_strdup(name);
	r.file->sections = g_ptr_array_new();
	r.group = g_ptr_array_new();
	r.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (size_t at = 0; ok && at < len;) {
		const char *end = memchr(data + at, '\n', len - at);
		size_t count = end ? (size_t)(end - data) - at : len - at;

		r.line++;
		if (memchr(data + at, 0, count) || !g_utf8_validate(data + at, count, NULL)) {
			ok = fail(&r, r.line, "this is no text");
		} else {
			char *line = g_strndup(data + at, count);

			ok = read_line(&r, line);
			g_free(line);
		}
		at += count + 1;
	}
	ok = ok && end_group(&r);
	g_ptr_array_free(r.group, TRUE);
	g_hash_table_destroy(r.seen);
	if (ok)
		return r.file;
	model_free(r.file);
	return NULL;
}

struct model_file *model_read_file(const char *path, GError **error)
{
	char *data;
	gsize len;

	if (!g_file_get_contents(path, &data, &len, error))
		return NULL;
	struct model_file *file = model_read(data, len, path, error);

	g_free(data);
	return file;
}

static void section_free(struct model_section *section)
{
	for (guint i = 0; i < section->statements->len; i++) {
		struct model_statement *s = g_ptr_array_index(section->statements, i);

		g_strfreev(s->values);
		g_strfreev(s->conditions);
		g_free(s->param);
		g_free(s);
	}
	g_ptr_array_free(section->statements, TRUE);
	g_free(section->name);
	g_free(section);
}

void model_free(struct model_file *file)
{
	for (guint i = 0; i < file->sections->len; i++)
		section_free(g_ptr_array_index(file->sections, i));
	g_ptr_array_free(file->sections, TRUE);
	g_free(file->name);
	g_free(file);
}
