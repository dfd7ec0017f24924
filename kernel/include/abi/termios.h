/* SPDX-License-Identifier: MIT
 *
 * abi/termios.h: what programs ask a terminal for, with Linux's values and layouts.
 */
#ifndef ABI_TERMIOS_H
#define ABI_TERMIOS_H

#include <stdint.h>

enum {
	ABI_TCGETS = 0x5401,
	ABI_TCSETS = 0x5402,            /* at once */
	ABI_TCSETSW = 0x5403,           /* after what was written has gone out */
	ABI_TCSETSF = 0x5404,           /* ... and what was typed is thrown away */
	ABI_TCSBRK = 0x5409,
	ABI_TCXONC = 0x540a,
	ABI_TCFLSH = 0x540b,
	ABI_TIOCSCTTY = 0x540e,
	ABI_TIOCGPGRP = 0x540f,
	ABI_TIOCSPGRP = 0x5410,
	ABI_TIOCGWINSZ = 0x5413,
	ABI_TIOCSWINSZ = 0x5414,
	ABI_FIONREAD = 0x541b,
	ABI_TIOCNOTTY = 0x5422,
	ABI_TIOCGSID = 0x5429,
};

enum {                                  /* indices of struct abi_termios.cc */
	ABI_VINTR = 0, ABI_VQUIT = 1, ABI_VERASE = 2, ABI_VKILL = 3, ABI_VEOF = 4,
	ABI_VTIME = 5, ABI_VMIN = 6, ABI_VSUSP = 10, ABI_VEOL = 11, ABI_VWERASE = 14,
	ABI_VLNEXT = 15, ABI_VEOL2 = 16, ABI_NCCS = 19,
};

enum { ABI_INLCR = 0100, ABI_IGNCR = 0200, ABI_ICRNL = 0400 };          /* input */
enum { ABI_OPOST = 01, ABI_ONLCR = 04 };                                /* output */
enum { ABI_B38400 = 017, ABI_CS8 = 060, ABI_CREAD = 0200 };             /* line */
enum {                                                                  /* local */
	ABI_ISIG = 01, ABI_ICANON = 02, ABI_ECHO = 010, ABI_ECHOE = 020, ABI_ECHOK = 040,
	ABI_ECHONL = 0100, ABI_NOFLSH = 0200, ABI_TOSTOP = 0400, ABI_ECHOCTL = 01000,
	ABI_ECHOKE = 04000, ABI_IEXTEN = 0100000,
};

struct abi_termios {
	uint32_t iflag, oflag, cflag, lflag;
	uint8_t line;
	uint8_t cc[ABI_NCCS];
};

struct abi_winsize {
	uint16_t rows, columns, x_pixels, y_pixels;
};

#endif
