/* SPDX-License-Identifier: MIT
 *
 * threads.h: the threads that lockdep has met, to ask what the others hold.  The list changes and is read
 * in the slow path; the stacks in it change meanwhile.
 */
#ifndef LOCKDEP_THREADS_H
#define LOCKDEP_THREADS_H

#include <lockdep/lockdep.h>

void lockdep_threads_add(struct lockdep_thread *thread);
void lockdep_threads_remove(struct lockdep_thread *thread);

/* A thread other than `except` that holds the lock or waits for it; NULL: none that is known. */
const struct lockdep_thread *lockdep_threads_holder(const struct lockdep_map *map,
						    const struct lockdep_thread *except);

/* The same for any lock in the memory, and any thread; `map` says which it is. */
const struct lockdep_thread *lockdep_threads_holder_in(const void *memory, size_t size,
						       const struct lockdep_map **map);

/* Where that thread took it; NULL if it has released it meanwhile. */
const void *lockdep_threads_site(const struct lockdep_thread *thread, const struct lockdep_map *map);

void lockdep_threads_reset(void);

#endif
