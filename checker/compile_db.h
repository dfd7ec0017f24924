/* SPDX-License-Identifier: MIT
 *
 * compile_db.h: compile_commands.json.
 */
#ifndef CHECKER_COMPILE_DB_H
#define CHECKER_COMPILE_DB_H

#include <glib.h>

struct compile_command {
	char *file;                     /* absolute */
	char *directory;
	char **arguments;
};

/* The C files of `build`/compile_commands.json, sorted, each command once; only
 * those under one of `filters`, if there are any.  NULL and an error of one line. */
GPtrArray *compile_db_read(const char *build, char **filters, GError **error);

#endif
