/* SPDX-License-Identifier: MIT
 *
 * recognise.h: which of the models that came along a tree wants, by what they say in [recognise ROLE].
 */
#ifndef CHECKER_RECOGNISE_H
#define CHECKER_RECOGNISE_H

#include <glib.h>

struct recognition {
	char **models;                  /* in their order; none: the list is empty */
	char *line;                     /* what was taken and why, or why nothing; NULL: nothing known is there */
};

/* For the program of these commands (struct compile_command *).  NULL after setting an error of one line. */
struct recognition *recognise(const GPtrArray *commands, GError **error);

#endif
