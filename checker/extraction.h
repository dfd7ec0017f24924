/* SPDX-License-Identifier: MIT
 *
 * extraction.h: facts for each compile command, from the cache or from
 * holdfast-extract.  First they are found or made; they need be read only where
 * something depends on more than which ones they are.
 */
#ifndef CHECKER_EXTRACTION_H
#define CHECKER_EXTRACTION_H

#include "compile_db.h"
#include <facts/facts.h>

struct extraction {
	const struct compile_command *command;
	char *facts;                    /* their file; NULL: failed */
	struct fact_unit *unit;         /* once it was read; NULL: failed */
	char *messages;                 /* what the front end said, or NULL */
};
struct extractor;

/* The extractor: a program that lies beside this one. */
char *extractor_path(void);
/* `jobs` extractors run at once, with these models (absolute file names); what they are given
 * outlives them.  NULL and an error if nothing could be started at all. */
struct extractor *extractor_new(const char *cache_dir, const GPtrArray *models, unsigned jobs,
				GError **error);
/* Finds or makes the facts of all `commands`; one for each, in their order. */
struct extraction *extractor_find(struct extractor *x, const GPtrArray *commands, bool progress,
				  GError **error);
/* Reads them; what can't be read is made again. */
void extractor_read(struct extractor *x, struct extraction *all, unsigned count);
/* Adds to `sum` this program and the content of all these facts.  False if that isn't known. */
bool extractor_add_identity(struct extractor *x, const struct extraction *all, unsigned count,
			    GChecksum *sum);

#endif
