/* SPDX-License-Identifier: MIT
 *
 * facts.h: what the extractor says about one translation unit, and nothing
 * about whether it is right.  The extractor fills a fact_unit and writes it;
 * the model reads it.  Behind this header nothing knows clang.
 *
 * All cross references are indices into the unit's own arrays.  A unit that
 * fact_read accepted has every index in range, so its users need no checks.
 *
 * File format ("HFACTS" and a version byte, then LEB128 numbers; strings are a
 * length and bytes): strings, input, rows, uses, paths, locks, guards, macros, functions, slots,
 * assignments, pointers, taken, unread, parts, each a count and its elements in the order of the
 * structures below.  A part that is included is followed by its length and its own fact file.
 */
#ifndef FACTS_FACTS_H
#define FACTS_FACTS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FACT_NONE UINT32_MAX
#define FACT_VERSION 9
#define FACT_MAX_PARAMS 64
#define FACT_MAX_PATH_STEPS 64          /* paths are walked by recursion */

struct fact_loc {
	uint32_t file;                  /* string */
	uint32_t line, col;
};

/* An object, by the way it is reached.  A pointer stands for what it points to,
 * so `&x->lock` and the lvalue `x->lock` are one path. */
enum fact_path_kind {
	FACT_PATH_UNKNOWN,              /* root: something that is not followed */
	FACT_PATH_GLOBAL,               /* root: a = key of the variable */
	FACT_PATH_PARAM,                /* root: what parameter a points to */
	FACT_PATH_LOCAL_PTR,            /* root: what local variable a points to */
	FACT_PATH_LOCAL_OBJECT,         /* root: local variable a; b = its key */
	FACT_PATH_FIELD,                /* parent's field; a = record key, b = name */
	FACT_PATH_DEREF,                /* what the pointer stored in parent points to */
	FACT_PATH_INDEX,                /* some element of parent */
	FACT_PATH_UP,                   /* the record a whose field b parent is */
	FACT_PATH_KINDS
};

struct fact_path {
	uint32_t kind;
	uint32_t parent;                /* a smaller index; FACT_NONE for a root */
	uint32_t a, b;
};

/* A row of the program's own for one of the tables (HF_USER_CONTEXTS and so on). */
struct fact_row {
	uint32_t table;                 /* string: "context", "kind" or "effect" */
	uint32_t columns;               /* string: a line for each column, as written */
};

/* A section of a model that had something to say. */
struct fact_use {
	uint32_t model;                 /* string: its file */
	uint32_t section;               /* string: "function spin_lock" */
};

/* A declared variable or field of a lock type. */
struct fact_lock {
	uint32_t record;                /* string: record key; FACT_NONE for a variable */
	uint32_t name;                  /* string: field name, or the variable's key */
	uint32_t kind;                  /* string: row of lock_kinds.def */
	uint32_t held_in;               /* string: declared state, or FACT_NONE */
	uint32_t class_name;            /* string: HF_LOCK_CLASS, or FACT_NONE */
	uint32_t after;                 /* string: HF_ACQUIRED_AFTER, or FACT_NONE */
	uint32_t nests;                 /* string: HF_NESTS, or FACT_NONE */
	uint32_t is_modelled;           /* a model knows its type: it cannot declare a state */
	uint32_t is_made;               /* the kind is that of this one, whatever its type says */
	struct fact_loc loc;
};

/* Data that are touched only with a lock held, or in a state. */
struct fact_guard {
	uint32_t record;                /* string: record key; FACT_NONE for a variable */
	uint32_t name;                  /* string: field name, or the variable's key */
	uint32_t is_pointee;            /* not the pointer: what it points to */
	uint32_t path;                  /* the lock; parameter 0 is the record.  Or FACT_NONE */
	uint32_t text;                  /* string: lock kind, or state; neither: any lock */
};

#define FACT_ACCESS_WRITE       1u
#define FACT_ACCESS_POINTEE     2u
#define FACT_ACCESS_GIVEN       4u      /* a callee is given their address */

/* The name of a "field" that stands for a call: the object is given to the function whose key follows. */
#define FACT_CALL_FIELD         "()"

