/* SPDX-License-Identifier: MIT
 *
 * string.h: the C library's memory and string functions (C11, 7.24), as far as
 * the kernel and the libraries in it need them.  Any context.
 */
#ifndef KERNEL_STRING_H
#define KERNEL_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *find);

/* Copies at most cap - 1 characters and always terminates.  Returns the length
 * of `from`; a result >= cap means that it did not fit. */
size_t strlcpy(char *to, const char *from, size_t cap);

#endif
