/* SPDX-License-Identifier: MIT
 *
 * locks.h: the program's lock classes with their uses and their order, for the
 * reports that show them: the reference, the graph, HTML.
 */
#ifndef REPORT_LOCKS_H
#define REPORT_LOCKS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* One of the places in a state.  Which one is shown does not depend on lines. */
struct lock_use {
	const char *state;
	bool is_wait;                   /* waited for; else: held */
	unsigned places;
	const char *file, *function;
	uint32_t line;
};

struct lock_entry {
	const char *name;               /* unique */
	const char *kind, *held_in;     /* held_in: NULL, declares nothing */
	const char *nests;              /* the declared order of several of them, or NULL */
	const char *file;               /* of the declaration, or NULL */
	uint32_t line;
	unsigned level;                 /* in the order, from 0 on: lock_graph_levels */
	bool is_ordered;                /* has an edge */
	GPtrArray *uses;                /* struct lock_use *, held before waited for */
	GPtrArray *guards;              /* const char *: the data that it guards, by name */
};

/* `to` was waited for while `from` was held; in that function, for example. */
struct lock_edge {
	uint32_t from, to;
	const char *file, *function;
	uint32_t line;
};

struct lock_graph {
	GPtrArray *locks;               /* struct lock_entry *, by name */
	GPtrArray *edges;               /* struct lock_edge *, by from and to */
	unsigned level_count;
};

static inline struct lock_entry *lock_at(const struct lock_graph *g, uint32_t index)
{
	return g_ptr_array_index(g->locks, index);
}
static inline struct lock_edge *lock_edge_at(const struct lock_graph *g, uint32_t index)
{
	return g_ptr_array_index(g->edges, index);
}

/* Fills in `level`: a lock's level is above those of all locks that it is taken
 * under.  Locks of one cycle share a level. */
void lock_graph_levels(struct lock_graph *g);

void lock_graph_text(const struct lock_graph *g, FILE *out);
void lock_graph_dot(const struct lock_graph *g, FILE *out);

#endif
