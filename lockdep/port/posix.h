/* SPDX-License-Identifier: MIT
 *
 * posix.h: lockdep under POSIX threads, with simulated contexts.
 *
 * A thread's contexts are whatever it says through the calls below: that lets a
 * kernel's locking be tested as an ordinary program.  A program that never says
 * anything is preemptible all the time, and gets the lock order rules.
 */
#ifndef LOCKDEP_POSIX_H
#define LOCKDEP_POSIX_H

#include <lockdep/lockdep.h>

/* Masks the actor `row` (HF_CTX_...) in the current thread.  Nests. */
void lockdep_posix_mask(unsigned row);

/* Lifts one level.  Tells lockdep, as a kernel would. */
void lockdep_posix_unmask(unsigned row);

/* From here to the matching leave the current thread plays the actor `row`,
 * interrupting what it was doing. */
void lockdep_posix_enter(unsigned row);
void lockdep_posix_leave(unsigned row);

/* For reports; kept as a pointer.  Without it, the name that the system has. */
void lockdep_posix_name_thread(const char *name);

/* Where reports go; NULL is stderr.  Called in the slow path, one at a time. */
void lockdep_posix_on_report(void (*report)(const char *text, size_t len));

/* The current thread plays one that is pinned to its CPU. */
void lockdep_posix_pin(bool pinned);

/* Called where a rule's policy is LOCKDEP_PANIC; NULL is abort(). */
void lockdep_posix_on_panic(void (*panic)(enum lockdep_rule rule));

#endif
