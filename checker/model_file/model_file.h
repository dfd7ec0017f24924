/* SPDX-License-Identifier: MIT
 *
 * model_file.h: model files: what the macros of holdfast.h say, for code that cannot be
 * touched.  docs/models.md is the format for people; read.c's table of keys is all of it.
 *
 * A model is a list of sections, `[function spin_lock]`, each a list of statements, `acquires =
 * $1`.  Several models make a model_set, in which later ones win.  The extractor asks the
 * set as if it were asking a declaration for its attributes; the rows for the tables
 * ([context], [kind], [effect]) go to model/tables.h instead, and
 * [recognise] and [behind] are about models.
 *
 * GLib only.  No locks: a set is filled and used by one thread.
 */
#ifndef MODEL_FILE_MODEL_FILE_H
#define MODEL_FILE_MODEL_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum model_kind {
	MODEL_FUNCTION, MODEL_TYPE, MODEL_FIELD, MODEL_VARIABLE, MODEL_MACRO,
	MODEL_CONTEXT, MODEL_LOCK_KIND, MODEL_EFFECT,
	MODEL_RECOGNISE,                /* what shows that a tree wants this model: about no name in it */
	MODEL_BEHIND,                   /* a model that goes before this one */
	MODEL_KINDS
};

/* What a value is, so that whoever knows the tables can check the names in it. */
enum model_form {
	MODEL_TEXT, MODEL_YES, MODEL_PATH, MODEL_RESULT_PATH, MODEL_CONDITION, MODEL_WORD,
	MODEL_STATE,                    /* of either sort, or `preemptible` */
	MODEL_MASKED_STATE, MODEL_KIND_NAME, MODEL_EFFECT_NAME,
	MODEL_MADE_KIND,                /* a kind's name, or `$2`: the kind that argument has */
};

struct model_statement {
	const char *key;                /* "acquires" */
	char *param;                    /* `param N KEY`: a name, or a number from 1; or NULL */
	char **values;                  /* at least one; a list where the key takes one */
	char **conditions;              /* of each: `if $2 == 0`, or "" */
	enum model_form form;
	unsigned line;
};

struct model_section {
	enum model_kind kind;
	char *name;                     /* "spin_lock"; "file_operations.*" */
	bool is_pattern;
	const char *file;               /* the model's name */
	unsigned line;
	GPtrArray *statements;          /* struct model_statement * */
	bool is_used;                   /* something had its name */
};

struct model_file {
	char *name;
	GPtrArray *sections;            /* struct model_section * */
};

/* NULL, and an error of one line with file, line and reason. */
struct model_file *model_read(const char *data, size_t len, const char *name, GError **error);
struct model_file *model_read_file(const char *path, GError **error);
void model_free(struct model_file *file);

/* A row for one of the tables: all of its keys are there. */
static inline bool model_kind_is_row(enum model_kind kind)
{
	return kind == MODEL_CONTEXT || kind == MODEL_LOCK_KIND || kind == MODEL_EFFECT;
}
/* The section's word: "function". */
const char *model_kind_name(enum model_kind kind);
/* The statement of this key, without `param`; NULL if there is none. */
const struct model_statement *section_statement(const struct model_section *section, const char *key);

/* ---- set.c --------------------------------------------------------------- */

struct model_set;

struct model_set *model_set_new(void);
/* Takes the file over.  It wins over those added before. */
void model_set_add(struct model_set *set, struct model_file *file);
void model_set_free(struct model_set *set);
/* Every section of this kind, in the order of the models. */
void model_set_each(const struct model_set *set, enum model_kind kind,
		    void (*found)(const struct model_section *section, void *user), void *user);

/* The sections for a name, the one that wins first; NULL if there are none.  Fields are asked
 * for as "record.field".  The array belongs to the set. */
const GPtrArray *model_set_find(struct model_set *set, enum model_kind kind, const char *name);
/* Is there a section for any field of this record? */
bool model_set_has_record(const struct model_set *set, const char *record);
/* The winning statement of this key; `param`: its name and number, or NULL and 0. */
const struct model_statement *model_find_statement(const GPtrArray *sections, const char *key,
						   const char *param, unsigned number,
						   const struct model_section **where);

#ifdef __cplusplus
}
#endif
#endif
