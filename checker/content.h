/* SPDX-License-Identifier: MIT
 *
 * content.h: the hashes of files' contents, kept from run to run.
 */
#ifndef CONTENT_H
#define CONTENT_H

#include <glib.h>

struct contents;

/* `file` is where the hashes are kept; it need not be there yet. */
struct contents *contents_open(const char *file);
/* The hash of a file, "missing" if it can't be read.  To be freed.  Any thread. */
char *contents_hash(struct contents *c, const char *path);
/* Keeps what is new.  A file that can't be written to costs time in the next run. */
void contents_close(struct contents *c);

#endif
