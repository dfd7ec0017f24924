/* SPDX-License-Identifier: MIT
 *
 * usage.c: learning from an event.
 *
 * Held side: a lock is held open to every actor that isn't closed.  Wait side: a
 * spin that waits belongs to the actors of lockdep_context_spinners().  Sleeping
 * kinds have no wait side: they give the CPU back.
 */
#include "usage.h"

#include "held.h"
#include "order.h"
#include "trace.h"
#include "undo.h"

static uint16_t any_open, any_spun;
uint16_t lockdep_usage_rows;

void lockdep_usage_reset(void)
{
	any_open = any_spun = lockdep_usage_rows = 0;
}

static void note_rows(uint16_t open, uint16_t spun)
{
	any_open |= open;
	any_spun |= spun;
	lockdep_usage_rows = any_open & any_spun;
}

static lockdep_trace_id trace_of(struct lockdep_event *ev)
{
	if (!ev->trace)
		ev->trace = lockdep_trace_take(ev->site, ev->closed, ev->entered);
	return ev->trace;
}

static void add_bits(uint16_t *set, uint16_t bits)
{
	if (!(bits & (uint16_t)~__atomic_load_n(set, __ATOMIC_RELAXED)))
		return;
	lockdep_undo_keep(set, sizeof(*set));
	__atomic_fetch_or(set, bits, __ATOMIC_RELEASE);
}

static uint16_t usage_base(uint16_t cls)
{
	return lockdep_classes[cls].base;
}

/* The chain is to know which locks guard what it teaches. */
static void note_guards(struct lockdep_event *ev, const struct lockdep_guards *guards,
			unsigned except)
{
	ev->guarded_by |= lockdep_guards_where(guards, ev->thread, ev->base, except);
}

/* One row of one use.  True: it is new, or known and now seen with fewer locks around it. */
static bool learn_row(struct lockdep_event *ev, struct lockdep_use *use, unsigned row, bool guarded)
{
	struct lockdep_guards *guards = &use->guards[row];
	uint16_t bit = (uint16_t)(1u << row);
	bool less = true;

	if (use->bare & bit)
		return false;
	lockdep_undo_keep(guards, sizeof(*guards));
	if (use->rows & bit) {
		less = lockdep_guards_meet(guards, ev->thread, ev->base, ev->index);
	} else {
		*guards = LOCKDEP_GUARDS_NONE;
		if (guarded)
			lockdep_guards_take(guards, ev->thread, ev->base, ev->index);
	}
	note_guards(ev, guards, ev->index);
	if (!less)
		return false;
	lockdep_undo_keep(&use->trace[row], sizeof(use->trace[row]));
	use->trace[row] = trace_of(ev);
	if (lockdep_guards_empty(guards))
		add_bits(&use->bare, bit);
	add_bits(&use->rows, bit);
	return true;
}

static uint16_t learn_rows(struct lockdep_event *ev, struct lockdep_use *use, uint16_t rows,
			   bool guarded)
{
	uint16_t changed = 0;

	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if ((rows & (1u << row)) && learn_row(ev, use, row, guarded))
			changed |= (uint16_t)(1u << row);
	return changed;
}

bool lockdep_usage_known_open(struct lockdep_thread *thread, unsigned base, unsigned index,
			      uint16_t open)
{
	const struct lockdep_held *held = &thread->held[index];
	const struct lockdep_use *use =
		&lockdep_classes[usage_base(held->cls)].open[lockdep_held_shared(held)];

	open &= (uint16_t)~__atomic_load_n(&use->bare, __ATOMIC_ACQUIRE);
	if (open & (uint16_t)~__atomic_load_n(&use->rows, __ATOMIC_ACQUIRE))
		return false;
	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if ((open & (1u << row)) &&
		    !lockdep_guards_held(&use->guards[row], thread, base, index))
			return false;
	return true;
}

void lockdep_usage_learn_held(struct lockdep_event *ev)
{
	struct lockdep_class_info *info = &lockdep_classes[usage_base(ev->cls)];
	uint16_t open = LOCKDEP_ALL_ACTORS & (uint16_t)~ev->closed;

	add_bits(&info->held_closed, ev->closed & LOCKDEP_ALL_ACTORS);
	if (ev->pinned)
		add_bits(&info->pinned_open, open);
	/* Nobody's inversion: guards would only cost. */
	ev->now_open = learn_rows(ev, &info->open[lockdep_event_shared(ev)], open,
				  lockdep_class_spins(ev->cls));
	if (lockdep_class_spins(ev->cls))
		note_rows(ev->now_open, 0);
}

void lockdep_usage_learn_spun(struct lockdep_event *ev)
{
	struct lockdep_class_info *info = &lockdep_classes[usage_base(ev->cls)];

	if (ev->waits && lockdep_class_spins(ev->cls))
		ev->now_spun = learn_rows(ev, &info->spun[lockdep_event_recursive(ev)],
					  lockdep_context_spinners(ev->closed, ev->entered), true);
	note_rows(0, ev->now_spun);
}

/* The edge from the held entry: 0 if it taught nothing. */
static uint16_t learn_edge(struct lockdep_event *ev, unsigned index)
{
	const struct lockdep_held *held = &ev->thread->held[index];
	unsigned mode = (lockdep_held_shared(held) ? LOCKDEP_EDGE_SHARED : 0) |
			(lockdep_event_recursive(ev) ? LOCKDEP_EDGE_RECURSIVE : 0);
	uint16_t e = lockdep_order_find(held->cls, ev->cls, mode);
	struct lockdep_edge *edge = &lockdep_edges[e];
	bool less = true;

	if (e) {
		if (lockdep_guards_empty(&edge->guards))
			return 0;
		lockdep_undo_keep(&edge->guards, sizeof(edge->guards));
		less = lockdep_guards_meet(&edge->guards, ev->thread, ev->base, index);
	} else {
		e = lockdep_order_add(held->cls, ev->cls, mode);
		edge = &lockdep_edges[e];
		lockdep_guards_take(&edge->guards, ev->thread, ev->base, index);
	}
	/* With no room for it, it is still checked against what is known, this once. */
	if (e <= LOCKDEP_MAX_EDGES)
		note_guards(ev, &edge->guards, index);
	if (!less)
		return 0;
	edge->trace = trace_of(ev);
	edge->from_site = held->site;
	return e;
}

/* What an interrupted thread holds is not in order with what the handler takes:
 * if the two can meet in a deadlock, an inversion says so (DESIGN.md). */
void lockdep_usage_learn_order(struct lockdep_event *ev)
{
	if (!ev->waits)
		return;
	for (unsigned i = ev->base; i < ev->thread->depth; i++) {
		const struct lockdep_held *held = &ev->thread->held[i];
		uint16_t e;

		if (!lockdep_class_learned(held->cls) || held->map == ev->map ||
		    lockdep_usage_ordered(held, ev))
			continue;
		e = learn_edge(ev, i);
		if (e)
			ev->now_edges[ev->now_edge_count++] = e;
	}
}

uint16_t lockdep_usage_inverted(const struct lockdep_class_info *info)
{
	uint16_t inverted = 0;

	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		for (unsigned pair = 0; pair < 4; pair++) {
			const struct lockdep_use *open = &info->open[pair & 1];
			const struct lockdep_use *spun = &info->spun[pair >> 1];

			if ((open->rows & spun->rows & 1u << row) &&
			    lockdep_class_blocks(pair & 1, pair >> 1) &&
			    !lockdep_guards_exclude(&open->guards[row], &spun->guards[row]))
				inverted |= (uint16_t)(1u << row);
		}
	return inverted;
}
