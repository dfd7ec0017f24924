/* SPDX-License-Identifier: MIT
 *
 * engine.h: the tabulation's own data, shared by engine.c (inside a function) and
 * calls.c (between functions).
 */
#ifndef ANALYSIS_ENGINE_H
#define ANALYSIS_ENGINE_H

#include "analysis.h"
#include "keys.h"
#include "values.h"

#define MAX_PARAMS 64

enum bind_kind { BIND_NONE, BIND_PATH, BIND_FUNCTION, BIND_ZERO, BIND_NONZERO, BIND_CONSTANT };
/* What a parameter is bound to, in one word. */
#define BIND(kind, id) ((uint32_t)(id) << 3 | (kind))
#define BIND_KIND(bind) ((bind) & 7)
#define BIND_ID(bind) ((bind) >> 3)

/* Beside ENV_VALUE: */
#define ENV_SHARED 0x10                 /* the local object is known to others */
#define ENV_FRESH 0x20                  /* nobody else has what the pointer points to */

struct node_state {
	uint32_t activation, node;
	const struct state *state;      /* shared by all that have the same */
	const struct shared_state *shared; /* which that is in */
	uint32_t callee;                /* 1 + an activation that has it as a caller; or 0 */
	uint8_t *env;                   /* per variable: ENV_... */
	bool queued;
	uint16_t passed;                /* bits: results of callees that left all as it was (calls.c) */
};
struct caller {
	uint32_t activation, node_state, node;
	bool is_framed;                 /* the callee is shown nothing that is held, and nothing is assumed for it */
};
struct exit_state {
	struct state *state;
	uint8_t result;
	uint32_t saved_row;             /* 1 + the row whose last save is the result; 0: none */
	uint32_t node;                  /* of the first return that led to it */
	uint8_t known[MAX_SHARED];      /* of the shared predicates: ENV_VALUE */
};


/* A call of an activation.  Of the locks in `state`, which is that of the node state or one with what
 * passes in the callee, it sees those whose bits are in `kept`.  Those that return have a
 * `struct caller` too. */
struct call {
	uint32_t node_state, callee;
	const struct state *state;
	uint32_t kept;
	uint32_t hidden;                /* rows that are masked deeper than it was shown */
	bool is_wide;                   /* through a pointer to many (targets.c) */
};

enum event_kind {
	EVENT_HELD,                     /* what: index of the lock in the state */
	EVENT_WAIT,                     /* what: class, which: instance */
	EVENT_NEED,                     /* what: NEED_CPU or an effect row; which: function called */
	EVENT_OPEN,                     /* more can interrupt than where the activation began */
	EVENT_END,                      /* of the thread */
	EVENT_STATE,                    /* what: a state (string) that is required; which: function called */
	EVENT_GUARDED,                  /* what: of m->guarded, touched; a state guards it */
	EVENT_DROP,                     /* for order only: what: class of a lock of the frame that is released */
};
#define NEED_CPU UINT32_MAX             /* may block: the CPU must not be pinned */
struct event {
	uint32_t kind;
	uint32_t activation, node;
	uint32_t what, which;
	bool waits;                     /* of an effect: NEED_CPU too; of that: only as an unknown argument says */
	const struct state *state;      /* shared */
};

/* A lock that is looked for in an activation (demand.c). */
struct question {
	uint32_t activation, cls, instance;
	uint32_t hops;                  /* calls up from where it is looked for */
	bool is_beyond;                 /* ... behind a pointer to many */
};

