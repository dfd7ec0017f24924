/* SPDX-License-Identifier: MIT
 *
 * context.h: the tables of contexts, phases, lock kinds and effects.  They begin with the rows of
 * annotations/contexts.def, phases.def, lock_kinds.def and effects.def; a program's own rows come
 * from its units and from model files (tables.h), before anything else is linked.
 * Nothing behind this header knows a context, a kind or an effect by name.
 */
#ifndef MODEL_CONTEXT_H
#define MODEL_CONTEXT_H

#include <holdfast.h>
#include <stdbool.h>
#include <stdint.h>

#define CONTEXT_NO_ACTOR 0xff           /* a plain thread */

#define CONTEXT_MAX 16
#define LOCK_KIND_MAX 32
#define EFFECT_MAX 32

struct context_row {
	const char *name, *masked, *entered;
	uint32_t closes;                /* actors that cannot interrupt */
	bool waits_masked;              /* else: HF_WAITS_ENTERED */
	const char *rule;
	const char *actor;
};
extern struct context_row context_rows[CONTEXT_MAX];
extern int context_count;

struct lock_kind_row {
	const char *name;
	bool sleeps;
	int masks;                      /* a context row, or -1 */
	const char *text;
	bool is_recursive;              /* its holder may take it again, and releases it as often */
	bool guards_nothing;            /* it only has an end that others wait for: no data go with it */
};
/* The kind of a handle's type that says nothing: what makes the object does. */
#define LOCK_KIND_BY_CREATOR "by_creator"

extern struct lock_kind_row lock_kind_rows[LOCK_KIND_MAX];
extern int lock_kind_count;

struct effect_row {
	const char *name;
	uint32_t closed;                /* forbidden where one of these is kept out */
	bool under_spin, under_any;     /* forbidden while such a lock is held */
	const char *rule;
	const char *text;
};
extern struct effect_row effect_rows[EFFECT_MAX];
extern int effect_count;

extern const char *const phase_names[]; /* ends with NULL */

/* A row, or -1. */
int phase_by_name(const char *name);
int context_by_name(const char *name);
int context_by_masked(const char *state);
int context_by_entered(const char *state);
int lock_kind_by_name(const char *name);
int effect_by_name(const char *name);

/* The actors that cannot interrupt in the state named `state`. */
bool context_state_closes(const char *state, uint32_t *closes);

/* The actors whose turn it is when a thread gives the CPU away: the rows of
 * HF_WAITS_MASKED.  Nobody can block while one of them is closed. */
uint32_t context_scheduled(void);

/* The strictest row among those whose actor is in `closed`, as text for people:
 * "preemption possible" is the empty set. */
const char *context_closed_name(uint32_t closed);

#endif
