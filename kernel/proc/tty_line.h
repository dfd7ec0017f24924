/* SPDX-License-Identifier: MIT
 *
 * tty_line.h: the line discipline: from keys to what a program reads.
 *
 * In canonical mode a line is edited here and becomes readable as a whole; otherwise
 * every byte does at once.  Pure data: the terminal (tty.c) calls it under its lock.
 */
#ifndef KERNEL_PROC_TTY_LINE_H
#define KERNEL_PROC_TTY_LINE_H

#include <abi/termios.h>
#include <kernel/base.h>

enum { TTY_LINE_BYTES = 1024, TTY_READY_CELLS = 4096, TTY_ECHO_BYTES = 64 };

struct tty_line {
	struct abi_termios termios;
	char line[TTY_LINE_BYTES];              /* being edited */
	unsigned len;
	bool literal;                           /* the next byte is no control character */
	uint16_t ready[TTY_READY_CELLS];        /* bytes, and the marks where input ends */
	uint32_t put, taken;                    /* count on; modulo TTY_READY_CELLS */
	unsigned lines;                         /* ends of lines in `ready` */
	char echo[TTY_ECHO_BYTES];              /* what the last byte shows */
	unsigned echo_len;
};

void tty_line_init(struct tty_line *l);
/* One byte that was typed.  The signal that it stands for, or 0.  Afterwards `echo` is to be
 * shown. */
int tty_line_type(struct tty_line *l, char c);
/* Changes the modes; what was typed stays. */
void tty_line_set(struct tty_line *l, const struct abi_termios *next);
/* Throws away what was typed. */
void tty_line_flush(struct tty_line *l);

/* Can a read return?  In canonical mode: a line is there; else: `least` bytes. */
bool tty_line_is_ready(const struct tty_line *l, unsigned least);
unsigned tty_line_count(const struct tty_line *l);
/* Up to `len` bytes, in canonical mode up to the end of a line. */
size_t tty_line_take(struct tty_line *l, char *buf, size_t len);

#endif
