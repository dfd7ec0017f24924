/* SPDX-License-Identifier: MIT
 *
 * text.c: a bounded text writer, so that lockdep needs no printf.
 */
#include "text.h"

#include <lockdep/port.h>
#include <stdarg.h>

void lockdep_text_init(struct lockdep_text *t, char *buf, size_t cap)
{
	*t = (struct lockdep_text){ .buf = buf, .cap = cap };
	if (cap)
		buf[0] = '\0';
}

static void put_char(struct lockdep_text *t, char c)
{
	if (t->len + 1 >= t->cap) {
		t->cut = true;
		return;
	}
	t->buf[t->len++] = c;
	t->buf[t->len] = '\0';
}

/* A name is the host's: it ends no line. */
static void put_string(struct lockdep_text *t, const char *s)
{
	for (; *s; s++)
		put_char(t, (unsigned char)*s < ' ' ? '?' : *s);
}

static void put_number(struct lockdep_text *t, uint64_t value)
{
	char digits[20];
	unsigned n = 0;

	do {
		digits[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	while (n)
		put_char(t, digits[--n]);
}

/* The port writes "function+0x12"; `whole` says whether the offset is wanted. */
static void put_symbol(struct lockdep_text *t, const void *pc, bool whole)
{
	char name[96];
	unsigned i;

	lockdep_port_symbol(pc, name, sizeof(name));
	for (i = 0; name[i] && (whole || name[i] != '+'); i++)
		put_char(t, name[i]);
}

void lockdep_text_put(struct lockdep_text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	for (; *format; format++) {
		if (*format != '%') {
			put_char(t, *format);
			continue;
		}
		switch (*++format) {
		case 's':
			put_string(t, va_arg(args, const char *));
			break;
		case 'p':
			put_symbol(t, va_arg(args, const void *), true);
			break;
		case 'P':
			put_symbol(t, va_arg(args, const void *), false);
			break;
		case 'u':
			put_number(t, va_arg(args, unsigned));
			break;
		case 'U':
			put_number(t, va_arg(args, uint64_t));
			break;
		}
	}
	va_end(args);
}

void lockdep_text_tab(struct lockdep_text *t, size_t column)
{
	size_t start = t->len;

	while (start && t->buf[start - 1] != '\n')
		start--;
	do
		put_char(t, ' ');
	while (!t->cut && t->len - start < column);
}

bool lockdep_text_same(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}
