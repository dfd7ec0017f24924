/* SPDX-License-Identifier: MIT
 *
 * <stdlib.h> for the libraries: what they use of it (C11, 7.22).
 */
#ifndef LIBC_STDLIB_H
#define LIBC_STDLIB_H

#include <stddef.h>

/* lwIP reads interface numbers of up to three digits with it. */
static inline int atoi(const char *s)
{
	int n = 0;

	while (*s >= '0' && *s <= '9' && n < 100000)
		n = n * 10 + (*s++ - '0');
	return n;
}

#endif
