/* SPDX-License-Identifier: MIT
 *
 * tty_line.c: the line discipline (tty_line.h).  What no longer fits is dropped, as the end of
 * a line never is: one cell is kept for it.
 */
#include "tty_line.h"

#include <abi/signal.h>
#include <kernel/string.h>

/* In `ready`: the line ends here, and there is no byte. */
enum { END_MARK = 0x100 };

void tty_line_init(struct tty_line *l)
{
	static const struct abi_termios initial = {
		.iflag = ABI_ICRNL,
		.oflag = ABI_OPOST | ABI_ONLCR,
		.cflag = ABI_B38400 | ABI_CS8 | ABI_CREAD,
		.lflag = ABI_ISIG | ABI_ICANON | ABI_ECHO | ABI_ECHOE | ABI_ECHOK |
			 ABI_ECHOCTL | ABI_ECHOKE | ABI_IEXTEN,
		.cc = { [ABI_VINTR] = 3, [ABI_VQUIT] = 28, [ABI_VERASE] = 127,
			[ABI_VKILL] = 21, [ABI_VEOF] = 4, [ABI_VMIN] = 1, [ABI_VSUSP] = 26,
			[ABI_VWERASE] = 23, [ABI_VLNEXT] = 22 },
	};

	memset(l, 0, sizeof(*l));
	l->termios = initial;
}

static bool local(const struct tty_line *l, unsigned flag)
{
	return l->termios.lflag & flag;
}

/* Is it the control character `which`, which may be switched off? */
static bool is(const struct tty_line *l, char c, unsigned which)
{
	return l->termios.cc[which] && (uint8_t)c == l->termios.cc[which];
}

static void show(struct tty_line *l, const char *text)
{
	while (*text && l->echo_len < TTY_ECHO_BYTES)
		l->echo[l->echo_len++] = *text++;
}

static bool shown_as_two(const struct tty_line *l, char c)
{
	return local(l, ABI_ECHOCTL) && ((uint8_t)c < ' ' || c == 127) && c != '\n' && c != '\t';
}

static void show_byte(struct tty_line *l, char c)
{
	char text[3] = { c };

	if (shown_as_two(l, c)) {
		text[0] = '^';
		text[1] = c ^ 0x40;
	}
	if (local(l, ABI_ECHO) || (c == '\n' && local(l, ABI_ECHONL) && local(l, ABI_ICANON)))
		show(l, text);
}

static void put(struct tty_line *l, uint16_t cell, bool ends)
{
	uint32_t used = l->put - l->taken;

	if (used >= TTY_READY_CELLS - (ends ? 0u : 1u))
		return;
	l->ready[l->put++ % TTY_READY_CELLS] = cell;
	l->lines += ends;
}

/* The line is done; `end` is its last cell. */
static void finish_line(struct tty_line *l, uint16_t end)
{
	for (unsigned i = 0; i < l->len; i++)
		put(l, (uint8_t)l->line[i], false);
	put(l, end, true);
	l->len = 0;
}

static void erase(struct tty_line *l)
{
	char c;

	if (!l->len)
		return;
	c = l->line[--l->len];
	if (local(l, ABI_ECHO) && local(l, ABI_ECHOE))
		show(l, shown_as_two(l, c) ? "\b \b\b \b" : "\b \b");
}

static void erase_line(struct tty_line *l)
{
	/* More than the echo holds is shown by a new line. */
	if (l->len * 6 <= TTY_ECHO_BYTES && local(l, ABI_ECHOKE)) {
		while (l->len)
			erase(l);
		return;
	}
	l->len = 0;
	if (local(l, ABI_ECHO) && local(l, ABI_ECHOK))
		show(l, "\n");
}

static void erase_word(struct tty_line *l)
{
	while (l->len && l->line[l->len - 1] == ' ')
		erase(l);
	while (l->len && l->line[l->len - 1] != ' ')
		erase(l);
}

static void type_in_line(struct tty_line *l, char c, bool literal)
{
	if (literal) {
	} else if (c == '\n' || is(l, c, ABI_VEOL) || is(l, c, ABI_VEOL2)) {
		show_byte(l, c);
		finish_line(l, (uint8_t)c);
		return;
	} else if (is(l, c, ABI_VEOF)) {
		finish_line(l, END_MARK);
		return;
	} else if (is(l, c, ABI_VERASE)) {
		erase(l);
		return;
	} else if (is(l, c, ABI_VKILL)) {
		erase_line(l);
		return;
	} else if (local(l, ABI_IEXTEN) && is(l, c, ABI_VWERASE)) {
		erase_word(l);
		return;
	} else if (local(l, ABI_IEXTEN) && is(l, c, ABI_VLNEXT)) {
		l->literal = true;
		return;
	}
	if (l->len == TTY_LINE_BYTES)
		return;
	l->line[l->len++] = c;
	show_byte(l, c);
}

