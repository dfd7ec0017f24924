/* SPDX-License-Identifier: MIT
 *
 * propose.h: from what functions look like and do (looks.h) to a model for people to read: `holdfast init model`.
 *
 * Each proposal is a section of a model, with the evidence that speaks for it, each a sentence and some points.
 * What has too few points is written as a comment, for the user to decide.
 */
#ifndef CHECKER_PROPOSE_H
#define CHECKER_PROPOSE_H

#include "looks.h"

#include <stdio.h>

enum {
	POINTS_STRONG = 6,              /* by what it does, or many signs */
	POINTS_LIKELY = 3,              /* less is a comment */
	POINTS_WORTH = 2,               /* less is nothing */
};

enum proposal_group { PROPOSAL_TYPES, PROPOSAL_LOCKS, PROPOSAL_MASKS, PROPOSAL_BLOCKING, PROPOSAL_CALLBACKS, PROPOSAL_GROUPS };

struct proposal {
	enum proposal_group group;
	char *section;                  /* "function latch_take" */
	const struct looks *function;   /* NULL: of a type or field */
	GPtrArray *statements;          /* char *: "acquires = $1" */
	GPtrArray *evidence;            /* char * */
	int points;
	bool is_opener;                 /* of a pair */
	char *pair;                     /* the section of its opener; or NULL */
};

/* What a function is to locks, as far as a model that came along says. */
enum known_role { KNOWN_NOT, KNOWN_TAKES, KNOWN_TRIES, KNOWN_GIVES, KNOWN_BLOCKS, KNOWN_OTHER };

struct proposer {
	const struct looks_all *all;
	GHashTable *known;              /* function -> enum known_role, by the models that were recognised */
	GHashTable *known_types;        /* "struct mutex": a set */
	char **models;                  /* those models */
	GPtrArray *proposals;           /* struct proposal *, in the order of the groups */
	GHashTable *by_section;
	bool has_masks;                 /* a kernel, or some code on bare metal */
};

enum known_role known_role(const struct proposer *p, const char *function);
/* The proposal for this section, made if there is none yet. */
struct proposal *proposal_of(struct proposer *p, enum proposal_group group, const char *section,
			     const struct looks *function);
struct proposal *proposal_find(const struct proposer *p, const char *function);
/* Of a pair, as many as the better half has. */
int proposal_points(const struct proposer *p, const struct proposal *s);
void proposal_state(struct proposal *s, const char *format, ...) G_GNUC_PRINTF(2, 3);
void proposal_support(struct proposal *s, int points, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* ---- propose_masks.c, propose_locks.c, propose_others.c: in this order, each may look at what is proposed already -------- */

void propose_masks(struct proposer *p);
void propose_locks(struct proposer *p);
void propose_blocking(struct proposer *p);
void propose_callbacks(struct proposer *p);

/* ---- propose_names.c -------------------------------------------------------------- */

/* Is one of `words` (by blanks) a word of the name?  `irq_save`, `irqSave` and `IRQSave` have the words irq and save. */
bool name_has(const char *name, const char *words);
/* The functions that a name's opposite may be called, by pairs of words as lock and unlock: struct looks *. */
GPtrArray *name_opposites(const struct looks_all *all, const char *name, const char *const (*words)[2]);
extern const char *const lock_words[][2], *const mask_words[][2];

/* ---- propose_locks.c ------------------------------------------------------- */

/* The parameter, from 1, whose lock it gives back on its way; 0: none. */
unsigned gives_back(const struct proposer *p, const struct looks *f);

/* Says how often the first is followed by the second, and gives points for it. */
void support_by_balance(const struct proposer *p, struct proposal *s, const struct looks *open,
			const struct looks *close);

/* The model as text; false if there is nothing to propose. */
bool propose_model(const struct looks_all *all, char **models, const char *recognised, const char *build, FILE *out,
		   GError **error);

#endif
