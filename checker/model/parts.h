/* SPDX-License-Identifier: MIT
 *
 * parts.h: the functions of headers, which units share.  A header may mean several
 * things in one program: each form of it is a part of its own, and a function of one
 * part is the same as that of another only where all that it calls is.
 */
#ifndef MODEL_PARTS_H
#define MODEL_PARTS_H

#include <facts/facts.h>

struct part {
	const char *header, *id;
	struct fact_unit *facts;
	struct scope *scope;
	uint32_t *forms;                /* per function with a body: equal is the same */
	struct part_callee *callees;    /* of all functions, one after the other */
	uint32_t *first_callee;         /* per function, and where the last one's end */
	GHashTable *by_key;             /* its functions with a body, index + 1 */
	GPtrArray *externals;           /* the keys of those with external linkage */
	uint32_t *ids;                  /* in the model, as link.c numbers them */
};

/* What the names in a unit, or in a part, stand for. */
struct scope {
	GHashTable *by_header;          /* header -> struct part */
	GHashTable *externals;          /* key -> struct part */
};

/* A function that is called or stored; no part: none defines it. */
struct part_callee {
	const struct part *part;
	uint32_t function;
};

struct parts {
	GPtrArray *all;                 /* struct part *, in an order of their own */
	GHashTable *by_id;              /* id -> struct part */
};

/* All parts of the units, which keep them. */
struct parts *parts_collect(const GPtrArray *units);
void parts_free(struct parts *parts);

struct scope *scope_new(const struct parts *parts, const struct fact_unit *unit, const struct part *self);
void scope_free(struct scope *s);
/* The part that defines the function, and its number there; NULL if none does. */
const struct part *scope_find(const struct scope *s, const char *key, uint32_t *function);

#endif
