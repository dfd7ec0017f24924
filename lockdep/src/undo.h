/* SPDX-License-Identifier: MIT
 *
 * undo.h: what a refused acquire taught is taken back, as it did not happen.  Slow path.
 */
#ifndef LOCKDEP_UNDO_H
#define LOCKDEP_UNDO_H

#include <stddef.h>

/* From here on changes are kept, if any rule refuses. */
void lockdep_undo_begin(void);

/* `size` bytes at `at` are about to change. */
void lockdep_undo_keep(void *at, size_t size);

/* Puts all of it back. */
void lockdep_undo_all(void);

#endif
