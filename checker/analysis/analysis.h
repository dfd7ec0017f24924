/* SPDX-License-Identifier: MIT
 *
 * analysis.h: which locks are held and taken in which contexts, on every path
 * from every entry point.
 *
 * One mechanism, tabulation: an *activation* is a function in one entry state; it
 * is analysed once, whoever calls it, and its callers get its exit states.  In an
 * activation, states at one node that agree on locks and contexts are joined,
 * whatever else is known of their variables, so the number of states follows the
 * number of lock states, not that of paths.
 *
 * What the rules read is the *evidence*: uses of locks, order pairs, calls that
 * may block; each with one witness, from which a chain can be printed.
 */
#ifndef ANALYSIS_ANALYSIS_H
#define ANALYSIS_ANALYSIS_H

#include <model/model.h>

#define MAX_HELD 16
#define MAX_BINDS 4
#define MAX_SAVES 4                     /* saved masks that are told apart */
#define MAX_DEPTH 7                     /* deeper nesting counts as this deep */
#define MAX_PART_DEPTH 1                /* ... of a part: once so deep, it stays (bounds.c) */
#define MAX_NESTED 7                    /* holds of a recursive lock beyond the first that are counted */
#define MAX_AGAIN 2                     /* who takes its own lock more often gets no further */

/* Where something happened: a node in an activation (MODEL_NONE: its entry); `inner` continues into a
 * callee that has returned since.  Interned. */
struct site {
	uint32_t activation, node;
	uint32_t inner;                 /* site, or MODEL_NONE */
};

struct held {
	uint32_t cls;
	uint32_t instance;              /* path */
	uint32_t tried;                 /* got by a trylock */
	uint32_t again;                 /* so often more: found as a recursion */
	uint32_t was_again;             /* ... once: how often it was released since says nothing */
	/* Taken or released somewhere in this body, which no event shows; so only where
	 * is_order_only.  1 + the depth of its mask where the body begins. */
	uint32_t passing;
	uint32_t site;                  /* not part of the state's identity */
};

/* A mask that was set by a function that returned what to restore. */
struct save {
	uint32_t row, node;
	uint32_t var;                   /* has the result; MODEL_NONE: not known which */
	uint32_t copies;
};

/* The context around the activation, as far as it has asked (told.c): bits of which one is there, unless 0; and none is. */
struct told {
	uint32_t in, out;
};

/* More may be held than a state says: what other parts of a whole follow (bounds.c), or what nobody knows. */
enum part { PART_NONE, PART_OF_WHOLE, PART_OF_UNKNOWN };

struct state {
	uint8_t depth[CONTEXT_MAX];
	uint8_t entered;                /* a context row, or CONTEXT_NO_ACTOR */
	uint8_t phase;                  /* 1 + a row of phases.def: nobody else runs; or 0 */
	uint8_t has_failed;             /* a lock that doesn't fail but by mistake did, in this activation */
	uint8_t is_part;                /* enum part */
	uint8_t held_count, bind_count, save_count;
	struct held held[MAX_HELD];     /* sorted by class and instance */
	struct { uint32_t var, path; } binds[MAX_BINDS];
	struct save saves[MAX_SAVES];   /* this activation's, the last one last */
	struct told told;
	uint32_t mask_site[CONTEXT_MAX]; /* where each mask was set; not identity */
};

/* A use of a lock. */
enum use_kind { USE_HELD, USE_WAIT };
struct use_key {
	uint32_t cls;
	uint32_t closed;                /* actors that cannot interrupt */
	uint32_t entered;               /* running as this row, or CONTEXT_NO_ACTOR */
	uint32_t kind;                  /* enum use_kind */
};
struct witness {
	uint32_t acquired;              /* site: where the lock was taken, or MODEL_NONE */
	uint32_t at;                    /* site: the moment of which the evidence speaks */
	uint32_t length;                /* of the whole chain */
	uint32_t tried;
	uint32_t context;               /* until all is concluded: that in which it begins (contexts.c) */
	bool is_doubt;                  /* what it began with may be over, for all that is known */
	bool is_maybe;                  /* an argument decides that isn't known */
};
struct use {
	struct use_key key;
	GArray *witnesses;              /* struct witness; one per place of acquire */
	uint32_t gates[MAX_HELD];       /* global locks held too, every time */
	uint32_t gate_count;
};

