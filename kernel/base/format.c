/* SPDX-License-Identifier: MIT
 *
 * format.c: vsnprintf, as far as print.h promises it.
 */
#include <kernel/print.h>
#include <kernel/string.h>

struct out {
	char *buf;
	size_t cap, len;                /* len: what the whole text needs */
};

struct spec {
	bool left, zero, alternate;
	int width, precision;           /* precision -1: none given */
	int length;                     /* number of l; z counts as one */
};

static void put(struct out *o, char c)
{
	if (o->len + 1 < o->cap)
		o->buf[o->len] = c;
	o->len++;
}

static void put_padding(struct out *o, char c, int n)
{
	for (; n > 0; n--)
		put(o, c);
}

static void put_text(struct out *o, const struct spec *s, const char *text)
{
	size_t len = s->precision < 0 ? strlen(text) : strnlen(text, (size_t)s->precision);
	int padding = s->width - (int)len;

	if (!s->left)
		put_padding(o, ' ', padding);
	for (size_t i = 0; i < len; i++)
		put(o, text[i]);
	if (s->left)
		put_padding(o, ' ', padding);
}

static void put_number(struct out *o, const struct spec *s, unsigned long long v,
		       unsigned base, bool upper, const char *prefix)
{
	char digits[24];
	int n = 0, zeros, padding;

	for (; v; v /= base)
		digits[n++] = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[v % base];
	zeros = (s->precision < 0 ? 1 : s->precision) - n;
	if (zeros < 0)
		zeros = 0;
	padding = s->width - n - zeros - (int)strlen(prefix);
	if (s->zero && !s->left && s->precision < 0 && padding > 0) {
		zeros += padding;
		padding = 0;
	}
	if (!s->left)
		put_padding(o, ' ', padding);
	for (; *prefix; prefix++)
		put(o, *prefix);
	put_padding(o, '0', zeros);
	while (n > 0)
		put(o, digits[--n]);
	if (s->left)
		put_padding(o, ' ', padding);
}

static long long signed_arg(int length, va_list *args)
{
	return length >= 2 ? va_arg(*args, long long) :
	       length == 1 ? va_arg(*args, long) : va_arg(*args, int);
}

static unsigned long long unsigned_arg(int length, va_list *args)
{
	return length >= 2 ? va_arg(*args, unsigned long long) :
	       length == 1 ? va_arg(*args, unsigned long) : va_arg(*args, unsigned);
}

static int parse_number(const char **p, va_list *args)
{
	int n = 0;

	if (**p == '*') {
		++*p;
		return va_arg(*args, int);
	}
	for (; **p >= '0' && **p <= '9'; ++*p)
		n = n * 10 + (**p - '0');
	return n;
}

static const char *parse_spec(const char *p, struct spec *s, va_list *args)
{
	*s = (struct spec){ .precision = -1 };
	for (;; p++) {
		if (*p == '-')
			s->left = true;
		else if (*p == '0')
			s->zero = true;
		else if (*p == '#')
			s->alternate = true;
		else
			break;
	}
	s->width = parse_number(&p, args);
	if (s->width < 0) {
		s->left = true;
		s->width = -s->width;
	}
	if (*p == '.') {
		p++;
		s->precision = parse_number(&p, args);
	}
	for (; *p == 'l' || *p == 'z'; p++)
		s->length++;
	return p;
}

static void convert(struct out *o, char conversion, const struct spec *s, va_list *args)
{
	unsigned long long v;
	long long i;
	char c[2] = { 0 };
	const char *text;

	switch (conversion) {
	case 'd':
	case 'i':
		i = signed_arg(s->length, args);
		v = i < 0 ? 0 - (unsigned long long)i : (unsigned long long)i;
		put_number(o, s, v, 10, false, i < 0 ? "-" : "");
		break;
	case 'u':
		put_number(o, s, unsigned_arg(s->length, args), 10, false, "");
		break;
	case 'x':
	case 'X':
		v = unsigned_arg(s->length, args);
		put_number(o, s, v, 16, conversion == 'X', s->alternate && v ? "0x" : "");
		break;
	case 'p':
		put_number(o, s, (uintptr_t)va_arg(*args, void *), 16, false, "0x");
		break;
	case 'c':
		c[0] = (char)va_arg(*args, int);
		put_text(o, s, c);
		break;
	case 's':
		text = va_arg(*args, const char *);
		put_text(o, s, text ? text : "(null)");
		break;
	case '%':
		put(o, '%');
		break;
	default:                        /* not promised: show it */
		put(o, '%');
		put(o, conversion);
	}
}

int vsnprintf(char *buf, size_t cap, const char *format, va_list args)
{
	struct out o = { .buf = buf, .cap = cap };
	struct spec s;
	va_list copy;

	va_copy(copy, args);
	for (const char *p = format; *p; p++) {
		if (*p != '%') {
			put(&o, *p);
			continue;
		}
		p = parse_spec(p + 1, &s, &copy);
		if (!*p)
			break;
		convert(&o, *p, &s, &copy);
	}
	va_end(copy);
	if (cap)
		buf[o.len < cap ? o.len : cap - 1] = '\0';
	return (int)o.len;
}

int snprintf(char *buf, size_t cap, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(buf, cap, format, args);
	va_end(args);
	return len;
}
