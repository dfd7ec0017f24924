/* SPDX-License-Identifier: MIT
 *
 * columns.h: columns in characters, for sarif.c.
 */
#ifndef REPORT_COLUMNS_H
#define REPORT_COLUMNS_H

#include <stdint.h>

/* Of a column in bytes, both from 1: the same where the file can't be read. */
uint32_t column_in_characters(const char *file, uint32_t line, uint32_t col);

#endif
