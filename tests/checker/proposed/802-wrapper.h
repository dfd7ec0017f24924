/* SPDX-License-Identifier: MIT
 *
 * An application's wrappers around POSIX threads.
 */
#ifndef WRAPPER_H
#define WRAPPER_H

#include <pthread.h>
#include <stdlib.h>

struct guard {
	pthread_mutex_t inner;
	const char *name;
};

struct event {
	pthread_cond_t changed;
};

static inline void guard_init(struct guard *g, const char *name)
{
	pthread_mutex_init(&g->inner, NULL);
	g->name = name;
}

static inline void guard_enter(struct guard *g)
{
	if (pthread_mutex_lock(&g->inner))
		abort();
}

static inline int guard_try_enter(struct guard *g)
{
	return pthread_mutex_trylock(&g->inner) == 0;
}

static inline void guard_leave(struct guard *g)
{
	if (pthread_mutex_unlock(&g->inner))
		abort();
}

static inline void event_wait(struct event *e, struct guard *g)
{
	pthread_cond_wait(&e->changed, &g->inner);
}

#endif
