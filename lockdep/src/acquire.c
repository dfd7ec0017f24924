/* SPDX-License-Identifier: MIT
 *
 * acquire.c: taking and releasing a lock, told as steps.
 *
 *   acquire -> class -> held stack -> chain cache -> [miss] usage, order, rules
 */
#include "chain.h"
#include "class.h"
#include "enter.h"
#include "order.h"
#include "policy.h"
#include "rules.h"
#include "threads.h"
#include "times.h"
#include "undo.h"
#include "usage.h"

#define FLUSH_EVERY 256                 /* acquires between two updates of the counters */
#define FLAGS (LOCKDEP_TRY | LOCKDEP_READ | LOCKDEP_READ_RECURSIVE)

static void learn(struct lockdep_event *ev)
{
	lockdep_usage_learn_held(ev);
	lockdep_usage_learn_spun(ev);
	lockdep_usage_learn_order(ev);
}

/* A chain seen for the first time, if no other CPU came first, or held by other locks than those
 * that guarded what it taught: learn from it, check it, and only then publish it, so that whoever
 * finds it knows that it was checked.  A refused one taught nothing and stays unknown. */
static uint16_t learn_chain(struct lockdep_event *ev, const struct lockdep_step *step)
{
	const struct lockdep_held *top = lockdep_held_next(ev->thread);
	uint16_t chain = lockdep_chain_find(step, top);
	bool known = chain != LOCKDEP_CHAIN_EMPTY;

	lockdep_undo_begin();
	if (!known)
		learn(ev);
	lockdep_rules_check(ev);
	if (ev->refused)
		lockdep_undo_all();
	else if (!known)
		chain = lockdep_chain_add(step, ev->guarded_by, top, ev->thread->depth - ev->base);
	lockdep_order_done();
	return chain;
}

/* All but the map, whose coming is what others may see. */
static void fill_next(struct lockdep_thread *thread, const struct lockdep_held *from)
{
	struct lockdep_held *held = lockdep_held_next(thread);

	__atomic_store_n(&held->site, from->site, __ATOMIC_RELAXED);
	held->since_ns = from->since_ns;
	held->context = from->context;
	held->cls = from->cls;
	held->chain = from->chain;
	held->flags = from->flags;
	held->number = from->number;
	held->pins = 0;
}

/* The steps below, for a lock whose chain isn't known to be fine. */
static enum lockdep_rule acquire_slow(struct lockdep_thread *thread, struct lockdep_held *held,
				      struct lockdep_map *map, uint64_t filter,
				      const struct lockdep_step *step)
{
	struct lockdep_event ev;
	unsigned long state;

	lockdep_event_init(&ev, LOCKDEP_EVENT_ACQUIRE, thread, map, held->context, held->site);
	ev.cls = held->cls;
	ev.flags = held->flags;
	ev.waits = !(held->flags & LOCKDEP_TRY);
	state = lockdep_port_enter();
	lockdep_threads_add(thread);
	thread->chain_misses++;
	lockdep_stats_flush(thread);
	if (held->cls == LOCKDEP_CLASS_NONE)
		lockdep_stats_unclassed();
	if (held->number == LOCKDEP_NUMBER_DEAD)
		lockdep_report_call(&ev, LOCKDEP_RULE_LOCK_IMBALANCE,
				    "was destroyed, and is used again", NULL);
	if (lockdep_class_learned(held->cls)) {
		held->chain = learn_chain(&ev, step);
	} else {
		lockdep_rules_check(&ev);
		held->chain = LOCKDEP_CHAIN_UNLEARNED;  /* as all above it: checked each time */
	}
	if (!ev.refused) {
		if (thread->depth < LOCKDEP_MAX_HELD) {
			fill_next(thread, held);
			lockdep_held_push(thread, lockdep_held_next(thread), map, filter);
		} else {
			thread->dropped++;      /* so that its release is recognised */
			lockdep_stats_full(LOCKDEP_FULL_HELD);
		}
	}
	return lockdep_end_slow(thread, state, ev.verdict);
}

/* Between a lock and itself there is no order: where it is held already is a part of the chain.
 * A lock that is held twice already makes none: checked each time. */
static void tell_places(const struct lockdep_thread *thread, const struct lockdep_map *map,
			uint16_t entered, struct lockdep_step *step)
{
	unsigned base = lockdep_held_base(thread, entered), places = 0;

	for (unsigned i = base; i < thread->depth; i++) {
		if (thread->held[i].map != map)
			continue;
		step->mode |= (i - base + 1) << LOCKDEP_STEP_AGAIN_SHIFT;
		if (++places == 2)
			step->link |= (uint32_t)LOCKDEP_CHAIN_UNLEARNED << 16;
	}
}

