/* SPDX-License-Identifier: MIT
 *
 * tables.h: a program's own rows of the tables in context.h.  They come from its units
 * (HF_USER_CONTEXTS, HF_USER_LOCK_KINDS, HF_USER_EFFECTS) and from model files.  All rows
 * are added first, since they may name each other; then tables_finish looks the names up.
 */
#ifndef MODEL_TABLES_H
#define MODEL_TABLES_H

#include <facts/facts.h>
#include <model/context.h>

/* `table` is "context", "kind" or "effect"; `columns` are those of its .def file, one a
 * line, as written there or in a model file (`HF_BIT(irq) | HF_BIT(smi)` or `irq, smi`;
 * `HF_WAITS_ENTERED` or `entered`).  The same row again is no error, another row of the
 * same name is one. */
bool tables_add(const char *table, const char *columns, GError **error);
bool tables_add_units(const GPtrArray *units, GError **error);
/* Afterwards the tables don't change any more. */
bool tables_finish(GError **error);

#endif
