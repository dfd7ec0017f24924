/* SPDX-License-Identifier: MIT
 *
 * compile_db.h: compile_commands.json.
 */
#ifndef CHECKER_COMPILE_DB_H
#define CHECKER_COMPILE_DB_H

#include <glib.h>
#include <stdbool.h>

struct compile_command {
	char *file;                     /* absolute */
	char *directory;
	char **arguments;               /* from the compiler on; none of a file that is not C */
	bool is_c;
};

/* A command line from the compiler on, without `ccache` and the like. */
char **compiler_of(char **arguments);

/* The files of a database's text, without headers, sorted, each command once (struct compile_command *; the
 * array owns them).  `path` is for messages.  NULL and an error of one line. */
GPtrArray *compile_db_parse(const char *text, gsize len, const char *path, GError **error);

/* Those of `build`/compile_commands.json; only those under one of `filters`, if there are any. */
GPtrArray *compile_db_read(const char *build, char **filters, GError **error);

#endif
