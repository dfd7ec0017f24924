/* SPDX-License-Identifier: MIT
 *
 * text.h: a bounded text writer.  What doesn't fit is cut and remembered.
 */
#ifndef LOCKDEP_TEXT_H
#define LOCKDEP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lockdep_text {
	char *buf;             /* always terminated */
	size_t cap, len;
	bool cut;
};

void lockdep_text_init(struct lockdep_text *t, char *buf, size_t cap);

/* Formats: %s string, %p symbol of a code address, %P its function's name
 * alone, %u unsigned, %U uint64_t. */
void lockdep_text_put(struct lockdep_text *t, const char *format, ...);

/* Spaces up to `column` of the current line; at least one. */
void lockdep_text_tab(struct lockdep_text *t, size_t column);

bool lockdep_text_same(const char *a, const char *b);

#endif
