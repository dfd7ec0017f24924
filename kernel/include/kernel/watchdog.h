/* SPDX-License-Identifier: MIT
 *
 * watchdog.h: threads and devices that others depend on, and that must go on: the
 * watchdog names one that has work but finishes none of it, and a thread that could run but
 * does not get a CPU.
 *
 *     if (watchdog_watch(&watch, "net", thread_current()))
 *             ...
 *     for (;;) {
 *             watchdog_rest(&watch);
 *             wait_event(...);
 *             watchdog_beat(&watch);
 *             ...                     (and again within long work)
 *     }
 */
#ifndef KERNEL_WATCHDOG_H
#define KERNEL_WATCHDOG_H

#include <kernel/base.h>

struct thread;

struct watch {
	const char *name;
	struct thread *thread;          /* NULL: a device */
	uint32_t beats;                 /* atomic */
	bool resting;                   /* atomic */
	/* starved.c */
	uint32_t seen_beats;
	bool reported;
	uint64_t since_ns;
};

/* Watches a thread that never ends, or with NULL a device, from here on; it rests at first.
 * `w` stays.  0; -ENOSPC: too many are watched, and this one is not. */
int watchdog_watch(struct watch *w, const char *name, struct thread *thread) __must_check;
/* It did something, and has more to do; it has nothing to do.  By the thread itself, or under
 * the driver's lock. */
static inline void watchdog_beat(struct watch *w)
{
	__atomic_store_n(&w->resting, false, __ATOMIC_RELAXED);
	__atomic_store_n(&w->beats, w->beats + 1, __ATOMIC_RELEASE);
}

static inline void watchdog_rest(struct watch *w)
{
	watchdog_beat(w);
	__atomic_store_n(&w->resting, true, __ATOMIC_RELEASE);
}

#endif
