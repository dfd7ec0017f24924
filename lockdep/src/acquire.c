/* SPDX-License-Identifier: MIT
 *
 * acquire.c: what the host calls, told as steps.
 *
 *   acquire -> class -> held stack -> chain cache -> [miss] usage, order, rules
 *
 * The thread's `busy` says that the thread is inside lockdep: a handler that
 * interrupts it, or a port function that takes a lock, is counted and not
 * checked.  As a handler is gone before what it interrupted goes on, its acquires and
 * releases are left out together.
 */
#include <lockdep/port.h>

#include "chain.h"
#include "class.h"
#include "event.h"
#include "held.h"
#include "rules.h"
#include "stats.h"
#include "usage.h"

#define FLUSH_EVERY 256                 /* acquires between two updates of the counters */

/* The current thread, marked busy; NULL: not to be checked. */
static struct lockdep_thread *begin(void)
{
	struct lockdep_thread *thread = lockdep_port_thread();

	if (!thread)
		return NULL;
	if (thread->busy) {
		lockdep_stats_nested();
		return NULL;
	}
	thread->busy = 1;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	return thread;
}

static void end(struct lockdep_thread *thread)
{
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	thread->busy = 0;
}

/* The slow path's end is the call's end: an interrupt that came due meanwhile is
 * taken when the port lifts its mask, and finds the thread free to be checked.
 * The verdict comes last and from outside, so that the port may panic or jump. */
static enum lockdep_rule end_slow(struct lockdep_thread *thread, unsigned long state,
				  enum lockdep_rule verdict)
{
	end(thread);
	lockdep_port_leave(state);
	if (verdict != LOCKDEP_RULE_NONE)
		lockdep_port_verdict(verdict);
	return verdict;
}

/* The rules alone: nothing to learn. */
static enum lockdep_rule judge(struct lockdep_event *ev)
{
	unsigned long state = lockdep_port_enter();

	lockdep_rules_check(ev);
	return end_slow(ev->thread, state, ev->verdict);
}

/* A chain seen for the first time, if no other CPU came first: learn from it,
 * check it, and only then publish it, so that whoever finds it knows that it was
 * checked. */
static uint16_t learn_chain(struct lockdep_event *ev, uint64_t key)
{
	uint16_t chain = lockdep_chain_find(ev->thread, key);

	if (chain == LOCKDEP_CHAIN_EMPTY) {
		lockdep_usage_learn_held(ev);
		lockdep_usage_learn_spun(ev);
		lockdep_usage_learn_order(ev);
	}
	lockdep_rules_check(ev);
	return chain != LOCKDEP_CHAIN_EMPTY ? chain : lockdep_chain_add(key);
}

/* The same lock again says nothing about two locks of its class, which would be
 * the same chain. */
static bool makes_chain(const struct lockdep_event *ev)
{
	const struct lockdep_held *again = lockdep_held_find(ev->thread, ev->map);

	return lockdep_class_learned(ev->cls) && !(again && again->entered == ev->entered);
}

/* The steps below, for a lock whose chain isn't known to be fine. */
static enum lockdep_rule acquire_slow(struct lockdep_thread *thread, struct lockdep_held *held,
				      uint64_t key)
{
	struct lockdep_event ev = {
		.kind = LOCKDEP_EVENT_ACQUIRE,
		.thread = thread,
		.map = held->map,
		.name = held->map->cls ? held->map->cls->name : "a lock without a class",
		.cls = held->cls,
		.closed = held->closed,
		.entered = held->entered,
		.waits = !(held->flags & LOCKDEP_TRY),
		.site = held->site,
	};
	unsigned long state = lockdep_port_enter();

	lockdep_stats_flush(thread);
	if (held->cls == LOCKDEP_CLASS_NONE)
		lockdep_stats_unclassed();
	if (makes_chain(&ev)) {
		held->chain = learn_chain(&ev, key);
	} else {
		lockdep_rules_check(&ev);
		held->chain = LOCKDEP_CHAIN_UNLEARNED;  /* as all above it: checked each time */
	}
	if (!lockdep_held_push(thread, held))
		lockdep_stats_full(LOCKDEP_FULL_HELD);
	return end_slow(thread, state, ev.verdict);
}

enum lockdep_rule lockdep_acquire(struct lockdep_map *map, unsigned flags, const void *site)
{
	struct lockdep_thread *thread = begin();
	struct lockdep_held held;
	uint32_t context;
	uint16_t chain;
	uint64_t key;

	if (!thread)
		return LOCKDEP_RULE_NONE;

	/* 1. Which class is it, and where are we? */
	context = lockdep_port_context();
	held = (struct lockdep_held){
		.map = map,
		.site = site,
		.cls = map->cls ? lockdep_class_id(map->cls) : LOCKDEP_CLASS_NONE,
		.closed = (uint16_t)context,
		.entered = (uint16_t)(context >> 16),
		.flags = (uint8_t)flags,
		.spins = map->cls && lockdep_kinds[map->cls->kind].spins,
	};

