/* SPDX-License-Identifier: MIT
 *
 * string.c: memory and strings.  The copies move words; the kernel is built with strict
 * alignment, so where the sides are not aligned alike memcpy puts each word together.
 */
#include <kernel/string.h>
#include <stdint.h>

/* A word that may alias anything. */
typedef uint64_t __attribute__((may_alias)) word;

static int aligned_alike(const void *a, const void *b)
{
	return (((uintptr_t)a ^ (uintptr_t)b) & 7) == 0;
}

/* Copies whole words to an aligned place from one that is not: each is put together from the two
 * words that it lies in.  Nothing is read but words with a byte of the source in them. */
static size_t copy_shifted(unsigned char *to, const unsigned char *from, size_t n)
{
	const unsigned shift = ((uintptr_t)from & 7) * 8;
	const word *f = (const word *)((uintptr_t)from & ~7ul);
	word *t = (word *)to, low = *f++;
	size_t done = 0;

	for (; done + 16 <= n; done += 16, t += 2, f += 2) {
		word middle = f[0], high = f[1];

		t[0] = low >> shift | middle << (64 - shift);
		t[1] = middle >> shift | high << (64 - shift);
		low = high;
	}
	return done;
}

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	unsigned char *t = to;
	const unsigned char *f = from;

	if (aligned_alike(t, f)) {
		for (; n && ((uintptr_t)t & 7); n--)
			*t++ = *f++;
		for (; n >= 32; n -= 32, t += 32, f += 32) {
			word a = ((const word *)f)[0], b = ((const word *)f)[1];
			word c = ((const word *)f)[2], d = ((const word *)f)[3];

			((word *)t)[0] = a;
			((word *)t)[1] = b;
			((word *)t)[2] = c;
			((word *)t)[3] = d;
		}
		for (; n >= 8; n -= 8, t += 8, f += 8)
			*(word *)t = *(const word *)f;
	} else if (n >= 32) {
		size_t done;

		for (; (uintptr_t)t & 7; n--)
			*t++ = *f++;
		done = copy_shifted(t, f, n);
		t += done;
		f += done;
		n -= done;
	}
	for (; n; n--)
		*t++ = *f++;
	return to;
}

void *memmove(void *to, const void *from, size_t n)
{
	unsigned char *t = to;
	const unsigned char *f = from;

	if ((uintptr_t)t - (uintptr_t)f >= n)
		return memcpy(to, from, n);
	t += n;
	f += n;
	if (aligned_alike(t, f)) {
		for (; n && ((uintptr_t)t & 7); n--)
			*--t = *--f;
		for (; n >= 8; n -= 8) {
			t -= 8;
			f -= 8;
			*(word *)t = *(const word *)f;
		}
	}
	for (; n; n--)
		*--t = *--f;
	return to;
}

void *memset(void *to, int c, size_t n)
{
	unsigned char *t = to;
	word w = (unsigned char)c * 0x0101010101010101u;

	for (; n && ((uintptr_t)t & 7); n--)
		*t++ = (unsigned char)c;
	for (; n >= 32; n -= 32, t += 32) {
		((word *)t)[0] = w;
		((word *)t)[1] = w;
		((word *)t)[2] = w;
		((word *)t)[3] = w;
	}
	for (; n >= 8; n -= 8, t += 8)
		*(word *)t = w;
	for (; n; n--)
		*t++ = (unsigned char)c;
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

void *memchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n; n--, p++)
		if (*p == (unsigned char)c)
			return (void *)p;
	return NULL;
}

size_t strlen(const char *s)
{
	const char *p = s;

	while (*p)
		p++;
	return (size_t)(p - s);
}

size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++)
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

char *strchr(const char *s, int c)
{
	for (;; s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			return NULL;
	}
}

char *strrchr(const char *s, int c)
{
	const char *found = NULL;

	for (;; s++) {
		if (*s == (char)c)
			found = s;
		if (!*s)
			return (char *)found;
	}
}

char *strstr(const char *s, const char *find)
{
	size_t len = strlen(find);

	for (; *s; s++)
		if (!strncmp(s, find, len))
			return (char *)s;
	return len ? NULL : (char *)s;
}

size_t strlcpy(char *to, const char *from, size_t cap)
{
	size_t len = strlen(from);

	if (cap) {
		size_t n = len < cap ? len : cap - 1;

		memcpy(to, from, n);
		to[n] = '\0';
	}
	return len;
}
