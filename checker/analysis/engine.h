/* SPDX-License-Identifier: MIT
 *
 * engine.h: the tabulation's own data, shared by engine.c (inside a function) and
 * calls.c (between functions).
 */
#ifndef ANALYSIS_ENGINE_H
#define ANALYSIS_ENGINE_H

#include "analysis.h"

#define MAX_PARAMS 64

enum bind_kind { BIND_NONE, BIND_PATH, BIND_FUNCTION, BIND_ZERO, BIND_NONZERO };
/* What a parameter is bound to, in one word. */
#define BIND(kind, id) ((uint32_t)(id) << 3 | (kind))
#define BIND_KIND(bind) ((bind) & 7)
#define BIND_ID(bind) ((bind) >> 3)

struct node_state {
	uint32_t activation, node;
	struct state *state;
	uint8_t *env;                   /* per variable: UNKNOWN, ZERO or NONZERO */
	bool queued;
};
struct caller {
	uint32_t activation, node_state, node;
};
struct exit_state {
	struct state *state;
	uint8_t result;
};

struct engine {
	struct analysis *a;
	struct model *m;
	GPtrArray *node_states;         /* struct node_state * */
	GQueue *work;                   /* indices of node_states + 1, as pointers */
	GHashTable *keys;               /* struct blob -> index + 1; one table for all uses */
	uint32_t *states_of;            /* per function */
	uint32_t *activations_of;
};

/* Interns `words`: the value slot that belongs to them, 0 when new. */
uint32_t *engine_lookup(struct engine *e, const uint32_t *words, unsigned count);

struct activation *engine_activation(const struct engine *e, uint32_t id);
struct function *engine_function(const struct engine *e, uint32_t activation);

/* The activation of `function` in `entry`; made if it is new. */
uint32_t engine_activate(struct engine *e, uint32_t function, const struct state *entry,
			 const uint32_t *binds, uint32_t parent, uint32_t parent_node);

/* A state arrives at a node. */
void engine_arrive(struct engine *e, uint32_t activation, uint32_t node, const struct state *s,
		   const uint8_t *env);
/* A state leaves node `ns` for its successors, with the call's result. */
void engine_leave_call(struct engine *e, const struct node_state *ns, const struct state *s,
		       uint8_t result);
void engine_give_up(struct engine *e, uint32_t function);

/* An access path in one activation's terms. */
uint32_t engine_path(struct engine *e, uint32_t activation, const struct state *s, uint32_t path);

/* calls.c */
void engine_call(struct engine *e, uint32_t node_state);
void engine_return(struct engine *e, const struct caller *c, uint32_t callee,
		   const struct exit_state *exit);

#endif
