/* SPDX-License-Identifier: MIT
 *
 * wait_report.h: for the last report: what a thread waits for and who has it.
 */
#ifndef KERNEL_LOCK_WAIT_REPORT_H
#define KERNEL_LOCK_WAIT_REPORT_H

struct thread;

/* The spinlock that `t` spins on, if any: its owner, what that one is doing, and
 * since when and where it took the lock. */
void report_spin(const struct thread *t);

/* The locks that `t` holds, as far as lockdep knows them. */
void report_held(const struct thread *t);

/* Where a thread that does not run was switched out, the sleeping lock that it waits for, if
 * any, and what the owner of that holds and does instead of releasing it. */
void report_sleep(const struct thread *t);

#endif
