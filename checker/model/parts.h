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
	uint32_t *forms;                /* per function with a body: equal is the same */
	GHashTable *by_key;             /* its functions with a body, index + 1 */
	GPtrArray *externals;           /* the keys of those with external linkage */
	uint32_t *ids;                  /* in the model, as link.c numbers them */
};

/* What the names in a unit, or in a part, stand for. */
struct scope {
	GHashTable *by_header;          /* header -> struct part */
	GHashTable *externals;          /* key -> struct part */
};

/* All parts of the units, in an order of their own; takes them from the units. */
GPtrArray *parts_collect(const GPtrArray *units);
void parts_free(GPtrArray *parts);

struct scope *scope_new(const GPtrArray *parts, const struct fact_unit *unit, const struct part *self);
void scope_free(struct scope *s);
/* The part that defines the function, and its number there; NULL if none does. */
const struct part *scope_find(const struct scope *s, const char *key, uint32_t *function);

#endif
