/* SPDX-License-Identifier: MIT
 *
 * print.h: formatted output.  Conversions: d i u x X p c s %, with l, ll and z,
 * flags - and 0, width and precision.
 */
#ifndef KERNEL_PRINT_H
#define KERNEL_PRINT_H

#include <kernel/base.h>
#include <stdarg.h>

/* As in C11 7.21.6.5: at most cap - 1 characters, always terminated; returns what
 * the whole text would need. */
int snprintf(char *buf, size_t cap, const char *format, ...) __printf(3, 4);
int vsnprintf(char *buf, size_t cap, const char *format, va_list args);

/* A log line with a time stamp.  Any context. */
void kprintf(const char *format, ...) __printf(1, 2) HF_EFFECT(prints);

/* The console as a device: characters as they are, no time stamp. Any context. */
void console_write(const char *text, size_t len) HF_EFFECT(prints);

#endif
