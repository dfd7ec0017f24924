/* SPDX-License-Identifier: MIT
 *
 * extraction.h: facts for each compile command, from the cache or from
 * holdfast-extract.
 */
#ifndef CHECKER_EXTRACTION_H
#define CHECKER_EXTRACTION_H

#include "compile_db.h"
#include <facts/facts.h>

struct extraction {
	const struct compile_command *command;
	struct fact_unit *unit;         /* NULL: failed */
	char *messages;                 /* what the front end said, or NULL */
	bool from_cache;
};

/* The extractor: a program that lies beside this one. */
char *extractor_path(void);
/* Runs up to `jobs` extractors at once, with these models (absolute file names).  The results are in the commands' order.
 * NULL and an error if nothing could be started at all. */
struct extraction *extract_all(const GPtrArray *commands, const char *cache_dir, const GPtrArray *models,
			       unsigned jobs, bool progress, GError **error);

#endif