static int signal_of(const struct tty_line *l, char c)
{
	if (!local(l, ABI_ISIG))
		return 0;
	return is(l, c, ABI_VINTR) ? ABI_SIGINT :
	       is(l, c, ABI_VQUIT) ? ABI_SIGQUIT :
	       is(l, c, ABI_VSUSP) ? ABI_SIGTSTP : 0;
}

int tty_line_type(struct tty_line *l, char c)
{
	bool literal = l->literal;
	int signal;

	l->echo_len = 0;
	l->literal = false;
	if (!literal) {
		if (c == '\r' && (l->termios.iflag & ABI_IGNCR))
			return 0;
		if (c == '\r' && (l->termios.iflag & ABI_ICRNL))
			c = '\n';
		else if (c == '\n' && (l->termios.iflag & ABI_INLCR))
			c = '\r';
		signal = signal_of(l, c);
		if (signal) {
			show_byte(l, c);
			if (!local(l, ABI_NOFLSH))
				tty_line_flush(l);
			return signal;
		}
	}
	if (local(l, ABI_ICANON)) {
		type_in_line(l, c, literal);
	} else {
		show_byte(l, c);
		put(l, (uint8_t)c, false);
	}
	return 0;
}

/* Marks mean nothing to who reads bytes: a read would find one and no byte, and take that for the
 * end of all input. */
static void drop_marks(struct tty_line *l)
{
	uint32_t to = l->taken;

	for (uint32_t at = l->taken; at != l->put; at++) {
		uint16_t cell = l->ready[at % TTY_READY_CELLS];

		if (cell != END_MARK)
			l->ready[to++ % TTY_READY_CELLS] = cell;
	}
	l->put = to;
	l->lines = 0;
}

static bool ends_line(const struct tty_line *l, uint16_t cell)
{
	return cell == END_MARK || cell == '\n' || is(l, (char)cell, ABI_VEOL) ||
	       is(l, (char)cell, ABI_VEOL2);
}

/* What was typed as bytes is lines from now on; the last one ends here. */
static void count_lines(struct tty_line *l)
{
	l->lines = 0;
	for (uint32_t at = l->taken; at != l->put; at++)
		l->lines += ends_line(l, l->ready[at % TTY_READY_CELLS]);
	if (!ends_line(l, l->ready[(l->put - 1) % TTY_READY_CELLS]))
		put(l, END_MARK, true);
}

void tty_line_set(struct tty_line *l, const struct abi_termios *next)
{
	bool was_canonical = local(l, ABI_ICANON);

	l->termios = *next;
	l->literal = false;
	if (was_canonical && !local(l, ABI_ICANON)) {
		drop_marks(l);
		/* The line as it is can be read now, byte by byte. */
		for (unsigned i = 0; i < l->len; i++)
			put(l, (uint8_t)l->line[i], false);
		l->len = 0;
	} else if (!was_canonical && local(l, ABI_ICANON) && l->put != l->taken) {
		count_lines(l);
	}
}

void tty_line_flush(struct tty_line *l)
{
	l->len = 0;
	l->taken = l->put;
	l->lines = 0;
}

unsigned tty_line_count(const struct tty_line *l)
{
	return l->put - l->taken;
}

bool tty_line_is_ready(const struct tty_line *l, unsigned least)
{
	return local(l, ABI_ICANON) ? l->lines != 0 : tty_line_count(l) >= least;
}

size_t tty_line_take(struct tty_line *l, char *buf, size_t len)
{
	bool canonical = local(l, ABI_ICANON);
	size_t n = 0;

	while (l->taken != l->put) {
		uint16_t cell = l->ready[l->taken % TTY_READY_CELLS];
		bool ends = canonical && ends_line(l, cell);

		/* A mark behind the last byte that fits goes with it. */
		if (n == len && cell != END_MARK)
			break;
		l->taken++;
		if (cell != END_MARK)
			buf[n++] = (char)cell;
		if (ends) {
			if (l->lines)
				l->lines--;
			break;
		}
	}
	return n;
}