struct engine {
	struct analysis *a;
	struct model *m;
	GPtrArray *node_states;         /* struct node_state * */
	GQueue *work;                   /* indices of node_states + 1, as pointers */
	struct keys *keys;              /* a number + 1 each; one table for all uses */
	GPtrArray *states;              /* struct shared_state * */
	GArray *constants;              /* struct fact_value: what parameters are bound to */
	uint32_t identities;            /* of states, so far */
	uint32_t outer[MAX_PARAMS];     /* paths: PATH_OUTER of each parameter */
	uint32_t *states_of;            /* per function */
	uint32_t *activations_of;
	GArray **activations_in;        /* per function: uint32_t, or NULL */
	bool is_large;                  /* too large to be followed exactly (doubts.c) */
	GArray *contained;              /* struct repair: doubts of the analyses before this one */
	GArray *doubts;                 /* struct repair: new ones */
	GArray *doubt_sites;            /* uint32_t: of each, where it began, or MODEL_NONE */
	uint32_t checkpoint;            /* doubts.c */
	struct demand *demand;          /* what callees are shown; of all analyses of the model */
	GArray *questions;              /* struct question */
	uint8_t *cut_rows;              /* per function: rows that are deeper than it was shown */
	bool is_last;                   /* it is not done again */
	bool is_stale;                  /* something was not shown that matters */
	GArray *calls;                  /* struct call */
	struct { uint32_t *out_start, *out, *in_start, *in; } graph; /* call_graph.c */
	GArray *events;                 /* struct event */
	GArray *unsettled;              /* struct breach: releases by a pointer that has moved on */
	uint32_t searches;              /* frames.c */
	uint32_t passing[CONTEXT_MAX];  /* per row: a class that masks it, for all that do (calls.c) */
	GArray *repairs;                /* struct repair: to be made */
	uint32_t *repairs_of;           /* per function: 1 + its last one, or 0; ... */
	GArray *next_repair;            /* uint32_t: ... and per repair the same function's next one */
	bool *is_judged;                /* per function: looked at, and not for order only */
	bool is_dead;                   /* the entries now made are */
	bool is_unknown;                /* ... too */
	bool is_balance_only;           /* ... too */
	bool is_order_only;             /* the activation now made is */
};

/* Interns `words`: the value slot that belongs to them, 0 when new. */
uint32_t *engine_lookup(struct engine *e, const uint32_t *words, unsigned count);

struct activation *engine_activation(const struct engine *e, uint32_t id);
struct function *engine_function(const struct engine *e, uint32_t activation);

/* One analysis, after `before` (repair.c) or NULL. */
struct analysis *engine_run(struct model *m, struct demand *demand, GArray *contained,
			    struct analysis *before);
/* From all entry points on.  False: it is better begun again. */
bool engine_tabulate(struct engine *e);
/* What only the tabulation needs goes. */
void engine_forget(struct engine *e);
static inline bool engine_is_root(const struct activation *act)
{
	return act->why;
}

/* The activation of `function` in `entry`; made if it is new. */
uint32_t engine_activate(struct engine *e, uint32_t function, const struct state *entry,
			 const uint32_t *binds, uint64_t private_params, uint32_t parent,
			 uint32_t parent_node);

/* A state arrives at a node. */
void engine_arrive(struct engine *e, uint32_t activation, uint32_t node, const struct state *s,
		   const uint8_t *env);
/* arrivals.c: a value, 0 at first, for a state's identity at a node; or for the node itself with
 * identity 0.  It stays where it is until the next call. */
uint32_t *engine_arrival(struct engine *e, uint32_t activation, uint32_t node, uint32_t identity);
void engine_forget_arrivals(struct engine *e, uint32_t activation);
/* share.c: states that differ only in what is no part of the identity have the same number. */
struct shared_state {
	uint32_t identity, number;
	struct state state;
};
const struct shared_state *engine_share(struct engine *e, const struct state *s);

/* demand.c */
struct demand *demand_new(const struct model *m);
/* Does what the function does depend on such a lock of its caller?  How many levels of a mask may it lift? */
bool demand_keeps(const struct engine *e, uint32_t function, uint32_t cls);
/* Does it depend on some lock of its caller's? */
bool demand_is_any(const struct engine *e, uint32_t function);
/* ... on anything of its state? */
bool demand_is_something(const struct engine *e, uint32_t function);
/* One more than it may lift; 0: none. */
unsigned demand_levels(const struct engine *e, uint32_t function, int row);
/* The lock is looked for in the activation, and not among what it sees; class MODEL_NONE: any lock. */
void demand_lock(struct engine *e, uint32_t activation, uint32_t cls, uint32_t instance);
/* Was a lock of the class looked for there, and not seen? */
bool demand_is_met(const struct engine *e, uint32_t activation, uint32_t cls);
/* A mask is lifted, or asked for, that the activation doesn't see; or (DEMAND_ACTOR) who runs.  `for_order`: it
 * makes a difference for the order under locks only, which large programs are not looked at for. */
#define DEMAND_ACTOR CONTEXT_MAX
void demand_row(struct engine *e, uint32_t activation, int row, bool for_order);
/* Not all callers were asked for the mask. */
bool row_is_cut(const struct analysis *a, uint32_t row);
/* It has lifted masks, and got into `s`. */
void demand_masks(struct engine *e, uint32_t activation, const struct state *s);
/* When the tabulation has ended: asks the callers.  True if it must be done again. */
bool demand_settle(struct engine *e);

