// SPDX-License-Identifier: MIT
/*
 * demand.c: what of its caller's state a function depends on.
 *
 * Most functions do the same whatever their caller holds: they take locks and release them
 * again.  So a callee is entered without the caller's locks, but for those of a class that it
 * may release, requires, excludes or touches guarded data of (its *demand*), and with a mask no
 * deeper than it matters.  What the others mean for what happens below is found out afterwards
 * (frames.c).  This is what makes the number of activations follow the number of functions,
 * and not the number of sets of locks under which they are called.
 *
 * Demands are found where they are met: something is looked for that is not among what is
 * visible.  Then its callers are asked, up to the one that has it.  If that one did not show
 * it, the analysis is done again with what is known by then; demands only grow.
 */
#include "engine.h"

#include <string.h>

#define NO_KIND 31                      /* bit of the classes without a kind */

/* Rows are looked for as if they were classes, by these bits and their number. */
#define IS_ROW (1u << 30)
#define FOR_ORDER (1u << 29)
#define ROW(cls) ((cls) & 0xff)

/* A lock is looked for in one activation under so many names of so many steps; beyond that, any lock of
 * the class may be the one. */
#define MAX_NAMES 4
#define MAX_STEPS 6
/* In a large program who hands a lock over is not looked for further up than this: beyond, calls through
 * pointers lead from everywhere to everywhere; nor is a function that is one of many targets shown what is held around such
 * a call.  What is then missing is in doubt (doubts.c). */
#define MAX_HOPS 3

struct demand {
	struct keys *locks;             /* (function, class) */
	/* Per function: kinds of the locks that are demanded, and of those among them whose class is not
	 * known; ... */
	uint32_t *kinds, *unknown_kinds;
	bool *any;                      /* whatever is held */
	uint8_t (*levels)[CONTEXT_MAX]; /* masks that it may lift beyond its own */
	uint32_t *rows;                 /* bits: to be shown for the order under locks only, or the actor */
};

struct demand *demand_new(const struct model *m)
{
	struct demand *d = g_new0(struct demand, 1);
	guint count = m->functions->len + 1;

	d->locks = keys_new();
	d->kinds = g_new0(uint32_t, count);
	d->unknown_kinds = g_new0(uint32_t, count);
	d->any = g_new0(bool, count);
	d->levels = g_malloc0(count * sizeof(d->levels[0]));
	d->rows = g_new0(uint32_t, count);
	return d;
}

static uint32_t kind_bit(const struct model *m, uint32_t cls)
{
	int kind = model_class(m, cls)->kind;

	return 1u << (kind < 0 ? NO_KIND : kind);
}

bool demand_keeps(const struct engine *e, uint32_t function, uint32_t cls)
{
	const struct demand *d = e->demand;
	uint32_t key[] = { function, cls }, bit = kind_bit(e->m, cls);

	if (d->any[function] || (d->unknown_kinds[function] & bit))
		return true;
	if (!(d->kinds[function] & bit))
		return false;
	return model_class(e->m, cls)->is_unresolved || *keys_lookup(d->locks, key, G_N_ELEMENTS(key));
}

bool demand_is_any(const struct engine *e, uint32_t function)
{
	return e->demand->kinds[function] && !e->demand->any[function];
}

bool demand_is_something(const struct engine *e, uint32_t function)
{
	const struct demand *d = e->demand;
	bool any = d->any[function] || d->kinds[function] || d->rows[function];

	for (int row = 0; row < context_count; row++)
		any |= d->levels[function][row];
	return any;
}

unsigned demand_levels(const struct engine *e, uint32_t function, int row)
{
	const struct demand *d = e->demand;

	/* Large programs are not looked at for that order. */
	if (row == DEMAND_ACTOR || !d->levels[function][row])
		return !e->is_large && (d->rows[function] >> row & 1);
	return 1 + d->levels[function][row];
}

void demand_row(struct engine *e, uint32_t activation, int row, bool for_order)
{
	if (!for_order || !e->is_large)
		demand_lock(e, activation, IS_ROW | (for_order ? FOR_ORDER : 0) | (uint32_t)row, MODEL_NONE);
}

