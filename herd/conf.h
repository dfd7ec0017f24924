/* SPDX-License-Identifier: MIT
 *
 * conf.h: a service's configuration: the text of one file in /etc/herd/enabled.
 *
 *     # a comment line
 *     command = /bin/hello
 *     args = one two
 *     restart = on-failure
 *     console = yes
 *
 *   command  what to run: an absolute path.  Must be there.
 *   args     its arguments, separated by blanks; there is no quoting
 *   restart  never (without the line: this) or on-failure: again after an exit with
 *            another status than 0, or by a signal
 *   console  no (without the line: this), or yes: it has the console itself, as the terminal of a
 *            session of its own, so that a shell can be used there
 */
#ifndef HERD_CONF_H
#define HERD_CONF_H

#include <stdbool.h>
#include <stddef.h>

enum { CONF_VALUE_BYTES = 256, CONF_ARGS_MAX = 16, CONF_ERROR_BYTES = 512 };

struct conf {
	char command[CONF_VALUE_BYTES];
	char args[CONF_VALUE_BYTES];            /* its words end in zeroes; argv points at them */
	char *argv[CONF_ARGS_MAX + 2];          /* the command, the arguments, NULL */
	bool restart_on_failure;
	bool on_console;
};

/* Reads `text`, which came from `file`.  True; or false and in `error` what is wrong, as
 * "FILE:LINE: ...".  The pointers in *out are into *out: it must not be moved. */
bool conf_parse(const char *text, const char *file, struct conf *out,
		char error[CONF_ERROR_BYTES]);

#endif