/* call_graph.c */
uint32_t call_from(const struct engine *e, const struct call *call);
void call_graph_make(struct engine *e);
void call_graph_free(struct engine *e);

/* events.c */
void event_held(struct engine *e, const struct node_state *ns, const struct state *s, unsigned index);
/* Something was lifted or released: what is held is held so from here on. */
void event_open(struct engine *e, const struct node_state *ns, const struct state *s);
void event_wait(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t cls,
		uint32_t instance);
void event_need(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t need,
		uint32_t callee, bool waits);
void event_drop(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t cls);
void event_state(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t state, uint32_t callee);
void event_guarded(struct engine *e, const struct node_state *ns, uint32_t number);
void event_end(struct engine *e, const struct node_state *ns, const struct state *s);

/* frames.c: from events to evidence. */
void frames_conclude(struct engine *e);

/* unseen.c: does the result tell that a lock was taken: a pointer or true with it, NULL, false or an
 * error without it? */
bool result_tells(uint32_t with, uint32_t without);

/* doubts.c */
/* A function ends by this node.  True if something was contained. */
bool doubts_note(struct engine *e, const struct node_state *ns, const struct state *out, uint8_t result);
/* Asked while the tabulation runs: should it begin again, as that of a large program, with what is in doubt contained? */
bool engine_is_too_much(struct engine *e);
/* When it has ended: contains them.  True if it must be done again. */
bool doubts_contain(struct engine *e);

/* repair.c */
bool repair_is_known(const GArray *repairs, const struct repair *r);
/* This one is to be made, too, from now on. */
void repair_add(struct engine *e, const struct repair *r);
/* The repairs of the analysis before, if there is one, hold in this one too. */
void repairs_inherit(struct engine *e, struct analysis *before);
/* The state in which a function ends by this node, repaired. */
void repair_exit(struct engine *e, const struct node_state *ns, struct state *out);

/* balance.c */
/* contracts.c: such a lock is taken in this state; are several elements of an array held at once, of that class? */
void note_elements(struct engine *e, const struct state *s, uint32_t cls, uint32_t instance);
bool elements_add_up(struct engine *e, uint32_t cls);
/* The class of a contract's lock, in one activation's terms; MODEL_NONE: not known. */
uint32_t class_of_contract(struct engine *e, uint32_t activation, const struct state *s,
			   const struct fact_contract *c);
/* Levels of a mask that the activation adds, but for those of locks; what its contract allows. */
int mask_change(const struct model *m, const struct activation *act, const struct state *s, int row);
void mask_bounds(const struct model *m, const struct function *fn, int row, int *low, int *high);
/* Does the activation end with what the breach speaks of, a lock or a mask? */
bool activation_ends_with(const struct activation *act, const struct exit_state *x,
			  const struct breach *b);

/* bounds.c: is this state one too many for the node, or the function?  Then it arrives in
 * parts, each with one of its locks. */
bool engine_is_crowded_node(struct engine *e, uint32_t activation, uint32_t node);
bool engine_is_crowded_function(const struct engine *e, uint32_t function);
/* The state is one in which more may be held than it says. */
void bounds_make_part(struct state *s, enum part part);
void engine_arrive_in_parts(struct engine *e, uint32_t activation, uint32_t node,
			    const struct state *s, const uint8_t *env);
/* An activation that stands for a new one in this entry state, or MODEL_NONE. */
uint32_t engine_alike(struct engine *e, uint32_t function, const struct state *entry, const uint32_t *binds);
/* Is there such an activation? */
bool engine_has_activation(struct engine *e, uint32_t function, const struct state *entry,
			   const uint32_t *binds, uint64_t private_params, uint32_t parent);
/* A state leaves node `ns` for its successors, with the call's result. */
void engine_leave_call(struct engine *e, const struct node_state *ns, const struct state *s,
		       uint8_t result);
/* The same behind a body that ended so. */
void engine_leave_body(struct engine *e, const struct node_state *ns, const struct state *s,
		       const struct function *callee, const struct exit_state *exit);
