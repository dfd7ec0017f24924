/* SPDX-License-Identifier: MIT
 *
 * sources.h: what can be known of a program's text without a compiler: which headers it includes, what it
 * defines and what it calls.  Conditions are not evaluated, so that is what it may include.
 */
#ifndef CHECKER_SOURCES_H
#define CHECKER_SOURCES_H

#include <glib.h>
#include <stdbool.h>

struct sources_text {
	GHashTable *included;           /* "pthread.h", as written -> char *: the first file that does */
	GHashTable *found;              /* those of them that lie in the program's own folders */
	GHashTable *defined;            /* "NAME" and "NAME VALUE", of those asked for -> likewise */
	GHashTable *called;             /* likewise, in C files only */
};

/* Everything that the C files of `commands` (struct compile_command *) include from the folders that their
 * commands name, each file once.  `defines` is a set of names. */
struct sources_text *sources_scan(const GPtrArray *commands, GHashTable *defines);
/* Adds which of the names `calls` their C files call or define. */
void sources_scan_calls(struct sources_text *text, const GPtrArray *commands, GHashTable *calls);
void sources_free(struct sources_text *text);

#endif