	/* 2. Which chain of held locks does it continue? */
	held.chain = lockdep_held_chain(thread, held.entered);
	key = lockdep_chain_key(held.chain, held.cls, held.closed, held.entered,
				flags & LOCKDEP_TRY);

	/* 3. Was that checked before, and is it another lock than those held? */
	chain = lockdep_class_learned(held.cls) ? lockdep_chain_find(thread, key)
						: LOCKDEP_CHAIN_EMPTY;
	if (++thread->acquires == FLUSH_EVERY)
		lockdep_stats_flush(thread);
	if (chain == LOCKDEP_CHAIN_EMPTY || thread->depth == LOCKDEP_MAX_HELD ||
	    lockdep_held_find(thread, map))
		return acquire_slow(thread, &held, key);

	/* 4. Then nothing is new about it. */
	thread->chain_hits++;
	held.chain = chain;
	lockdep_held_push(thread, &held);
	end(thread);
	return LOCKDEP_RULE_NONE;
}

enum lockdep_rule lockdep_release(struct lockdep_map *map, const void *site)
{
	struct lockdep_thread *thread = begin();
	struct lockdep_event ev;
	uint32_t context;

	if (!thread)
		return LOCKDEP_RULE_NONE;
	if (lockdep_held_remove(thread, map)) {
		end(thread);
		return LOCKDEP_RULE_NONE;
	}
	if (thread->dropped) {
		thread->dropped--;
		end(thread);
		return LOCKDEP_RULE_NONE;
	}
	context = lockdep_port_context();
	ev = (struct lockdep_event){
		.kind = LOCKDEP_EVENT_RELEASE,
		.thread = thread,
		.map = map,
		.name = map->cls ? map->cls->name : "a lock without a class",
		.cls = map->cls ? lockdep_class_id(map->cls) : LOCKDEP_CLASS_NONE,
		.closed = (uint16_t)context,
		.entered = (uint16_t)(context >> 16),
		.site = site,
	};
	return judge(&ev);
}

/* Is every lock that the thread holds known to be held open to `open`? */
static bool known_open(const struct lockdep_thread *thread, uint16_t open)
{
	for (unsigned i = 0; i < thread->depth; i++)
		if (lockdep_class_learned(thread->held[i].cls) &&
		    !lockdep_usage_known_open(thread->held[i].cls, open))
			return false;
	return true;
}

/* One held lock in the context that now holds.  Slow path. */
static enum lockdep_rule opened(struct lockdep_thread *thread, const struct lockdep_held *held,
				uint32_t context, const void *site)
{
	struct lockdep_event ev = {
		.kind = LOCKDEP_EVENT_OPENED,
		.thread = thread,
		.map = held->map,
		.cls = held->cls,
		.closed = (uint16_t)context,
		.entered = (uint16_t)(context >> 16),
		.site = site,
	};

	if (!lockdep_class_learned(held->cls))
		return LOCKDEP_RULE_NONE;
	ev.name = lockdep_classes[held->cls].name;
	lockdep_usage_learn_held(&ev);
	lockdep_rules_check(&ev);
	return ev.verdict;
}

enum lockdep_rule lockdep_context_opened(const void *site)
{
	struct lockdep_thread *thread = begin();
	enum lockdep_rule first = LOCKDEP_RULE_NONE, verdict;
	unsigned long state;
	uint32_t context;

	if (!thread)
		return LOCKDEP_RULE_NONE;
	context = lockdep_port_context();
	if (known_open(thread, LOCKDEP_ALL_ACTORS & (uint16_t)~context)) {
		end(thread);
		return LOCKDEP_RULE_NONE;
	}
	state = lockdep_port_enter();
	for (unsigned i = 0; i < thread->depth; i++) {
		verdict = opened(thread, &thread->held[i], context, site);
		if (first == LOCKDEP_RULE_NONE)
			first = verdict;
	}
	return end_slow(thread, state, first);
}

enum lockdep_rule lockdep_might_block(const void *site)
{
	struct lockdep_thread *thread = begin();
	struct lockdep_event ev;
	uint32_t context;

	if (!thread)
		return LOCKDEP_RULE_NONE;
	context = lockdep_port_context();
	ev = (struct lockdep_event){
		.kind = LOCKDEP_EVENT_BLOCK,
		.thread = thread,
		.closed = (uint16_t)context,
		.entered = (uint16_t)(context >> 16),
		.waits = true,
		.site = site,
	};
	if (lockdep_context_may_block(ev.closed, ev.entered) && !lockdep_held_spinning(thread)) {
		end(thread);
		return LOCKDEP_RULE_NONE;
	}
	return judge(&ev);
}

bool lockdep_is_held(const struct lockdep_map *map)
{
	struct lockdep_thread *thread = lockdep_port_thread();

	return !thread || thread->busy || thread->dropped || lockdep_held_find(thread, map);
}
