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
/* Adds to `sum` what stands for the path and the content of each file in a list of lines, whose
 * names start in `directory`; up to an empty line.  `lines` is taken apart.  Any thread. */
void contents_add(struct contents *c, const char *directory, char *lines, GChecksum *sum);
/* The file was written in this run. */
void contents_forget(struct contents *c, const char *path);
/* Keeps what is new.  A file that can't be written to costs time in the next run. */
void contents_save(struct contents *c);
void contents_free(struct contents *c);

#endif
