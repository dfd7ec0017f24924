/* SPDX-License-Identifier: MIT
 *
 * looks.h: what all functions of a program look like and do, from `holdfast-extract --survey`, whose
 * lines extract/survey.cc describes.  Nothing here knows what is a lock.
 */
#ifndef CHECKER_LOOKS_H
#define CHECKER_LOOKS_H

#include <glib.h>
#include <stdbool.h>

struct looks_param {
	char *name;
	char *type;                     /* as a model names what it points to; or "" */
	char flag;                      /* l, f, v, i or o */
};

/* Something that a body does: a call, a swap, a clear, ... */
struct looks_deed {
	char *what;                     /* the callee, the assembly, the place; or NULL */
	char *field;                    /* of what the parameter points to, or "" */
	unsigned param;                 /* from 1; 0: none */
	bool in_loop;
};

struct looks {
	char *name, *file;
	unsigned line;
	bool is_defined, is_system;
	char result;                    /* v, b, i, p or o */
	GPtrArray *params;              /* struct looks_param * */
	GArray *assembly, *swaps, *clears, *calls, *keeps, *through; /* struct looks_deed */
	bool is_busy;                   /* has a loop that calls nothing */
	unsigned sites;                 /* where it is called */
};

struct looks_all {
	GPtrArray *functions;           /* struct looks *, by name */
	GHashTable *by_name, *by_plain;
	GHashTable *balance;            /* "NAME\tOTHER" -> count */
	GHashTable *seen;               /* what has been read */
	unsigned files, failed;
};

/* Of all C files among `commands` (struct compile_command *), with `jobs` extractors at once.  What a compiler says
 * goes to standard error.  NULL after setting an error of one line. */
struct looks_all *looks_read(const GPtrArray *commands, unsigned jobs, GError **error);
struct looks *looks_find(const struct looks_all *all, const char *name);
/* In small letters, without `_`, which is where spellings of one name differ; and what has that name. */
char *looks_plain(const char *name);
struct looks *looks_find_plain(const struct looks_all *all, const char *plain);
/* At how many of its places is `name` followed by `other`, on all paths, with the same object? */
unsigned looks_balanced(const struct looks_all *all, const char *name, const char *other);

static inline const struct looks_param *looks_param(const struct looks *f, unsigned number)
{
	return g_ptr_array_index(f->params, number - 1);
}

#endif
