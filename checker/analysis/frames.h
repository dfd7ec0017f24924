/* SPDX-License-Identifier: MIT
 *
 * frames.h: searches over the activations, for who turns events into evidence (frames.c, needs.c).
 */
#ifndef ANALYSIS_FRAMES_H
#define ANALYSIS_FRAMES_H

#include "engine.h"

#define NOWHERE UINT32_MAX

struct visit {
	uint32_t activation;
	uint32_t call;                  /* that led here */
	uint32_t from;                  /* visit, or NOWHERE: the call is where it begins */
	uint32_t source;
};

/* A call with something in its frame. */
struct source {
	uint32_t call;
	struct cause cause;             /* the lock or mask */
	bool tried, is_passing;
};

/* In which context an activation runs (contexts.c). */
struct context {
	uint32_t activation;
	uint32_t rows;                  /* masked around it, and not by what it sees */
	uint32_t entered;               /* a context row, or CONTEXT_NO_ACTOR */
	uint32_t from;                  /* the context of its caller, or NOWHERE: an entry point */
	uint32_t call;
	uint32_t length;                /* calls from the entry point */
	uint32_t next;                  /* of the same activation, or NOWHERE */
	bool is_dead;
};

struct frames {
	struct engine *e;
	struct analysis *a;
	uint32_t *events_of;            /* per activation: where its events begin, in `order` */
	uint32_t *order;
	struct gates *gates;            /* per activation: held around it, whoever calls */
	GArray *contexts;               /* struct context */
	uint32_t *contexts_of;          /* per activation: the first one, or NOWHERE */
	uint32_t *last_context;
	bool *reaches;                  /* per activation: an event of the kind that is looked for */
	uint32_t *stamps, stamp;        /* per activation: visited */
	GArray *visits;                 /* struct visit */
	GArray *sources;                /* struct source */
	GPtrArray *groups;              /* GArray *: uint32_t, sources */
	int row;                        /* the mask that is followed, or -1 */
	uint32_t around;                /* of the cause that is followed: what of the context is known (told.c) */
};

/* The events are those from events_of[activation] on, to the next one's. */
const struct event *frames_event(const struct frames *f, uint32_t i);
const struct call *frames_call(const struct frames *f, uint32_t i);
const struct node_state *frames_caller(const struct frames *f, const struct call *call);
uint32_t frames_site(const struct frames *f, const struct event *event);
/* The caller is only looked at for what it returns with. */
bool frames_is_only_balanced(const struct frames *f, const struct call *call);
/* The global locks that are held beside number `held` of the state, and around the activation. */
struct gates frames_gates(const struct frames *f, uint32_t activation, const struct state *s, unsigned held);

typedef bool event_test(const struct frames *f, const struct event *event, uint32_t what);
typedef bool call_test(const struct frames *f, const struct call *call, uint32_t what);
bool any_call(const struct frames *f, const struct call *call, uint32_t what);
/* What passes in a primitive passes no further than to where its mask is lifted. */
bool still_passes(const struct frames *f, const struct call *call, uint32_t is_passing);
/* Marks the activations below which, over calls that pass, an event passes.  False: none. */
bool frames_find_reaching(struct frames *f, event_test *is_event, call_test *leads_on, uint32_t what);
/* From a group of sources on, breadth first, over the calls that pass: fills `visits`. */
void frames_search(struct frames *f, const GArray *group, call_test *leads_on, uint32_t what);
/* The place of the event, as seen from where the search began. */
uint32_t frames_way(const struct frames *f, const struct visit *v, const struct event *event);
/* Sources with the same words are searched from together: they are a group. */
void frames_add_source(struct frames *f, const struct source *s, const uint32_t *words, unsigned count);
void frames_forget_sources(struct frames *f);
/* Is this lock of the call's state in its frame? */
bool frames_is_framed(const struct frames *f, const struct call *call, unsigned held);

/* To be done first, in this order. */
void frames_sort_events(struct frames *f);
void frames_find_gates(struct frames *f);
void frames_find_dropped(struct frames *f);

/* contexts.c */
void frames_find_contexts(struct frames *f);
void frames_forget_contexts(struct frames *f);
const struct context *frames_context(const struct frames *f, uint32_t number);
/* It, as told.c has it. */
uint32_t context_bits(const struct context *context);
/* What cannot interrupt in the state, and as what it runs: class and kind are left open. */
struct use_key context_key(const struct context *context, const struct state *s);
/* The same of a state `below` that, of an activation with this entry; of what is masked in `s` these rows are hidden from
 * it. */
struct use_key context_key_below(const struct context *context, const struct state *s, uint32_t hidden,
				 const struct state *entry, const struct state *below);
/* A site that begins in the context's activation or in a caller of it, from the entry point on. */
uint32_t frames_site_in(struct frames *f, uint32_t context, uint32_t site);

/* needs.c: what must not be done while something is held or masked. */
void frames_find_needs(struct frames *f, uint32_t need);

#endif