void demand_lock(struct engine *e, uint32_t activation, uint32_t cls, uint32_t instance)
{
	struct question q = { activation, cls, instance, 0, false };
	uint32_t key[] = { 'D', activation, cls, instance };
	uint32_t *known;

	if (engine_activation(e, activation)->is_order_only)
		return;
	known = engine_lookup(e, key, G_N_ELEMENTS(key));
	if (!*known) {
		uint32_t any[] = { 'q', activation, cls };

		g_array_append_val(e->questions, q);
		*engine_lookup(e, any, G_N_ELEMENTS(any)) = 1;
	}
	*known = 1;
}

bool demand_is_met(const struct engine *e, uint32_t activation, uint32_t cls)
{
	uint32_t any[] = { 'q', activation, cls };

	return *engine_lookup((struct engine *)e, any, G_N_ELEMENTS(any));
}

/* Levels of a mask that no visible lock accounts for. */
static int plain_levels(const struct model *m, const struct state *s, int row)
{
	return (int)s->depth[row] - state_masked_by_locks(m, s, row);
}

void demand_masks(struct engine *e, uint32_t activation, const struct state *s)
{
	const struct activation *act = engine_activation(e, activation);

	if (s->is_part)
		return;
	for (int row = 0; row < context_count; row++) {
		int lifted = plain_levels(e->m, &act->entry, row) - plain_levels(e->m, s, row);

		/* By what it sees of locks, and doesn't of the rest. */
		if (plain_levels(e->m, s, row) < 0)
			demand_row(e, activation, row, false);
		if (lifted <= e->demand->levels[act->function][row])
			continue;
		e->demand->levels[act->function][row] = MIN(lifted, MAX_DEPTH);
		/* It may have been deeper than it was shown. */
		e->is_stale |= e->cut_rows[act->function] >> row & 1;
	}
}

bool lock_is_missed(const struct analysis *a, uint32_t activation, uint32_t cls)
{
	uint32_t passed[] = { 'w', activation, cls };

	return *engine_lookup(a->engine, passed, G_N_ELEMENTS(passed));
}

/* False: it was known. */
static bool add(struct engine *e, uint32_t function, uint32_t cls)
{
	struct demand *d = e->demand;
	uint32_t key[] = { function, cls };
	uint32_t *known = keys_lookup(d->locks, key, G_N_ELEMENTS(key));

	if (*known)
		return false;
	*known = 1;
	if (cls == MODEL_NONE) {
		d->any[function] = true;
		return true;
	}
	if (cls & IS_ROW) {
		if (cls & FOR_ORDER)
			d->rows[function] |= 1u << ROW(cls);
		else
			d->levels[function][ROW(cls)] = MAX(d->levels[function][ROW(cls)], 1);
		return true;
	}
	d->kinds[function] |= kind_bit(e->m, cls);
	if (model_class(e->m, cls)->is_unresolved)
		d->unknown_kinds[function] |= kind_bit(e->m, cls);
	return true;
}

static bool is_alike(const struct model *m, uint32_t asked, uint32_t held)
{
	const struct lock_class *a = model_class(m, asked), *h = model_class(m, held);

	return asked == held || ((a->is_unresolved || h->is_unresolved) && a->kind == h->kind);
}

/* Has the caller what is looked for, so that nobody above it need be asked? */
static bool has(const struct engine *e, const struct state *s, uint32_t cls, uint32_t instance)
{
	int found;

	if (cls == MODEL_NONE)
		return s->held_count;
	if (cls & IS_ROW)
		return ROW(cls) == DEMAND_ACTOR ? s->entered != CONTEXT_NO_ACTOR : s->depth[ROW(cls)];
	if (model_class(e->m, cls)->is_unresolved)
		return state_may_hold(e->m, s, cls, instance);
	found = state_find(s, cls, instance);
	return found >= 0 && (instance == MODEL_NONE || s->held[found].instance == instance ||
			      !path_is_plain(e->m, instance) || !path_is_plain(e->m, s->held[found].instance));
}

