/* SPDX-License-Identifier: MIT
 *
 * rules.h: the rules.  A rule reads the evidence and adds findings; it knows no
 * context and no lock kind by name.  A new one: a file here, a line in table.c, a
 * page <id>.md, a pair of tests.
 */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include "by_class.h"
#include <analysis/analysis.h>
#include <findings/finding.h>

struct rule_run {
	struct analysis *a;
	struct model *m;
	struct class_index *index;
	struct contained *contained;    /* confidence.c */
	GPtrArray *findings;
	bool require_closed;
	/* Per class: the rows for which an inversion was found.  The rules run in the
	 * table's order; later ones don't repeat what follows from it. */
	uint32_t *inverted;
};

struct rule {
	const char *id;
	const char *summary;
	void (*run)(struct rule_run *r);
};
extern const struct rule rules[];
extern const unsigned rule_count;
/* The text of rules/<id>.md, without its licence comment; NULL if there is none.
 * The build puts the pages into the program (pages.cmake). */
const char *rule_page(const char *id);

void rule_inversion(struct rule_run *r);
void rule_carried_inversion(struct rule_run *r);
void rule_block_in_atomic(struct rule_run *r);
void rule_lock_order(struct rule_run *r);
void rule_lock_recursion(struct rule_run *r);
void rule_requires(struct rule_run *r);
void rule_guarded_by(struct rule_run *r);
void rule_balance(struct rule_run *r);
void rule_poll_loop(struct rule_run *r);
void rule_effect(struct rule_run *r);
void rule_context_mismatch(struct rule_run *r);
void rule_guard_guessed(struct rule_run *r);
void rule_uneven_mask(struct rule_run *r);
void rule_unresolved(struct rule_run *r);

/* `only`: comma-separated ids, or NULL for all.  An unknown id is an error. */
GPtrArray *rules_run(struct analysis *a, const char *only, bool require_closed, GError **error);

/* cascade.c: of what was found in a program with mistakes from which others follow, and in the same
 * one without those mistakes: what to report.  `wanted` says which rules' findings somebody sees. */
GPtrArray *cascade_resolve(GPtrArray *all, GPtrArray *repaired, bool (*wanted)(void *user, const char *rule),
			   void *user);

/* What the checker could not see; for the summary. */
struct unresolved {
	GPtrArray *calls;               /* struct unresolved_item *: indirect, no target */
	GPtrArray *empty_calls;         /* indirect, but the program stores nothing there */
	GPtrArray *functions;           /* called, no body, no contract */
	GPtrArray *locks;               /* acquired, class not known */
	GPtrArray *saves;               /* masks restored, from which save is not known */
	GPtrArray *given_up;            /* functions not analysed to the end */
	GPtrArray *in_parts;            /* ... for one held lock at a time */
	GPtrArray *steady;              /* ... in which unknown code leaves alone what decides about a lock */
};
struct unresolved_item {
	struct fact_loc loc;
	const char *function;
	char *text;
};
struct unresolved *unresolved_find(const struct analysis *a);

/* ---- confidence (confidence.c) -------------------------------------------- */

struct contained *contained_new(const struct analysis *a);
void contained_free(struct contained *contained);
/* Too large to be followed exactly (analysis/doubts.c): there is much that only seems wrong. */
bool program_is_large(const struct rule_run *r);
/* It is in doubt, for this reason or an earlier one. */
void finding_doubt(struct finding *f, const char *why);
/* ... if it is not known which lock that is; if so many functions may be called there. */
void doubt_class(const struct rule_run *r, struct finding *f, uint32_t cls);
void doubt_call(const struct rule_run *r, struct finding *f, const struct fact_node *node);
/* ... if a function that others may call begins the way, and nobody is seen who does: they may have masked. */
void doubt_callers(const struct rule_run *r, struct finding *f, uint32_t site);
/* ... if a static function begins it whose callers this configuration leaves out: it never runs. */
void doubt_root(const struct rule_run *r, struct finding *f, uint32_t site);
/* ... if a function on the way, or one that it calls, leaves the lock or the mask in doubt. */
void doubt_way(const struct rule_run *r, struct finding *f, uint32_t site, uint32_t cause_kind, uint32_t cause);
/* ... if the ways have more steps: each must be possible in the state in which it is assumed. */
#define MAX_STEPS 14
void doubt_length(const struct rule_run *r, struct finding *f, unsigned most);
/* ... if below where a mask began (at `since`) a function was not followed in every state: it may lift it. */
void doubt_parts(const struct rule_run *r, struct finding *f, uint32_t since, uint32_t at, uint32_t cause_kind);

/* ---- for the rules: finding.c's notes from chains (notes.c) --------------- */

struct finding *rule_finding(struct rule_run *r, const char *rule, const struct fact_loc *loc,
			     const char *subject);
void note_site(struct rule_run *r, struct finding *f, const char *title, uint32_t site,
	       const char *text);
/* One place in a function, without the way to it. */
void note_place(struct rule_run *r, struct finding *f, const char *title, const struct function *fn,
		const struct fact_node *node, const char *text);
/* The place where the lock was held, and if that is elsewhere, the moment. */
void note_held(struct rule_run *r, struct finding *f, const char *title, const struct witness *w,
	       const struct lock_class *c);
/* Of a breach. */
void note_breach(struct rule_run *r, struct finding *f, const char *title, const struct breach *b,
		 const char *text);
const struct fact_loc *breach_place(const struct rule_run *r, const struct breach *b);
const struct fact_loc *witness_place(const struct rule_run *r, const struct witness *w);
/* "also ...: a.c:3, b.c:7"; `except` is the place shown already. */
void note_others(struct rule_run *r, struct finding *f, const char *title, GArray *witnesses,
		 const struct witness *except);
/* Held open to the row's actor; a wait that belongs to the row (inversion.c). */
bool use_is_open(const struct use *u, int row);
bool use_is_stuck(const struct use *u, int row);
/* The i-th use of the class; NULL: there are no more. */
const struct use *class_use(const struct rule_run *r, uint32_t cls, uint32_t i);
const struct witness *use_best(struct rule_run *r, uint32_t cls, int row,
			       bool (*test)(const struct use *, int));
/* How a held lock, or a mask, reads: "spinlock `x` is held". */
char *cause_text(struct rule_run *r, uint32_t cause_kind, uint32_t cause);
/* Where the cause began, if it has a place. */
void note_cause(struct rule_run *r, struct finding *f, const char *title, uint32_t cause_kind,
		uint32_t since);
void note_declaration(struct rule_run *r, struct finding *f, const struct lock_class *c);
bool class_spins(const struct lock_class *c);
const char *class_kind_text(const struct lock_class *c);

#endif
