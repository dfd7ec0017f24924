/* SPDX-License-Identifier: MIT
 *
 * command_line.h: what kernel/init.h does not tell the others.
 */
#ifndef KERNEL_BASE_COMMAND_LINE_H
#define KERNEL_BASE_COMMAND_LINE_H

#include <kernel/base.h>

/* Cuts `text` into options, in place; it must stay. */
void command_line_init(char *text);

/* The number in `name=value`, or `otherwise`. */
uint64_t command_line_number(const char *name, uint64_t otherwise);

#endif
