/* SPDX-License-Identifier: MIT
 *
 * fuzz.h: what every fuzz target demands of a reader.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A rejected input has one line that says why, and an accepted one no error. */
static inline void fuzz_judge(gboolean accepted, GError **error)
{
	if (accepted != !*error)
		abort();
	if (*error && (!(*error)->message[0] || strpbrk((*error)->message, "\r\n")))
		abort();
	g_clear_error(error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#endif
