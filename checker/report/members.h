/* SPDX-License-Identifier: MIT
 *
 * members.h: JSON, a member at a time; for json.c and sarif.c.
 */
#ifndef REPORT_MEMBERS_H
#define REPORT_MEMBERS_H

#include <json-glib/json-glib.h>
#include <stdio.h>

/* Bytes that are not UTF-8 (in a file's name) are replaced. */
void text_member(JsonBuilder *b, const char *name, const char *text);
void number_member(JsonBuilder *b, const char *name, unsigned number);
void array_member(JsonBuilder *b, const char *name);
void object_member(JsonBuilder *b, const char *name);

/* Prints what was built, and ends the builder. */
void members_print(JsonBuilder *b, FILE *out);

#endif
