/* SPDX-License-Identifier: MIT
 *
 * command_line.h: what kernel/init.h does not tell the others.
 */
#ifndef KERNEL_BASE_COMMAND_LINE_H
#define KERNEL_BASE_COMMAND_LINE_H

#include <kernel/base.h>

/* Cuts `text` into options, in place; it must stay. */
void command_line_init(char *text);
/* Once messages can be seen: names those that options.def doesn't know. */
void command_line_check(void);
/* Prints what there is. */
void command_line_help(void);

/* The number in `name=value`, or what options.def has for it. */
uint64_t command_line_number(const char *name);

#endif