/* Global locks that are held around something. */
struct gates {
	unsigned count;
	uint32_t cls[MAX_HELD];
};

/* `to` was waited for while `from` was held. */
struct edge {
	uint32_t from, to;
	struct witness witness;         /* acquired: of `from` */
	uint32_t gates[MAX_HELD];       /* global locks held every time */
	uint32_t gate_count;
};

/* Something that may block, where the CPU can't be given back. */
enum cause_kind { CAUSE_LOCK, CAUSE_MASK, CAUSE_ACTOR };
struct cause {
	uint32_t kind, what;            /* class, or context row */
	uint32_t since;                 /* site where it began, or MODEL_NONE */
};
struct block {
	uint32_t cause_kind, cause;     /* class, or context row */
	uint32_t function;              /* in which the cause began */
	GArray *witnesses;              /* struct witness; one per place below it */
};

/* Something that a declaration forbids. */
enum breach_kind {
	BREACH_REQUIRE,                 /* subject: function called, object: lock class */
	BREACH_EXCLUDE,
	BREACH_REQUIRE_STATE,           /* ... object: state (string) */
	BREACH_EFFECT,                  /* ... object: effect row */
	BREACH_GUARD,                   /* subject: in m->guarded, object: guard in it */
	BREACH_KEEPS,                   /* object: lock class; returns with it held */
	BREACH_LOSES,                   /* ... without it, though called with it */
	BREACH_LACKS,                   /* ... without it, though it should acquire it */
	BREACH_UNHELD,                  /* ... releases it, and it isn't held */
	BREACH_DIES,                    /* ... the thread ends with it */
	BREACH_STAYS_MASKED,            /* object: context row; returns with it masked */
	BREACH_UNMASKS,                 /* ... without it, though called with it */
	BREACH_NOT_MASKED,              /* ... unmasks it, and it isn't masked */
	BREACH_OTHER_SAVE,              /* ... restores it from another save */
};
struct breach {
	uint32_t kind, subject, object;
	uint32_t place;                 /* 1 + function where it began; 0: the node says it */
	uint32_t activation, node;
	uint32_t below;                 /* 1 + the site in a callee where it happens; 0: the node itself */
	uint32_t cause_kind, cause;     /* BREACH_EFFECT: what forbids it, as in a block */
	uint32_t since;                 /* site where that began, or MODEL_NONE */
	bool is_other;                  /* another lock of the class is held */
	bool is_root;                   /* mended for a second analysis (repair.c) */
	bool is_write;
	bool is_doubt;                  /* its callers can't tell; they were not followed (doubts.c) */
	bool may_be_over;               /* as a witness' is_doubt */
};

/* Where `function` ends (by this node, or MODEL_NONE: by any), it should do otherwise. */
struct repair {
	uint32_t function, node;
	uint32_t kind, object;          /* as in the breach */
	uint32_t is_doubt;              /* made while the states were counted (doubts.c) */
};

/* A call that is made again when there was nothing, with no wait in between (retry.c). */
struct retry {
	uint32_t function, node, callee;
	uint32_t delay;                 /* a node that sleeps for a time in between, or MODEL_NONE */
	bool is_lock;                   /* it tries a lock that spins: that is a waiting acquire */
};

#define MAX_GUESSES 6
/* Data without a declared guard are touched (guesses.c). */
struct touch {
	uint32_t record, name;          /* the field: strings */
	uint32_t activation, node;
	uint32_t decider;               /* the function that took the lock, or the one that everything began with */
	uint32_t root;                  /* that one */
	uint32_t classes[MAX_GUESSES];  /* locks that are held */
	uint32_t class_count;
	uint32_t own;                   /* of them the one of the same object, or MODEL_NONE */
	bool is_write;
	bool is_given;                  /* a callee is given its address */
	bool is_doubtful;               /* callers that are not seen may hold something */
};

/* An activation takes or releases a lock of a class. */
struct take {
	uint32_t activation, cls;
};