enum fact_value_kind {
	FACT_VALUE_UNKNOWN,
	FACT_VALUE_ZERO,
	FACT_VALUE_NONZERO,
	FACT_VALUE_VAR,                 /* id = variable */
	FACT_VALUE_NOT_VAR,             /* its logical negation */
	FACT_VALUE_PATH,                /* a pointer to id = path */
	FACT_VALUE_FUNCTION,            /* id = function */
	FACT_VALUE_SLOT,                /* whatever is stored in id = slot */
	FACT_VALUE_NEGATIVE,            /* below zero; id = the constant's 32 bits, 0: not known */
	FACT_VALUE_POSITIVE,            /* above zero; likewise */
	FACT_VALUE_NEGATIVE_IF,         /* negative if id = variable is nonzero, else 0 */
	FACT_VALUE_NEGATIVE_UNLESS,     /* 0 if id = variable is nonzero, else negative */
	FACT_VALUE_ONE,                 /* positive, and 1 */
	FACT_VALUE_NOT_POSITIVE,
	FACT_VALUE_NOT_NEGATIVE,
	FACT_VALUE_KINDS
};

static inline bool fact_value_has_var(uint32_t kind)
{
	return kind == FACT_VALUE_VAR || kind == FACT_VALUE_NOT_VAR ||
	       kind == FACT_VALUE_NEGATIVE_IF || kind == FACT_VALUE_NEGATIVE_UNLESS;
}

struct fact_value {
	uint32_t kind;
	uint32_t id;                    /* 0 where the kind has none */
};

enum fact_op {
	FACT_OP_ACQUIRE, FACT_OP_TRY, FACT_OP_RELEASE, FACT_OP_REQUIRE, FACT_OP_EXCLUDE,
	FACT_OP_INITIALISE,             /* makes the lock: its object is not in use yet */
	FACT_OP_ENTER, FACT_OP_LEAVE, FACT_OP_REQUIRE_STATE, FACT_OP_EFFECT, FACT_OP_POLL,
	FACT_OP_BLOCK,                  /* may block, under the contract's condition */
	FACT_OP_SUCCEED,                /* a FACT_OP_TRY that waits has the lock, ... */
	FACT_OP_NO_WAIT,                /* ... or doesn't wait, under the contract's condition */
	FACT_OP_EXCUSE,                 /* text: a state in which it doesn't block */
	FACT_OP_WHETHER,                /* its result is the truth of the contract's condition */
	FACT_OP_TELLS,                  /* its result says whether it is called in that state (text), or another one of them */
	FACT_OPS
};

static inline bool fact_op_names_lock(uint32_t op)
{
	return op <= FACT_OP_INITIALISE;
}

/* Does the call change what is held or masked? */
static inline bool fact_op_is_change(uint32_t op)
{
	return op <= FACT_OP_RELEASE || op == FACT_OP_ENTER || op == FACT_OP_LEAVE;
}

/* Which result of a trylock means held. */
enum fact_success { FACT_SUCCESS_ZERO, FACT_SUCCESS_NONZERO, FACT_SUCCESS_ONE, FACT_SUCCESSES };

/* Does a trylock wait for the lock all the same?  EXPECTED: and fails only where something
 * is wrong, so that a result at which nobody looks is a success. */
enum fact_waits { FACT_WAITS_NOT, FACT_WAITS, FACT_WAITS_EXPECTED, FACT_WAITS_COUNT };

/* What a function's declaration promises. */
struct fact_contract {
	uint32_t op;
	uint32_t path;                  /* the lock, in the parameters' terms; or FACT_NONE */
	uint32_t text;                  /* string: lock kind, state, effect; FACT_OP_POLL:
					 * zero, nonzero or negative, when there was nothing */
	uint32_t success;               /* FACT_OP_TRY: enum fact_success */
	uint32_t waits;                 /* FACT_OP_TRY: enum fact_waits */
	/* Only where argument `condition` (from 1; 0: always) & mask is value, or with is_unless, is
	 * not.  Of one that is not known both are possible. */
	uint32_t condition, mask, value, is_unless;
};
#define FACT_MAX_CONDITION_PARAM 64

enum fact_node_kind {
	FACT_NODE_NOP,                  /* entry, joins and forks */
	FACT_NODE_BRANCH,               /* on var; next[0] if true, next[1] if false */
	FACT_NODE_CALL,                 /* target (a function or slot), args, result in var */
	FACT_NODE_SET,                  /* var = value */
	FACT_NODE_KILL,                 /* pointer var now points elsewhere */
	FACT_NODE_BIND,                 /* lock pointer var = target (a path) */
	FACT_NODE_RETURN,               /* value; args[0] (a path), where a lock pointer */
	FACT_NODE_ACCESS,               /* guarded data at value (a path), or behind the pointer there, are
					 * read or written: test is of FACT_ACCESS_* */
	FACT_NODE_STORE,                /* a pointer to value (a path) goes to memory, or to
					 * what args[0] (a path) is a part of */
	FACT_NODE_LIMIT,                /* a comparison that ends a loop after a time (var is
					 * FACT_NONE), or after so many steps of var */
	FACT_NODE_KINDS
};

