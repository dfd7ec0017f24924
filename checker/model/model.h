/* SPDX-License-Identifier: MIT
 *
 * model.h: the whole program, linked from the facts of its translation units:
 * lock classes, functions, and the slots that function pointers go through.
 * Everything has a dense number, and the numbers depend only on the set of
 * units, never on the order in which they were extracted.
 *
 * Immutable once model_link has returned, but for the path and class tables,
 * which the analysis extends.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <facts/facts.h>
#include <model/context.h>

#define MODEL_NONE UINT32_MAX

/* Two more roots of access paths, of the frame-independent paths that the
 * analysis works with. */
enum {
	PATH_OUTER = FACT_PATH_KINDS,   /* what the caller's argument a points to */
	PATH_FOREIGN,                   /* the caller's other objects, all of them */
};

struct lock_class {
	const char *name;               /* for people: "inode.lock" */
	int kind;                       /* a row of lock_kind_rows; -1: not known */
	const char *held_in;            /* NULL: declares nothing */
	uint32_t declared;              /* actors that cannot interrupt a holder */
	const char *after;              /* class names with commas between; or NULL */
	const char *nests;              /* the order of several of them; or NULL */
	bool is_global;                 /* one variable, not an array: one instance */
	bool is_unresolved;             /* the class stands for an unknown lock */
	bool is_modelled;               /* cannot be annotated: need not declare a state */
	bool is_made;                   /* the kind is its own, not its type's */
	struct fact_loc loc;            /* of the declaration; line 0: none */
};

/* One thing that data are guarded by. */
struct guard {
	uint32_t path;                  /* fact_guard's, or MODEL_NONE: a state or any lock */
	const char *text;               /* lock kind, or state; neither: any lock */
	uint32_t closes;                /* actors that the state keeps out */
};
/* What the parameter `from` points to gets known to who has what `to` points to. */
struct param_link {
	uint32_t from, to;
};
struct guarded {
	const char *name;               /* for people: "inode.size" */
	GArray *guards;                 /* struct guard */
};

struct function {
	const char *key, *name;
	struct fact_loc loc;
	uint32_t flags;
	const char *called_in, *trust;
	uint32_t param_count, var_count;
	GArray *contracts;              /* struct fact_contract */
	GPtrArray *nodes;               /* struct fact_node *; empty without a body */
	/* Per node (skips.c), or NULL: itself, or where it leads to; is it passed in one go with the
	 * one before it? */
	uint32_t *forward;
	bool *is_inner;
	bool *is_event;                 /* has it more to do than to change what is known of variables? */
	GArray *reads;                  /* struct fact_reading */
	GArray *predicates;             /* struct fact_predicate; knowledge.c adds some */
	GArray *shared;                 /* struct shared_predicate: MAX_SHARED at most */
	GArray *constants;              /* struct fact_predicate: of parameters, which decide what it does to locks */
	unsigned imported;              /* variables for what its callees know */
	uint8_t *is_steady;             /* per variable: enum steady, it decides about a lock; or NULL (knowledge.c) */
	unsigned effects;               /* knowledge.c */
	GArray *writes;                 /* uint32_t: strings; link.c to writes.c */
	uint64_t *may_write;            /* a set of memory that some branch depends on */
	uint64_t *surely_writes;        /* of that, what some path does for all that is seen (writes.c) */
	bool is_active;                 /* an event can happen in it or below */
	uint8_t result;                 /* what it returns, as a fact_value_kind; of one that isn't */
	bool changes_locks;             /* its contract says so; or masks */
	bool realises_contract;         /* its body does what its contract says */
	bool is_reached;                /* something calls it */
	bool is_external;               /* other units may call it by its name */
	uint64_t used_params;           /* a lock is reached through them */
	uint64_t lock_params;           /* the lock itself: its class is the caller's */
	uint64_t function_params;       /* called */
	uint64_t tested_params;         /* a branch depends on them */
	uint64_t condition_params;      /* a contract's condition depends on their values, or what is taken; and nothing assigns them */
	uint64_t contract_params;       /* of those, the ones of contracts */
	uint64_t guarded_params;        /* guarded data are reached through them */
	uint64_t published_params;      /* what they point to gets known to others */
	GArray *linked_params;          /* struct param_link */
};

struct slot {
	const char *text;
	uint32_t kind;
	uint32_t function, param;       /* FACT_SLOT_PARAM, FACT_SLOT_RETURN */
	const char *called_in;
	bool may_block;
	bool is_open;                   /* may hold what no unit shows */
	uint32_t with, with_arg;        /* the lock that is held where it is called (fact_slot), or MODEL_NONE */
	const char *with_kind;
	GArray *targets;                /* uint32_t: functions, sorted */
	/* What any of them does, once that is known: a table has hundreds. */
	uint64_t published_params;
	GArray *linked_params;          /* struct param_link; NULL before */
	uint64_t *may_write;
	unsigned effects;               /* on locks (knowledge.c) */
	GArray *sources;                /* uint32_t: slots copied into this one */
	struct fact_loc stored;         /* where something was first stored; line 0: nowhere */
};