/* Rules about this very lock and those held, not about their classes: are they kept?  Not asked
 * where the stack says by itself that they are. */
static bool locks_fit(struct lockdep_thread *thread, const struct lockdep_map *map,
		      struct lockdep_held *held, uint64_t filter, struct lockdep_step *step)
{
	uint16_t entered = lockdep_context_entered(held->context);
	bool fit = true;

	if (lockdep_held_perhaps(thread, filter)) {
		fit = !lockdep_rule_recursion_breaks(thread, map, held->flags);
		tell_places(thread, map, entered, step);
	}
	return fit && !lockdep_rule_nesting_breaks(thread, map, held->cls, held->flags, entered);
}

static inline uint64_t time_now(const struct lockdep_class *cls)
{
	return LOCKDEP_TIMES && (lockdep_times_on || cls->hold_budget_us) ? lockdep_port_clock_ns() : 0;
}

/* A lock that needs more than a look into the chain cache. */
static __attribute__((noinline)) enum lockdep_rule
acquire_special(struct lockdep_thread *thread, struct lockdep_map *map, unsigned flags,
		const void *site, uint32_t context)
{
	unsigned level = flags >> LOCKDEP_LEVEL_SHIFT;
	uint64_t filter = lockdep_held_filter(map);
	struct lockdep_step step = { .link = 0 };
	struct lockdep_held held = {
		.map = map,
		.site = site,
		.context = context,
		.cls = map->cls ? lockdep_class_id(map->cls, level < LOCKDEP_MAX_LEVELS ? level : 0)
				: LOCKDEP_CLASS_NONE,
		.flags = flags & (FLAGS | LOCKDEP_FLAG_UNDER),
		.number = __atomic_load_n(&map->number, __ATOMIC_RELAXED),
		.since_ns = map->cls ? time_now(map->cls) : 0,
	};
	bool fit, dead;

	dead = held.number == LOCKDEP_NUMBER_DEAD;
	if (held.number == LOCKDEP_NUMBER_NONE)
		held.number = lockdep_class_number(map, held.cls);
	held.chain = LOCKDEP_CHAIN_EMPTY;
	if (thread->depth < LOCKDEP_MAX_HELD) {
		fill_next(thread, &held);
		step = lockdep_held_step(thread, thread->depth);
	} else {
		step.link = (uint32_t)LOCKDEP_CHAIN_UNLEARNED << 16 | held.cls;
	}
	fit = locks_fit(thread, map, &held, filter, &step);
	if (fit && lockdep_class_learned(held.cls) && !dead &&
	    thread->depth < LOCKDEP_MAX_HELD) {
		held.chain = lockdep_chain_find(&step, lockdep_held_next(thread));
		if (held.chain != LOCKDEP_CHAIN_EMPTY) {
			thread->held[thread->depth].chain = held.chain;
			lockdep_held_push(thread, lockdep_held_next(thread), map, filter);
			return lockdep_end(thread);
		}
	}
	return acquire_slow(thread, &held, map, filter, &step);
}

static inline __attribute__((always_inline)) enum lockdep_rule
acquire(struct lockdep_thread *thread, struct lockdep_map *map, unsigned flags, const void *site,
	uint32_t context)
{
	struct lockdep_held *held;
	struct lockdep_step step;
	uint64_t filter;
	uint16_t chain, number, cls;
	unsigned depth = thread->depth;

	if (++thread->acquires == FLUSH_EVERY)
		lockdep_stats_flush(thread);

	/* 1. A lock with a number, and so with a class, and another one than those held? */
	filter = lockdep_held_filter(map);
	number = __atomic_load_n(&map->number, __ATOMIC_RELAXED);
	if (!lockdep_number_quick(number) || depth == LOCKDEP_MAX_HELD || flags > FLAGS ||
	    lockdep_held_perhaps(thread, filter))
		return acquire_special(thread, map, flags, site, context);
	held = &thread->held[depth];
	cls = __atomic_load_n(&map->cls->id[0], __ATOMIC_ACQUIRE);

	/* 2. Which chain of held locks does it continue?  Was that checked before, under locks that
	 * are held now? */
	step.link = lockdep_held_from(held, !depth, context) | cls;
	step.context = context;
	step.mode = flags;
	chain = cls != LOCKDEP_CLASS_NONE ? lockdep_chain_find(&step, held) : LOCKDEP_CHAIN_EMPTY;
	if (chain == LOCKDEP_CHAIN_EMPTY)
		return acquire_special(thread, map, flags, site, context);

	/* 3. Then nothing is new about it. */
	__atomic_store_n(&held->site, site, __ATOMIC_RELAXED);
	held->context = context;
	held->cls = cls;
	held->chain = chain;
	held->number = number;
	held->flags = (uint8_t)flags;
	held->pins = 0;
	held->since_ns = LOCKDEP_TIMES && lockdep_times_on ? lockdep_port_clock_ns() : 0;
	lockdep_held_push(thread, held, map, filter);
	return lockdep_end(thread);
}