enum fact_test {
	FACT_TEST_TRUTH,                /* true edge: nonzero, false edge: zero */
	FACT_TEST_POSITIVE,             /* true edge: positive, false edge: not positive */
	FACT_TEST_NEGATIVE,             /* true edge: negative, false edge: not negative */
	/* var is the truth of: the variable in `value` is some constant, */
	FACT_TEST_IS_ONE,               /* 1 */
	FACT_TEST_IS_POSITIVE,          /* above 1 */
	FACT_TEST_IS_NEGATIVE,
	FACT_TESTS
};

static inline bool fact_test_compares(uint32_t test)
{
	return test >= FACT_TEST_IS_ONE;
}

/* Where a node is written, if it comes out of a macro. */
struct fact_macro {
	uint32_t name;                  /* string */
	struct fact_loc loc;            /* in the macro's text; line 0: in no file that units share */
	uint32_t outer;                 /* the macro that uses it, a smaller index; or FACT_NONE */
};

struct fact_node {
	uint32_t kind;
	struct fact_loc loc;
	uint32_t macro;                 /* CALL: the innermost one; or FACT_NONE */
	uint32_t var;                   /* or FACT_NONE */
	uint32_t test;                  /* BRANCH: enum fact_test; ACCESS: 1 for a write */
	struct fact_value value;        /* SET, RETURN, BRANCH; CALL: the target; others: the path */
	GArray *args;                   /* struct fact_value; CALL, STORE, RETURN, else NULL */
	GArray *next;                   /* uint32_t: nodes */
};

enum {
	FACT_FUNCTION_BODY = 1 << 0,
	FACT_FUNCTION_MAY_BLOCK = 1 << 1,
	FACT_FUNCTION_FRESH = 1 << 2,   /* returns an object that nobody else has */
	FACT_FUNCTION_INLINED = 1 << 3, /* its body is a part of those that it cleans up for */
	FACT_FUNCTION_DELAYS = 1 << 4,  /* sleeps for a time, not for an event */
	FACT_FUNCTION_MODELLED = 1 << 5, /* a model names it: what it says is all there is to say */
	FACT_FUNCTION_HEADER = 1 << 6,  /* an inline function of a header: there for who calls it */
	FACT_FUNCTION_WRITES_ARGUMENTS = 1 << 7, /* nothing but what those lead to */
	FACT_FUNCTION_RETURNS_AGAIN = 1 << 8, /* with 0, and later once more, from elsewhere: setjmp */
	FACT_FUNCTION_FLAGS = (1 << 9) - 1
};

/* `var` is known only until what it was read from is written.  Keys name memory across
 * objects: "record.field", or a variable's key; `record` alone: any field of one. */
struct fact_reading {
	uint32_t var;
	uint32_t key;                   /* string */
	uint32_t size_bytes;            /* a pointer to such a thing may point to it, 256 or more above that if it is a pointer; 0: none */
};

/* `var` is the truth of: those bits of what is stored at `of` (a path), or of the variable `of`, are this constant;
 * FACT_VALUE_NONZERO: are not zero. */
struct fact_predicate {
	uint32_t var, mask;             /* mask UINT32_MAX: all bits */
	struct fact_value of, is;
};

struct fact_function {
	uint32_t key;                   /* string: name, or name@file when not external */
	uint32_t name;                  /* string */
	struct fact_loc loc;
	uint32_t flags;
	uint32_t called_in;             /* string: state, or FACT_NONE */
	uint32_t trust;                 /* string: reason, or FACT_NONE */
	uint32_t param_count;
	GArray *contracts;              /* struct fact_contract */
	GArray *vars;                   /* uint32_t: strings; the parameters come first */
	GPtrArray *nodes;               /* struct fact_node *; node 0 is the entry */
	GArray *reads;                  /* struct fact_reading */
	GArray *predicates;             /* struct fact_predicate */
	GArray *writes;                 /* uint32_t: strings: keys; "*N": through a pointer to N
					 * bytes; "*": anything */
};

/* A place that function pointers are stored in. */
enum fact_slot_kind {
	FACT_SLOT_FIELD,                /* a = record key, b = field (strings) */
	FACT_SLOT_GLOBAL,               /* a = key (string) */
	FACT_SLOT_PARAM,                /* a = function, b = parameter */
	FACT_SLOT_LOCAL,                /* a = function, b = a number of its own; */
	FACT_SLOT_RETURN,               /* what function a returns */
	FACT_SLOT_UNKNOWN,              /* an expression; a = a number of its own */
	FACT_SLOT_KINDS
};

