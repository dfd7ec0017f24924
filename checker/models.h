/* SPDX-License-Identifier: MIT
 *
 * models.h: the models that --model names, from the command line to the tables and to
 * the extractor.
 */
#ifndef CHECKER_MODELS_H
#define CHECKER_MODELS_H

#include <glib.h>
#include <stdbool.h>

struct models {
	GPtrArray *paths;               /* char *: absolute; for the extractor */
	GPtrArray *files;               /* struct model_file *: as the user named them */
	GPtrArray *hashes;              /* char *: of what was read */
	GArray *are_shipped;            /* bool */
};

/* A NAME without a slash or a dot is a model that came with this program, but for `none`, which takes back those
 * before it.  NULL after setting an error of one line. */
struct models *models_read(char **names, GError **error);
/* Those that came with this program, sorted. */
char **models_shipped_names(void);
/* Their rows go to the tables. */
bool models_add_rows(const struct models *models, GError **error);
/* Every state, kind and effect in them is a row.  Behind tables_finish. */
bool models_check_names(const struct models *models, GError **error);
/* Which sections met nothing in these units, one line each; or with `is_summary`, how
 * many of each model that the user wrote. */
char *models_list_unused(const struct models *models, const GPtrArray *units, bool is_summary);

#endif