struct entry_point {
	uint32_t function;
	const char *state;
	const char *why;                /* for people */
	uint32_t with;                  /* the lock that is held then: a path, or MODEL_NONE */
	const char *with_kind;
};

/* An annotation that is not understood. */
struct unread {
	struct fact_loc loc;
	const char *text;
};

struct model {
	struct fact_unit *names;        /* owns all strings and paths */
	GPtrArray *functions;           /* struct function * */
	GPtrArray *slots;               /* struct slot * */
	GPtrArray *classes;             /* struct lock_class * */
	GHashTable *class_ids;          /* "record.field" keys */
	GPtrArray *guarded;             /* struct guarded * */
	GHashTable *guarded_ids[2];     /* record and name -> number + 1; of pointers: what they point to */
	GArray *path_class;             /* uint32_t per path: classes.c */
	GPtrArray *entry_points;        /* struct entry_point * */
	GHashTable *memory;             /* what branches depend on: string -> struct memory * */
	unsigned memory_words;          /* of function.may_write */
	GHashTable *taken;              /* strings: keys of what pointers may point to */
	GHashTable *pointers;           /* a lock pointer's key -> GArray of uint32_t: paths */
	GArray *pointer_keys;           /* gint64: those keys */
	GPtrArray *unread;              /* struct unread *: each once */
	GPtrArray *inconsistencies;     /* char *: declarations that contradict each other */
	struct call_graph *graph;       /* fixpoint.c */
	/* The bodies' nodes are the model's now.  The rest is kept because taking
	 * a million small pieces apart takes time, and is no use before the end. */
	GPtrArray *units;
	unsigned unit_count;
	bool is_whole_program;          /* nothing outside calls in, but as HF_CALLED_IN says */
	uint32_t exact_states;          /* with fewer it is followed exactly (analysis/doubts.c) */
};

/* A program with fewer states is followed exactly. */
#define MAX_EXACT_STATES 100000

/* Takes the units over.  They must come in a stable order. */
struct model *model_link(GPtrArray *units, bool is_whole_program);

/* model/slots.c: what each slot may hold; which functions are entry points. */
void model_drop_unreached(struct model *m);
void model_resolve_slots(struct model *m);
/* ... and which slots may hold what no unit shows; after model_find_relevance. */
void model_find_open_slots(struct model *m);
/* model/relevance.c: which functions matter. */
void model_find_relevance(struct model *m);
/* ... and which parameters; after model_find_skips. */
void model_find_params(struct model *m);
/* Nothing happens in a call of it, but that it may write. */
bool function_is_inert(const struct function *fn);
/* model/skips.c: which nodes of those don't; after model_find_writes. */
void model_find_skips(struct model *m);

/* model/fixpoint.c: calls `step`, which says whether it has changed the function, for all
 * functions, and again for the callers of those that it changed.  After model_resolve_slots. */
void model_fixpoint(struct model *m, bool (*step)(struct model *m, struct function *fn, void *user),
		    void *user);

/* model/guards.c: guarded_params and published_params. */
void model_find_sharing(struct model *m);

static inline struct function *model_function(const struct model *m, uint32_t id)
{
	return g_ptr_array_index(m->functions, id);
}
static inline struct slot *model_slot(const struct model *m, uint32_t id)
{
	return g_ptr_array_index(m->slots, id);
}
static inline struct lock_class *model_class(const struct model *m, uint32_t id)
{
	return g_ptr_array_index(m->classes, id);
}
/* Not a handle of which nothing made a lock. */
static inline bool class_is_lock(const struct lock_class *c)
{
	return c->kind >= 0 || c->is_unresolved || c->loc.line;
}
static inline struct fact_node *function_node(const struct function *fn, uint32_t node)
{
	return g_ptr_array_index(fn->nodes, node);
}
/* Is the node passed over? */
static inline bool function_skips(const struct function *fn, uint32_t node)
{
	return fn->forward && fn->forward[node] != node;
}
static inline const char *model_file(const struct model *m, const struct fact_loc *loc)
{
	return fact_text(m->names, loc->file);
}

/* ---- model/path.c -------------------------------------------------------- */

