/* SPDX-License-Identifier: MIT
 *
 * port.h: what lockdep needs from the system that it runs in.  The host
 * defines these functions; lockdep calls them, never the other way round.
 *
 * lockdep_port_thread and lockdep_port_context run in every acquire and want to
 * be quick.  The others run only when something is new.  A checked lock that one of
 * them takes is counted and not checked.
 */
#ifndef LOCKDEP_PORT_H
#define LOCKDEP_PORT_H

#include <lockdep/lockdep.h>

/* The current thread's held stack; NULL means: not checked (too early).  A
 * handler gets the stack of the thread that it interrupted.  It must not change
 * between an acquire and its release. */
struct lockdep_thread *lockdep_port_thread(void);

/* Which actors cannot interrupt at this moment (low 16 bits: HF_BIT of each
 * that is masked, for whatever reason), and which actors are running (high
 * 16 bits: HF_BIT(irq) << 16 in an interrupt handler; 0 in a plain thread).  The
 * highest bit, LOCKDEP_PINNED: preempted, the current thread goes on on this CPU or not
 * at all, as it is pinned to it, or there is but one, or strict priorities keep it there. */
#define LOCKDEP_PINNED (1u << 31)
uint32_t lockdep_port_context(void);

/* Excludes every other user of lockdep's slow path on all CPUs and every handler
 * on this one.  The state is handed back to the matching leave.  A handler that
 * can't be excluded (an NMI) may take checked locks all the same: over the slow
 * path it is not checked. */
unsigned long lockdep_port_enter(void);
void lockdep_port_leave(unsigned long state);

unsigned lockdep_port_cpu(void);

/* The current thread's name, for reports; never NULL. */
const char *lockdep_port_thread_name(void);

/* Return addresses of the callers, innermost first, starting with `site`'s frame
 * or as close as the system can tell.  Returns how many. */
unsigned lockdep_port_backtrace(const void **pcs, unsigned cap);

/* Writes "function+0x12" or a plain address into buf. */
void lockdep_port_symbol(const void *pc, char *buf, size_t cap);

/* Prints a whole report at once, so that nothing comes between its lines.
 * Called with the slow path excluded: must not take a checked lock. */
void lockdep_port_report(const char *text, size_t len);

/* A rule with the policy LOCKDEP_PANIC was reported: outside of the slow path and before
 * the wait that was reported.  Lockdep goes on, should it return. */
void lockdep_port_panic(enum lockdep_rule rule);

/* A clock that never goes back; from any context. */
uint64_t lockdep_port_clock_ns(void);

#endif