struct fact_slot {
	uint32_t kind, a, b;
	uint32_t called_in;             /* string: state, or FACT_NONE */
	uint32_t may_block;             /* 0 or 1 */
	uint32_t text;                  /* string: as the source writes it */
	/* The lock that is held then: a path, or FACT_NONE; a string.  Parameter 0 is argument
	 * `with_arg` (from 0) of what is called. */
	uint32_t with, with_kind, with_arg;
};

struct fact_assign {
	uint32_t slot;
	struct fact_value value;        /* FUNCTION or SLOT */
	struct fact_loc loc;
};

/* A lock pointer in memory: what is stored there. */
struct fact_pointer {
	uint32_t record;                /* string: record key; FACT_NONE for a variable */
	uint32_t name;                  /* string: field name, or the variable's key */
	uint32_t path;                  /* the lock; parameter 0 is the record */
};

/* An annotation that is not understood. */
struct fact_unread {
	uint32_t text;                  /* string */
	struct fact_loc loc;
};

/* The functions that a header defines, as facts of their own: units in which they are
 * the same share them. */
struct fact_part {
	uint32_t header;                /* string: its file */
	uint32_t id;                    /* string: which of all its forms */
	struct fact_unit *facts;        /* or NULL: in <id>.facts of a store */
};

struct fact_unit {
	GPtrArray *strings;             /* char * */
	GHashTable *string_ids;
	uint32_t input;                 /* string: the C file; FACT_NONE for a part */
	GArray *rows;                   /* struct fact_row */
	GArray *uses;                   /* struct fact_use */
	GArray *paths;                  /* struct fact_path */
	GHashTable *path_ids;           /* only while building */
	GArray *locks;                  /* struct fact_lock */
	GArray *guards;                 /* struct fact_guard */
	GArray *macros;                 /* struct fact_macro */
	GPtrArray *functions;           /* struct fact_function * */
	GArray *slots;                  /* struct fact_slot */
	GArray *assigns;                /* struct fact_assign */
	GArray *pointers;               /* struct fact_pointer */
	GArray *taken;                  /* uint32_t: strings: keys of what pointers may point to */
	GArray *unread;                 /* struct fact_unread */
	GArray *parts;                  /* struct fact_part */
};

struct fact_unit *fact_unit_new(void);
void fact_unit_free(struct fact_unit *unit);

/* Building.  Strings and paths are interned. */
uint32_t fact_add_string(struct fact_unit *unit, const char *text);
uint32_t fact_add_path(struct fact_unit *unit, uint32_t kind, uint32_t parent, uint32_t a,
		       uint32_t b);
struct fact_function *fact_function_new(void);
void fact_function_free(struct fact_function *fn);
struct fact_node *fact_node_new(uint32_t kind);
void fact_node_free(struct fact_node *node);

static inline const char *fact_text(const struct fact_unit *unit, uint32_t string)
{
	return string == FACT_NONE ? "" : (const char *)g_ptr_array_index(unit->strings, string);
}

static inline bool fact_node_has_args(uint32_t kind)
{
	return kind == FACT_NODE_CALL || kind == FACT_NODE_STORE || kind == FACT_NODE_RETURN;
}

GByteArray *fact_write(const struct fact_unit *unit);

/* NULL and an error for anything that fact_write could not have written. */
struct fact_unit *fact_read(const uint8_t *data, size_t len_bytes, GError **error);
/* Either form. */
struct fact_unit *fact_read_file(const char *path, GError **error);

/* The text form (docs/facts.md): all that is in the binary one.  `name` is for errors. */
char *fact_print(const struct fact_unit *unit);
bool fact_is_text(const uint8_t *data, size_t len_bytes);
struct fact_unit *fact_parse(const char *text, size_t len_bytes, const char *name, GError **error);

/* Two functions are the same where these are, in whatever units they are (hash.c). */
struct fact_hash {
	uint64_t a, b;
};
struct fact_hashes;                     /* of a unit's names */
struct fact_hashes *fact_hashes_new(const struct fact_unit *unit);
void fact_hashes_free(struct fact_hashes *all);
struct fact_hash fact_hash_function(const struct fact_hashes *all, const struct fact_function *fn);
struct fact_hash fact_hash_bytes(const char *data, size_t len);
void fact_hash_number(struct fact_hash *h, uint64_t number);
void fact_hash_add(struct fact_hash *h, struct fact_hash of);
static inline bool fact_hash_equal(struct fact_hash x, struct fact_hash y)
{
	return x.a == y.a && x.b == y.b;
}

#ifdef __cplusplus
}
#endif
#endif