static bool may_be_same(const struct model *m, uint32_t a, uint32_t b)
{
	return a == b || a == MODEL_NONE || !path_is_plain(m, a) || !path_is_plain(m, b);
}

/* Is such a lock hidden from the callee? */
static bool hides(const struct engine *e, const struct call *call, uint32_t cls, uint32_t instance)
{
	if (cls != MODEL_NONE && (cls & IS_ROW) && ROW(cls) == DEMAND_ACTOR)
		return call->state->entered != engine_activation(e, call->callee)->entry.entered;
	if (cls != MODEL_NONE && (cls & IS_ROW))
		return call->hidden >> ROW(cls) & 1;
	for (unsigned h = 0; h < call->state->held_count; h++) {
		const struct held *held = &call->state->held[h];

		if (!(call->kept & 1u << h) &&
		    (cls == MODEL_NONE || (is_alike(e->m, cls, held->cls) &&
					   (cls != held->cls || may_be_same(e->m, instance, held->instance)))))
			return true;
	}
	return false;
}

/* Which activations were asked for the lock, by what name it has there, and which of them were not
 * shown it. */
struct inquiry {
	struct engine *e;
	uint32_t cls;
	uint32_t *asked, *told, round;  /* per activation */
	uint8_t *names;                 /* per activation: under so many it was asked */
	uint32_t *passed;               /* per node state: the round in which it was asked behind a pointer to many */
	GArray *queue;                  /* struct question */
	GArray *hiding;                 /* uint32_t: activations */
};

/* Not all callers are asked for such a lock. */
static void cut(struct engine *e, uint32_t cls)
{
	uint32_t key[] = { 'c', cls };

	*engine_lookup(e, key, G_N_ELEMENTS(key)) = 1;
}

bool lock_is_cut(const struct analysis *a, uint32_t cls)
{
	uint32_t key[] = { 'c', cls };

	return *engine_lookup(a->engine, key, G_N_ELEMENTS(key));
}

bool row_is_cut(const struct analysis *a, uint32_t row)
{
	return lock_is_cut(a, IS_ROW | row);
}

static unsigned steps(const struct model *m, uint32_t path)
{
	unsigned count = 0;

	for (; path != FACT_NONE; path = path_get(m, path)->parent)
		count++;
	return count;
}

/* `instance`: in the activation's terms, or MODEL_NONE for any of the class. */
static void ask(struct inquiry *q, uint32_t activation, uint32_t instance, uint32_t hops, bool is_beyond)
{
	struct question next = { activation, q->cls, is_beyond ? MODEL_NONE : instance, hops, is_beyond };

	if (hops > MAX_HOPS && q->e->is_large) {
		cut(q->e, q->cls);
		return;
	}
	if (!is_beyond && q->asked[activation] != q->round) {
		q->asked[activation] = q->round;
		q->names[activation] = 0;
	}
	if (!is_beyond && q->names[activation] > MAX_NAMES)
		return;
	if (next.instance != MODEL_NONE &&
	    (q->names[activation] == MAX_NAMES || steps(q->e->m, next.instance) > MAX_STEPS))
		next.instance = MODEL_NONE;
	uint32_t key[] = { 'Z', q->round, activation, next.instance, is_beyond };
	uint32_t *known = engine_lookup(q->e, key, G_N_ELEMENTS(key));

	if (*known)
		return;
	*known = 1;
	uint32_t passed[] = { 'w', activation, q->cls };

	*engine_lookup(q->e, passed, G_N_ELEMENTS(passed)) = 1;
	/* Any of the class: no other name need be asked for. */
	if (!is_beyond)
		q->names[activation] = next.instance == MODEL_NONE ? MAX_NAMES + 1 : q->names[activation] + 1;
	g_array_append_val(q->queue, next);
}

