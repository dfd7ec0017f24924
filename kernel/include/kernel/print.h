/* SPDX-License-Identifier: MIT
 *
 * print.h: formatted output and the kernel's log.  Conversions: d i u x X p c s %, with
 * l, ll and z, flags - and 0, width and precision.
 */
#ifndef KERNEL_PRINT_H
#define KERNEL_PRINT_H

#include <kernel/base.h>
#include <stdarg.h>

/* As in C11 7.21.6.5: at most cap - 1 characters, always terminated; returns what
 * the whole text would need. */
int snprintf(char *buf, size_t cap, const char *format, ...) __printf(3, 4);
int vsnprintf(char *buf, size_t cap, const char *format, va_list args);

/* How grave a message is, with syslog's numbers (RFC 5424, 6.2.1). */
enum log_level { LOG_ERR = 3, LOG_WARNING = 4, LOG_INFO = 6, LOG_DEBUG = 7 };

/* A line of the log, with its level and a time stamp; `format` ends it with \n.  It also
 * goes to the console if it is as grave as `loglevel=err|warning|info|debug` on the
 * command line says (default info).  Any context; from an interrupt handler, or with
 * interrupts masked, a thread brings it to the console soon. */
void kprintf(enum log_level level, const char *format, ...) __printf(2, 3) HF_EFFECT(prints);

/* Reads on in the log, from a cursor that starts at 0: what is still there, as lines
 * "<LEVEL>[SECONDS.MICROSECONDS] TEXT\n".  Whole ones as far as `cap` allows.  Returns
 * the bytes, 0: nothing new.  What was overwritten before it was read is skipped.
 * Readers hold up nobody.  Any context. */
size_t log_read(uint64_t *cursor, char *buf, size_t cap);
/* The cursor of who has read all that is there by now. */
uint64_t log_end(void);
#define LOG_BYTES 65536u        /* that the log keeps */
/* Until there is something new for this cursor. */
void log_wait(uint64_t cursor) HF_MAY_BLOCK;

/* The console as a device: characters as they are, no time stamp, in one piece as far as
 * 256 bytes.  Any context; where kprintf would leave the output to a thread this does
 * so too, and what the console's memory has no room for is lost. */
void console_write(const char *text, size_t len) HF_EFFECT(prints);

#endif
