/* SPDX-License-Identifier: MIT
 *
 * Helpers that come in pairs; who includes this need not call them.
 */
static inline void table_lock(spinlock_t *l) { spin_lock(l); }
static inline void table_unlock(spinlock_t *l) { spin_unlock(l); }