/* Behind a pointer to many: it isn't shown, but whether somebody has it counts.  Once is enough for all of the targets. */
static void ask_beyond(struct inquiry *q, const struct call *call, uint32_t hops)
{
	const struct node_state *ns = g_ptr_array_index(q->e->node_states, call->node_state);

	if (q->passed[call->node_state] == q->round)
		return;
	q->passed[call->node_state] = q->round;
	if (hides(q->e, call, q->cls, MODEL_NONE))
		cut(q->e, q->cls);
	if (!has(q->e, ns->state, q->cls, MODEL_NONE))
		ask(q, ns->activation, MODEL_NONE, hops, true);
}

static void ask_callers(struct inquiry *q, const struct question *asked)
{
	struct engine *e = q->e;
	uint32_t activation = asked->activation;

	for (uint32_t c = e->graph.in_start[activation]; c < e->graph.in_start[activation + 1]; c++) {
		const struct call *call = &g_array_index(e->calls, struct call, e->graph.in[c]);
		const struct node_state *ns = g_ptr_array_index(e->node_states, call->node_state);
		uint32_t there = asked->instance;

		if (asked->is_beyond || call->is_wide) {
			ask_beyond(q, call, asked->hops + 1);
			continue;
		}
		if (there != MODEL_NONE)
			there = call_path_out(e, ns, engine_function(e, activation), there);
		if (hides(e, call, q->cls, there))
			g_array_append_val(q->hiding, activation);
		if (!has(e, ns->state, q->cls, there))
			ask(q, ns->activation, there, asked->hops + 1, false);
	}
}

/* From those on that it was hidden from, down to where it is looked for. */
static void tell(struct inquiry *q)
{
	struct engine *e = q->e;

	for (guint i = 0; i < q->hiding->len; i++) {
		uint32_t at = g_array_index(q->hiding, uint32_t, i);

		if (q->told[at] == q->round)
			continue;
		q->told[at] = q->round;
		uint32_t function = engine_activation(e, at)->function;
		bool is_new = add(e, function, q->cls);

		e->is_stale |= is_new;
		/* Another activation stands for it (bounds.c), or this was the last time. */
		if (!is_new || e->is_last) {
			e->a->in_parts[function] = true;
			cut(e, q->cls);
		}
		for (uint32_t c = e->graph.out_start[at]; c < e->graph.out_start[at + 1]; c++) {
			uint32_t callee = g_array_index(e->calls, struct call, e->graph.out[c]).callee;

			if (q->asked[callee] == q->round)
				g_array_append_val(q->hiding, callee);
		}
	}
}

static gint by_class(gconstpointer p, gconstpointer q)
{
	const struct question *a = p, *b = q;

	if (a->cls != b->cls)
		return a->cls < b->cls ? -1 : 1;
	return a->activation < b->activation ? -1 : a->activation > b->activation;
}

bool demand_settle(struct engine *e)
{
	guint activations = e->a->activations->len;
	struct inquiry q = { .e = e, .asked = g_new0(uint32_t, activations + 1),
			     .told = g_new0(uint32_t, activations + 1), .names = g_new0(uint8_t, activations + 1),
			     .passed = g_new0(uint32_t, e->node_states->len + 1),
			     .queue = g_array_new(FALSE, FALSE, sizeof(struct question)),
			     .hiding = g_array_new(FALSE, FALSE, sizeof(uint32_t)) };

	g_array_sort(e->questions, by_class);
	for (guint i = 0, end; i < e->questions->len; i = end) {
		q.cls = g_array_index(e->questions, struct question, i).cls;
		q.round++;
		g_array_set_size(q.queue, 0);
		g_array_set_size(q.hiding, 0);
		for (end = i; end < e->questions->len; end++) {
			const struct question *first = &g_array_index(e->questions, struct question, end);

			if (first->cls != q.cls)
				break;
			ask(&q, first->activation, first->instance, 0, false);
		}
		for (guint k = 0; k < q.queue->len; k++) {
			struct question next = g_array_index(q.queue, struct question, k);

			ask_callers(&q, &next);
		}
		tell(&q);
	}
	g_array_free(q.hiding, TRUE);
	g_array_free(q.queue, TRUE);
	g_free(q.names);
	g_free(q.passed);
	g_free(q.told);
	g_free(q.asked);
	return e->is_stale;
}