struct activation {
	uint32_t function;
	uint32_t parent, parent_node;   /* MODEL_NONE: an entry point */
	uint32_t length;                /* calls from the entry point */
	const char *why;                /* of an entry point */
	const char *entry_state;
	struct state entry;
	uint32_t *binds;                /* per parameter: engine.c */
	bool is_unknown;                /* nothing seen calls it */
	bool is_dead;                   /* of the whole program, nothing calls into here */
	bool is_balance_only;           /* seen callers decide what happens in it; unseen ones may decide otherwise */
	bool is_order_only;             /* looked at for what it waits for, under one lock */
	uint64_t private_params;        /* nobody else has what they point to */
	struct arrivals *arrivals;      /* arrivals.c */
	GArray *callers;                /* struct caller */
	GArray *exits;                  /* struct exit_state */
};

struct analysis {
	struct model *m;
	/* The same with fewer of the repairs, down to the program as it is; or NULL. */
	struct analysis *unrepaired;
	GArray *repairs;                /* struct repair: made, and those that were found here */
	GPtrArray *activations;         /* struct activation * */
	GArray *sites;                  /* struct site */
	GPtrArray *uses;                /* struct use * */
	GPtrArray *edges;               /* struct edge * */
	GPtrArray *recursions;          /* struct edge *; from == to, the same object */
	GPtrArray *blocks;              /* struct block * */
	GPtrArray *breaches;            /* struct breach * */
	GArray *retries;                /* struct retry */
	GArray *touches;                /* struct touch */
	GArray *takes;                  /* struct take */
	GArray *unresolved_locks;       /* uint32_t, sites: acquires of unknown locks */
	GArray *unresolved_saves;       /* uint32_t, sites: restores of an unknown save */
	bool *is_stored;                /* per function: its address is, or is an argument */
	bool *given_up;                 /* per function */
	bool *in_parts;                 /* per function: its locks were followed one by one */
	bool *is_steady;                /* per function: unknown code is taken to leave alone what decides there */
	GArray *unknown_entries;        /* uint32_t: functions that nothing calls */
	struct engine *engine;
};

/* Where functions leave their callers with what they should not, or without what they should,
 * this is done again (repair.c): what is left without that has causes of its own. */
struct analysis *analysis_run(struct model *m);

/* ---- states (state.c) ---------------------------------------------------- */

uint32_t state_closed(const struct state *s);
/* Bits: which rows are masked. */
uint32_t state_rows(const struct state *s);
/* In a part: how deep, and so whether it is masked at all, is not known any more. */
bool state_is_deep(const struct state *s, int row);
void state_mask(struct state *s, int row, uint32_t site);
/* `m`: for what passes with the mask. */
void state_unmask(const struct model *m, struct state *s, int row);
/* False when too many locks are held. */
bool state_hold(struct state *s, const struct held *h);
/* May one of the held locks be this one?  (judge.c) */
bool state_may_hold(const struct model *m, const struct state *s, uint32_t cls, uint32_t instance);
bool state_has(const struct state *s, uint32_t cls, uint32_t instance);
bool state_has_class(const struct state *s, uint32_t cls);
void state_drop(struct state *s, unsigned index);
/* Levels of a mask that locks account for. */
int state_masked_by_locks(const struct model *m, const struct state *s, int row);
/* The lock that a release of this one releases, or -1. */
int state_find(const struct state *s, uint32_t cls, uint32_t instance);
/* The bytes that are a state's identity. */
unsigned state_key(const struct state *s, uint32_t *key);
#define STATE_KEY_WORDS (CONTEXT_MAX + 5 + 3 * MAX_HELD + 2 * MAX_BINDS + 4 * MAX_SAVES)

/* ---- saved masks (saves.c) ----------------------------------------------- */

void save_push(struct state *s, uint32_t row, uint32_t node, uint32_t var);
/* `var` is assigned: a copy of variable `from`, or MODEL_NONE. */
void save_assign(struct state *s, uint32_t var, uint32_t from);
/* Restores what `var` has (MODEL_NONE: not known).  False if that isn't the row's last. */
bool save_restore(struct state *s, uint32_t row, uint32_t var);
/* Is there a save of the row?  Does `var` have the last one? */
bool save_is_any(const struct state *s, uint32_t row);
bool save_is_last(const struct state *s, uint32_t row, uint32_t var);
/* The row whose last save `var` has, or -1. */
int save_row_of(const struct state *s, uint32_t var);

/* ---- evidence (evidence.c) ----------------------------------------------- */