enum lockdep_rule lockdep_acquire(struct lockdep_map *map, unsigned flags, const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	if (!thread)
		return LOCKDEP_RULE_NONE;
	return acquire(thread, map, flags, site, lockdep_port_context());
}

enum lockdep_rule lockdep_acquire_as(struct lockdep_thread *thread, struct lockdep_map *map,
				     unsigned flags, uint32_t context)
{
	return acquire(thread, map, flags, NULL, context);
}

enum lockdep_rule lockdep_acquire_under_as(struct lockdep_thread *thread, struct lockdep_map *map,
					   const struct lockdep_map *parent, unsigned flags,
					   const void *site, uint32_t context)
{
	enum lockdep_rule first, rule;

	/* Exclusively, so that no other thread takes locks under it. */
	if (lockdep_held_as(thread, parent, false)) {
		thread->acquires++;
		return acquire_special(thread, map, flags | LOCKDEP_FLAG_UNDER, site, context);
	}
	first = lockdep_end_broken(thread, LOCKDEP_RULE_REQUIRES, map,
				   "is taken under a lock that isn't held", NULL, site);
	if (lockdep_refuses(first))
		return first;
	lockdep_resume(thread);
	rule = acquire(thread, map, flags, site, context);
	return first != LOCKDEP_RULE_NONE ? first : rule;
}

enum lockdep_rule lockdep_acquire_under(struct lockdep_map *map, const struct lockdep_map *parent,
					unsigned flags, const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	if (!thread)
		return LOCKDEP_RULE_NONE;
	return lockdep_acquire_under_as(thread, map, parent, flags, site, lockdep_port_context());
}

/* From below others: what is left is held without a lock that it was held under. */
static __attribute__((noinline)) enum lockdep_rule
release_below(struct lockdep_thread *thread, unsigned index, const void *site, uint32_t context)
{
	lockdep_held_remove(thread, index);
	return lockdep_end_opened(thread, context, site);
}

static __attribute__((noinline)) enum lockdep_rule
release_unheld(struct lockdep_thread *thread, struct lockdep_map *map, const void *site,
	       uint32_t context)
{
	struct lockdep_event ev;
	unsigned long state;

	if (thread->dropped) {
		thread->dropped--;
		return lockdep_end(thread);
	}
	lockdep_event_init(&ev, LOCKDEP_EVENT_RELEASE, thread, map, context, site);
	state = lockdep_port_enter();
	lockdep_rules_check(&ev);
	return lockdep_end_slow(thread, state, ev.verdict);
}

/* Not the youngest, not held at all, pinned, or timed. */
static __attribute__((noinline)) enum lockdep_rule
release_special(struct lockdep_thread *thread, struct lockdep_map *map, const void *site,
		uint32_t context)
{
	struct lockdep_held *held = lockdep_held_find(thread, map);
	enum lockdep_rule rule = LOCKDEP_RULE_NONE, left;

	if (!held)
		return release_unheld(thread, map, site, context);
	if (held->pins || held->since_ns)
		rule = lockdep_release_special(thread, held, site);
	if (held == &thread->held[thread->depth - 1]) {
		lockdep_held_pop(thread);
		lockdep_end(thread);
		return rule;
	}
	left = release_below(thread, (unsigned)(held - thread->held), site, context);
	return rule != LOCKDEP_RULE_NONE ? rule : left;
}

/* The youngest one, with nothing to look at: gone. */
static inline bool release_quick(struct lockdep_thread *thread, const struct lockdep_map *map)
{
	const struct lockdep_held *held = &thread->held[thread->depth - 1u];

	if (!thread->depth || held->map != map || held->pins || held->since_ns)
		return false;
	lockdep_held_pop(thread);
	lockdep_end(thread);
	return true;
}

enum lockdep_rule lockdep_release(struct lockdep_map *map, const void *site)
{
	struct lockdep_thread *thread = lockdep_begin();

	if (!thread || release_quick(thread, map))
		return LOCKDEP_RULE_NONE;
	return release_special(thread, map, site, lockdep_port_context());
}

enum lockdep_rule lockdep_release_as(struct lockdep_thread *thread, struct lockdep_map *map,
				     uint32_t context)
{
	return release_quick(thread, map) ? LOCKDEP_RULE_NONE
					  : release_special(thread, map, NULL, context);
}

bool lockdep_is_held(const struct lockdep_map *map)
{
	struct lockdep_thread *thread = lockdep_port_thread();

	return !thread || thread->busy || thread->dropped || lockdep_held_find(thread, map);
}