/* knowledge.c: what caller and callee know of the same memory.  The words by which a callee is entered. */
void knowledge_bind(const struct engine *e, const struct node_state *ns, const struct function *callee, uint32_t *binds);
/* How many there are behind those of the parameters. */
static inline unsigned knowledge_count(const struct function *fn)
{
	return MIN(fn->shared->len, MAX_PARAMS - MIN(fn->param_count, MAX_PARAMS));
}
/* ---- code that asks in which context it runs (told.c) ----------------------- */

#define TOLD_ACTOR 16                   /* of a context's bits, those of actors begin here */
/* The bits of these masked rows and this actor, or CONTEXT_NO_ACTOR. */
uint32_t told_bits(uint32_t rows, uint32_t entered);
/* Was the state told that none of the context is there?  That this whole context is not the one? */
bool told_denies(const struct state *s, uint32_t bits);
bool told_excludes(const struct state *s, uint32_t bits);
/* No context is that of both. */
bool told_are_exclusive(const struct state *a, const struct state *b);
/* Goes on behind the call with the answers that there may be.  False: the callee gives none. */
bool told_ask(struct engine *e, const struct node_state *ns, const struct state *s, const struct function *callee);
/* Where the activation ends.  What it was told matters to its caller only where it changed something. */
void told_end(const struct activation *act, struct state *out);
/* Behind the call, of which that part of the caller's context was hidden.  False: not in this context. */
bool told_return(struct state *s, const struct state *after, uint32_t hidden);

/* What is known where the activation begins. */
void knowledge_begin(const struct engine *e, const struct function *fn, const uint32_t *binds, uint8_t *env);
/* What is known where it ends; into an exit that may have it already.  True if that is changed. */
bool knowledge_end(const struct function *fn, const uint8_t *env, struct exit_state *x, bool is_new);
/* What the caller learns.  False: never with what it knows. */
bool knowledge_learn(const struct engine *e, const struct node_state *ns, const struct function *callee,
		     const struct exit_state *exit, uint8_t *env);
/* The local pointer `var` points elsewhere. */
void knowledge_forget(const struct model *m, const struct function *fn, uint32_t var, uint8_t *env);
void engine_give_up(struct engine *e, uint32_t function);

/* An access path in one activation's terms. */
uint32_t engine_path(struct engine *e, uint32_t activation, const struct state *s, uint32_t path);

/* contracts.c */
int class_mask(const struct model *m, uint32_t cls);
bool class_is_recursive(const struct model *m, uint32_t cls);

/* conditions.c */
/* Does a contract's condition hold at this call? */
enum condition_holds { HOLDS_NOT, HOLDS_MAYBE, HOLDS_SURELY };
enum condition_holds contract_holds(const struct engine *e, const struct node_state *ns, const struct fact_contract *c);
/* The same without a state. */
enum condition_holds condition_at(const struct fact_node *call, const struct fact_contract *c);
/* The constant that an argument which is a parameter stands for, or NULL; a parameter's bind for one. */
const struct fact_value *constant_param(const struct engine *e, uint32_t activation, const struct fact_value *v);
uint32_t constant_bind(struct engine *e, const struct fact_value *v);
/* The conditions of a callee's changes that may hold at a call or not. */
#define MAX_CASES 3
struct cases {
	unsigned count;
	const struct fact_contract *of[MAX_CASES];
};
/* How many cases there are. */
unsigned cases_find(const struct engine *e, const struct node_state *ns, const struct function *callee,
		    struct cases *cases);
bool cases_are_possible(const struct cases *cases, unsigned number);
bool cases_holds(const struct cases *cases, unsigned number, const struct engine *e, const struct node_state *ns,
		 const struct fact_contract *c);
/* What the case says of the arguments. */
void cases_learn(const struct cases *cases, unsigned number, const struct fact_node *call, uint8_t *env);
/* Does the function look at the call's result, or hand it on? */
bool result_is_looked_at(struct engine *e, uint32_t function, uint32_t node);
bool failure_is_ignored(struct engine *e, const struct node_state *ns, const struct state *after);

/* contracts.c */
/* The lock is about to be released, or required: if the activation doesn't see it, callers are asked. */
void look_for(struct engine *e, const struct node_state *ns, const struct state *s, uint32_t cls,
	      uint32_t instance);
/* The lock that a contract names, at the call `ns`. */
uint32_t contract_instance(struct engine *e, const struct node_state *ns, const struct state *s,
			   uint32_t path);