uint32_t site_make(struct analysis *a, uint32_t activation, uint32_t node, uint32_t inner);
/* The innermost part of a site, its place, and its function. */
const struct site *site_innermost(const struct analysis *a, uint32_t site);
const struct fact_loc *site_loc(const struct analysis *a, uint32_t site);
const struct function *site_function(const struct analysis *a, uint32_t site);
/* What happens there; not of an entry. */
const struct fact_node *site_node(const struct analysis *a, uint32_t site);
uint32_t breach_site(struct analysis *a, const struct breach *b);

/* Held in such a context, waited for in it (kind and class are taken from here), waited for by who holds `from`. */
void evidence_held(struct analysis *a, uint32_t cls, struct use_key in, const struct witness *w,
		   const struct gates *gates);
void evidence_wait(struct analysis *a, uint32_t cls, struct use_key in, const struct witness *w);
void evidence_edge(struct analysis *a, uint32_t from, uint32_t to, const struct witness *w,
		   const struct gates *gates, bool same_object);
/* A call that may block, at a site; the cause began in the function `began`. */
void evidence_block(struct analysis *a, const struct cause *cause, uint32_t began, uint32_t at, bool is_doubt,
		    bool is_maybe);
/* Which of two witnesses of one thing tells more. */
bool witness_is_better(const struct witness *w, const struct witness *other);
struct witness witness_make(const struct analysis *a, uint32_t acquired, uint32_t at);

void evidence_breach(struct analysis *a, const struct breach *b);
/* The activation takes or releases a lock of the class; MODEL_NONE: sets or lifts a mask. */
void evidence_touch(struct analysis *a, uint32_t activation, uint32_t cls);
/* No field is touched: the object is given to a function (FACT_CALL_FIELD). */
bool touch_is_call(const struct model *m, const struct touch *t);
/* The i-th of an activation's callers. */
uint32_t activation_caller(const struct analysis *a, uint32_t activation, guint i);
/* It has a lock of the class that it, or something that it calls, has taken. */
void evidence_taken(struct analysis *a, uint32_t activation, uint32_t cls);
bool evidence_is_taken(const struct analysis *a, uint32_t activation, uint32_t cls);
bool evidence_is_touched(const struct analysis *a, uint32_t activation, uint32_t cls);
/* What began at the site, a lock of that class or (is_mask) a mask, was ended by a caller of those who
 * returned with it. */
void evidence_handled(struct analysis *a, uint32_t site, uint32_t object, bool is_mask);
bool evidence_is_handled(const struct analysis *a, uint32_t function, uint32_t object, bool is_mask);
/* unseen.c: does all this happen below a function that only unseen code calls, by its address? */
bool activation_is_unseen(const struct analysis *a, uint32_t activation);
/* What the breach misses may well be there: it asks it of a caller that no unit shows. */
bool breach_is_assumed(const struct analysis *a, const struct breach *b);

/* Nobody who calls the function is seen, and it hands over always, or tells: that may be what it is for. */
bool breach_is_handed_over(const struct analysis *a, const struct breach *b);
/* Nobody who calls it is seen, and its name says that it locks or unlocks; or it does nothing else: each way takes the
 * lock, unless that fails, or gives it back. */
bool breach_is_of_wrapper(const struct analysis *a, const struct breach *b);
/* Every way through the function gives back what it doesn't have. */
bool breach_is_always(const struct analysis *a, const struct breach *b);
/* Were not all callers asked for such a lock? */
bool lock_is_cut(const struct analysis *a, uint32_t cls);
/* Was a lock of the class looked for in the activation, and not seen? */
bool lock_is_missed(const struct analysis *a, uint32_t activation, uint32_t cls);
/* What it misses is in doubt, because of a function that was contained (doubts.c). */
bool breach_is_doubtful(const struct analysis *a, const struct breach *b);

/* ---- loops that poll (retry.c) ------------------------------------------- */

void retries_find(struct analysis *a);
/* Is the trylock at this node made again until it succeeds, without a pause? */
bool retry_waits_for_lock(const struct analysis *a, uint32_t function, uint32_t node);

/* ---- chains (chain.c) ---------------------------------------------------- */

struct step {
	struct fact_loc loc;
	const char *function;
	char *text;
	const struct fact_node *call;   /* of a call, or NULL */
	bool is_expansion;              /* says which macro the step before came out of */
};
/* From the entry point to the site; what happens there is `text`. */
GPtrArray *chain_to_site(const struct analysis *a, uint32_t site, const char *text);
void chain_free(GPtrArray *chain);

#endif