static inline const struct fact_path *path_get(const struct model *m, uint32_t path)
{
	return &g_array_index(m->names->paths, struct fact_path, path);
}
uint32_t path_root(const struct model *m, uint32_t path);
/* parent plus one step, in normal form. */
uint32_t path_step(struct model *m, uint32_t parent, const struct fact_path *step);
/* `path` with the prefix `from` replaced by `to`; MODEL_NONE if it isn't one. */
uint32_t path_replace(struct model *m, uint32_t path, uint32_t from, uint32_t to);
uint32_t path_make(struct model *m, uint32_t kind, uint32_t a);
/* What is behind the last field step, put on the root `to`; `to` if there is none. */
uint32_t path_tail(struct model *m, uint32_t path, uint32_t to);
/* Always the same object: a global without an index or a pointer in its path. */
bool path_is_unique(const struct model *m, uint32_t path);
/* May two activations of code that name this path mean two objects? */
bool path_is_one_object(const struct model *m, uint32_t path);
/* Is it one of several objects that the path stands for, of an array? */
bool path_is_element(const struct model *m, uint32_t path);
/* A part of some object, so that a pointer to it is not null. */
bool path_is_object(const struct model *m, uint32_t path);
/* For people. */
char *path_text(const struct model *m, uint32_t path, const struct function *fn);

/* ---- model/guards.c ------------------------------------------------------ */

/* `record` and `name` are strings of the model; record FACT_NONE: a variable. */
void guard_declare(struct model *m, const struct fact_guard *data, const struct guard *guard);
/* The access is no access: the object is given to a function (FACT_CALL_FIELD). */
bool access_is_call(const struct model *m, const struct fact_node *access);
/* A number in m->guarded, or MODEL_NONE. */
uint32_t guarded_of_access(const struct model *m, const struct fact_node *access);
/* The lock that guards the data at this path. */
uint32_t guard_instance(struct model *m, const struct guard *guard, uint32_t data);
/* Is the path a part of what the root is or points to, without another pointer? */
bool path_is_part(const struct model *m, uint32_t path, uint32_t root_kind, uint32_t *number);
/* Calls back for each path that the call makes known: to everybody (`to` is MODEL_NONE)
 * or to who has the object at `to`. */
void call_publishes(const struct model *m, const struct fact_node *call,
		    void (*found)(void *user, uint32_t path, uint32_t to), void *user);

/* ---- model/knowledge.c --------------------------------------------------- */

/* Something in memory that a function and its callers know of alike, and that decides whether it takes locks. */
#define MAX_SHARED 6
struct shared_predicate {
	struct fact_predicate predicate;
	unsigned effects;
};
/* After model_find_relevance. */
void model_find_knowledge(struct model *m);
/* What decides about a lock is taken to stay as it is where unknown code gets no hold of it; in a large program also where it
 * does, and what decides in one function that a lock is given back and taken: is it so at this call, which may write anything? */
enum steady { NOT_STEADY, STEADY_IF_LARGE, STEADY };
bool stays_steady(const struct model *m, const struct function *fn, const struct fact_node *call,
		  const struct fact_reading *read, bool is_large);
/* The caller's variable for what `shared` of a callee is about, or MODEL_NONE. */
uint32_t shared_var(struct model *m, const struct function *caller, const struct fact_node *call,
		    const struct shared_predicate *shared);

/* ---- model/writes.c ------------------------------------------------------ */

/* Which functions may write what branches depend on; after model_find_relevance. */
void model_find_writes(struct model *m);
/* May the call change what `read` was read from? */
bool call_writes(const struct model *m, const struct fact_node *call, const struct fact_reading *read);
/* Does visible code below the call? */
bool call_surely_writes(const struct model *m, const struct fact_node *call, const struct fact_reading *read);

/* ---- model/pointers.c ---------------------------------------------------- */

/* Puts the locks that functions return in the place of their results. */
void model_resolve_results(struct model *m);
/* Does a pointer in such a record lead to a lock of the class? */
bool record_points_to(struct model *m, uint32_t record, uint32_t cls);
void pointer_declare(struct model *m, uint32_t record, uint32_t name, uint32_t path);
/* The locks that the stored pointer which `path` ends in may lead to, as paths; NULL: it
 * ends in none, or in one that is not known. */
GArray *pointer_targets(struct model *m, uint32_t path);
/* Are new objects all that is stored in the pointer which `path` ends in? */
bool pointer_owns(const struct model *m, uint32_t path);

/* ---- model/classes.c ----------------------------------------------------- */

/* The class of the lock at `path`, or MODEL_NONE where the path doesn't say.
 * `kind` is what the contract says, for a lock that no unit declares. */
uint32_t class_of_path(struct model *m, uint32_t path, const char *kind);
/* A class of its own for a lock that is not known. */
uint32_t class_unresolved(struct model *m, const char *name, const char *kind);
/* Names that HF_ACQUIRED_AFTER got wrong. */
void classes_check_order(struct model *m);
/* Is `cls` declared to be waited for only while `other` may be held, or after one that is? */
bool class_is_after(const struct model *m, uint32_t cls, uint32_t other);
void class_declare(struct model *m, const struct fact_unit *unit, const struct fact_lock *lock);

#endif
