/* SPDX-License-Identifier: MIT
 *
 * spin_core.h: a ticket lock's mechanics without masks and without lockdep: for
 * spinlock.c, and for those who must not be checked (lockdep's own exclusion, the
 * console while it prints a report).  Interrupts or preemption are masked by the
 * caller.
 */
#ifndef KERNEL_LOCK_SPIN_CORE_H
#define KERNEL_LOCK_SPIN_CORE_H

#include <kernel/spinlock.h>

void spin_core_take(struct spin_core *core, const void *site);
bool spin_core_try(struct spin_core *core, const void *site);
void spin_core_drop(struct spin_core *core);
/* Does the running thread own it? */
bool spin_core_mine(const struct spin_core *core);

#endif
