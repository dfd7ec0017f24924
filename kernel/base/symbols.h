/* SPDX-License-Identifier: MIT
 *
 * symbols.h: addresses to names, from a table that the build links in
 * (symbols.cmake).
 */
#ifndef KERNEL_BASE_SYMBOLS_H
#define KERNEL_BASE_SYMBOLS_H

#include <kernel/base.h>

/* Write "function+0x12" into buf, or the address where there is no function.  A return
 * address belongs to the function of the call before it, even where that was its
 * last instruction. */
void symbol_format_return(const void *pc, char *buf, size_t cap);
void symbol_format(const void *pc, char *buf, size_t cap);

/* Does `pc` lie in the function that starts at `function`? */
bool symbol_is_in(const void *pc, const void *function);

#endif