uint32_t contract_class(struct engine *e, const struct node_state *ns, uint32_t instance,
			const char *kind, bool is_acquire);
/* Does it say nothing at this call: by its condition, or because what it names is no lock? */
bool contract_is_void(struct engine *e, const struct node_state *ns, const struct state *s,
		      const struct fact_contract *c);
/* The lock is held where the function begins. */
void engine_assume_lock(struct engine *e, uint32_t function, struct state *s, uint32_t path, const char *kind);
/* What the function's contract says is held and masked where it begins. */
void engine_assume_contract(struct engine *e, uint32_t function, struct state *s);
/* Goes on behind the call, with the callee's contract as its effect. */
void apply_contracts(struct engine *e, const struct node_state *ns, struct state *s,
		     const struct function *callee);
/* Without the locks that the callee releases by means that are not events: its body runs
 * partly without them. */
void drop_released(struct engine *e, const struct node_state *ns, struct state *s,
		   const struct function *callee);
/* The callee ends a phase: the phase's end comes before its body. */
void end_phases(struct engine *e, const struct node_state *ns, struct state *s,
		const struct function *callee);
/* The state in which the callee's body is looked at for its order.  False where it has
 * nothing to do. */
bool let_pass(struct engine *e, const struct node_state *ns, struct state *s,
	      const struct function *callee);
/* The variable that a call restores a mask from, or MODEL_NONE. */
uint32_t saved_in(const struct fact_node *call);
/* Does it have an argument that may be a save? */
bool takes_save(const struct fact_node *call);
/* The callee masks by contract, and returns what to restore. */
void note_saves(struct engine *e, const struct node_state *ns, struct state *s,
		const struct function *callee);

/* calls.c */
/* A path of the caller in the callee's terms, and back; MODEL_NONE: it has no name there. */
uint32_t call_path_in(struct engine *e, const struct node_state *ns, const struct function *callee,
		      uint32_t path);
uint32_t call_path_out(struct engine *e, const struct node_state *ns, const struct function *callee,
		       uint32_t path);
void engine_call_function(struct engine *e, uint32_t node_state, uint32_t target);
/* Is the call one through a pointer to too many for a large program? */
bool targets_are_wide(const struct engine *e, const struct node_state *ns);
/* targets.c: all that the call may lead to. */
void engine_call(struct engine *e, uint32_t node_state);
void engine_return(struct engine *e, const struct caller *c, uint32_t callee,
		   const struct exit_state *exit);
/* calls.c */
bool call_may_block(const struct engine *e, const struct node_state *ns, const struct function *callee);
/* ... and not because of an argument that isn't known. */
bool call_surely_blocks(const struct engine *e, const struct node_state *ns, const struct function *callee);

/* judge.c */
/* A variable or an argument, then fields: not loaded from memory. */
bool path_is_plain(const struct model *m, uint32_t path);
void judge_call(struct engine *e, const struct node_state *ns, const struct state *s,
		uint32_t target);
void judge_access(struct engine *e, const struct node_state *ns);
/* Guarded data are touched where these actors cannot interrupt; `at` is the way there, as in the breach. */
void judge_guards(struct engine *e, const struct node_state *ns, uint32_t number, uint32_t closed,
		  const struct breach *at);
/* guesses.c: the access, if nothing is declared of the data. */
void note_touch(struct engine *e, const struct node_state *ns);
/* When the tabulation has ended: of containers, callers show the locks under which others use them. */
void touches_demand(struct engine *e);
/* Is the object at the path still unknown to others? */
bool path_is_private(const struct model *m, const uint8_t *env, uint32_t path);
/* The object at `path` gets known to who has the one at `to`; MODEL_NONE: everybody. */
void env_publish(const struct model *m, uint8_t *env, uint32_t path, uint32_t to);

/* balance.c */
void judge_exits(struct engine *e);
void judge_release(struct engine *e, const struct node_state *ns, const struct state *s,
		   uint32_t cls, uint32_t instance);
void judge_unmask(struct engine *e, const struct node_state *ns, const struct state *s, int row);
/* The call restores in `s` what it has as an argument. */
void judge_restore(struct engine *e, const struct node_state *ns, struct state *s, int row);
/* The call may be where a thread ends: it blocks and doesn't return. */
void judge_end(struct engine *e, const struct node_state *ns, const struct state *s,
	       const struct function *callee);

#endif
