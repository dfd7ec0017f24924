/* SPDX-License-Identifier: MIT
 *
 * usage.c: learning from an event.
 *
 * Held side: a lock is held open to every actor that isn't closed.  Wait side: a
 * spin that waits belongs to the actors of lockdep_context_spinners().  Sleeping
 * kinds have no wait side: they give the CPU back.
 */
#include "usage.h"

#include "class.h"
#include "held.h"
#include "order.h"
#include "trace.h"

static uint16_t trace_of(struct lockdep_event *ev)
{
	if (!ev->trace)
		ev->trace = lockdep_trace_take(ev->site, ev->closed, ev->entered);
	return ev->trace;
}

static uint16_t add_bits(uint16_t *set, uint16_t bits)
{
	uint16_t new_bits = bits & (uint16_t)~__atomic_load_n(set, __ATOMIC_RELAXED);

	if (new_bits)
		__atomic_fetch_or(set, new_bits, __ATOMIC_RELAXED);
	return new_bits;
}

static void set_traces(uint16_t *traces, uint16_t rows, uint16_t trace)
{
	for (unsigned row = 0; row < HF_CTX_COUNT; row++)
		if (rows & (1u << row))
			traces[row] = trace;
}

bool lockdep_usage_known_open(uint16_t cls, uint16_t open)
{
	return !(open & (uint16_t)~__atomic_load_n(&lockdep_classes[cls].held_open,
						   __ATOMIC_RELAXED));
}

void lockdep_usage_learn_held(struct lockdep_event *ev)
{
	struct lockdep_class_info *info = &lockdep_classes[ev->cls];
	uint16_t open = LOCKDEP_ALL_ACTORS & (uint16_t)~ev->closed;

	add_bits(&info->held_closed, ev->closed & LOCKDEP_ALL_ACTORS);
	ev->now_open = add_bits(&info->held_open, open);
	if (ev->now_open)
		set_traces(info->open_trace, ev->now_open, trace_of(ev));
}

void lockdep_usage_learn_spun(struct lockdep_event *ev)
{
	struct lockdep_class_info *info = &lockdep_classes[ev->cls];

	if (!ev->waits || !lockdep_class_spins(ev->cls))
		return;
	ev->now_spun = add_bits(&info->spun, lockdep_context_spinners(ev->closed, ev->entered));
	if (ev->now_spun)
		set_traces(info->spun_trace, ev->now_spun, trace_of(ev));
}

/* What an interrupted thread holds is not in order with what the handler takes:
 * if the two can meet in a deadlock, an inversion says so (DESIGN.md). */
void lockdep_usage_learn_order(struct lockdep_event *ev)
{
	if (!ev->waits)
		return;
	for (unsigned i = lockdep_held_base(ev->thread, ev->entered); i < ev->thread->depth; i++) {
		const struct lockdep_held *held = &ev->thread->held[i];

		if (!lockdep_class_learned(held->cls) || held->map == ev->map ||
		    lockdep_order_find(held->cls, ev->cls))
			continue;
		/* With no room for it, it is still checked against what is known. */
		lockdep_order_add(held->cls, ev->cls, trace_of(ev), held->site);
		ev->now_after[ev->now_after_count++] = held->cls;
	}
}
