/* SPDX-License-Identifier: MIT
 *
 * threads.c: the list of threads that lockdep has met.
 */
#include "threads.h"

static struct lockdep_thread *first;

void lockdep_threads_add(struct lockdep_thread *thread)
{
	if (thread->known)
		return;
	thread->known = true;
	thread->prev = NULL;
	thread->next = first;
	if (first)
		first->prev = thread;
	first = thread;
}

void lockdep_threads_remove(struct lockdep_thread *thread)
{
	if (!thread->known)
		return;
	thread->known = false;
	if (thread->prev)
		thread->prev->next = thread->next;
	else
		first = thread->next;
	if (thread->next)
		thread->next->prev = thread->prev;
}

static const struct lockdep_map *map_at(const struct lockdep_thread *thread, unsigned index)
{
	return __atomic_load_n(&thread->held[index].map, __ATOMIC_RELAXED);
}

static unsigned depth_of(const struct lockdep_thread *thread)
{
	return __atomic_load_n(&thread->depth, __ATOMIC_RELAXED);
}

const struct lockdep_thread *lockdep_threads_holder(const struct lockdep_map *map,
						    const struct lockdep_thread *except)
{
	for (const struct lockdep_thread *t = first; t; t = t->next)
		for (unsigned i = depth_of(t); t != except && i-- > 0;)
			if (map_at(t, i) == map)
				return t;
	return NULL;
}

const struct lockdep_thread *lockdep_threads_holder_in(const void *memory, size_t size,
						       const struct lockdep_map **map)
{
	for (const struct lockdep_thread *t = first; t; t = t->next)
		for (unsigned i = depth_of(t); i-- > 0;) {
			*map = map_at(t, i);
			if ((uintptr_t)*map - (uintptr_t)memory < size)
				return t;
		}
	return NULL;
}

const void *lockdep_threads_site(const struct lockdep_thread *thread, const struct lockdep_map *map)
{
	for (unsigned i = depth_of(thread); i-- > 0;)
		if (map_at(thread, i) == map)
			return __atomic_load_n(&thread->held[i].site, __ATOMIC_RELAXED);
	return NULL;
}

void lockdep_threads_reset(void)
{
	while (first)
		lockdep_threads_remove(first);
}
