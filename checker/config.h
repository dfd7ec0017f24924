/* SPDX-License-Identifier: MIT
 *
 * config.h: a project's own options, so that everybody who checks it runs the same check.
 *
 * The file is `holdfast.ini` in the folder that holdfast is started in, or what --config names:
 *
 *   # a comment
 *   build = build                  any option of `holdfast check`, by its long name
 *   require-closed = yes           a switch takes yes or no
 *   model = posix                  where an option may be repeated, so may its line
 *
 * File names are relative to the file's folder.  The command line wins.  A command takes of it what it
 * has an option for; a key that no command knows is an error.
 */
#ifndef CHECKER_CONFIG_H
#define CHECKER_CONFIG_H

#include <glib.h>
#include <stdbool.h>

#define CONFIG_NAME "holdfast.ini"

struct config_line {
	char *key, *value;
	unsigned line;
};

/* struct config_line *, which the array owns; NULL and an error of one line, `FILE:LINE: why`.
 * `file` is for messages.  Says nothing about which keys there are. */
GPtrArray *config_parse(const char *text, gsize len, const char *file, GError **error);

#endif
