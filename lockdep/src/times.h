/* SPDX-License-Identifier: MIT
 *
 * times.h: how long locks are held and waited for, and actors masked; and the budgets.
 * All counters are atomic; any context.
 */
#ifndef LOCKDEP_TIMES_H
#define LOCKDEP_TIMES_H

#include <lockdep/lockdep.h>

#if LOCKDEP_TIMES
struct lockdep_times {
	uint64_t contended, waited_ns, waited_max_ns;
	uint64_t holds, held_ns, held_max_ns;
	const void *held_max_site;
};
#endif

/* How long an actor was masked at most. */
struct lockdep_section {
#if LOCKDEP_TIMES
	uint64_t max_ns;
#else
	uint32_t max_ns;                /* 0 */
#endif
	const void *max_site;           /* where it was masked then */
	uint32_t budget_us;
};
extern struct lockdep_section lockdep_sections[HF_CTX_COUNT];

/* A lock is released that is pinned, or whose hold time is measured. */
enum lockdep_rule lockdep_release_special(struct lockdep_thread *thread,
					  const struct lockdep_held *held, const void *site);

/* The actor is masked from here on. */
void lockdep_section_note(struct lockdep_thread *thread, unsigned row, const void *site);

/* The thread leaves the CPU: what it has masked is not a time any more. */
void lockdep_sections_drop(struct lockdep_thread *thread);

void lockdep_times_reset(void);

#endif
