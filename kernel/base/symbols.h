/* SPDX-License-Identifier: MIT
 *
 * symbols.h: addresses to names, from a table that the build links in
 * (symbols.cmake).
 */
#ifndef KERNEL_BASE_SYMBOLS_H
#define KERNEL_BASE_SYMBOLS_H

#include <kernel/base.h>

/* Writes "function+0x12" into buf, or the address where there is no function. */
void symbol_format(const void *pc, char *buf, size_t cap);

#endif
