/* SPDX-License-Identifier: MIT
 *
 * fact_list.h: fact files that somebody else made, perhaps elsewhere, put together to
 * the units of one program.
 */
#ifndef CHECKER_FACT_LIST_H
#define CHECKER_FACT_LIST_H

#include <facts/facts.h>

/* The files (char *) that arguments name; `@LIST` stands for the lines of a file.  NULL and
 * an error of one line. */
GPtrArray *fact_list_names(char **arguments, GError **error);

/* Their units, sorted; what is missing in them comes from `store` (may be NULL).  What can't
 * be read gets a line, and an item in `failed`. */
GPtrArray *fact_list_read(const GPtrArray *files, const char *store, GPtrArray *failed);

/* In an order that depends on nothing but the facts, each unit once.  `origins`: the file of
 * each unit, for a line about the second one of two that are the same; or NULL. */
void fact_list_sort(GPtrArray *units, GHashTable *origins);

#endif
