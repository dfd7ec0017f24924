/* SPDX-License-Identifier: MIT
 *
 * What nothing in the whole program calls has no caller that could lack a lock.
 *
 * args: --whole-program
 */
#include "case.h"

static spinlock_t lock HF_HELD_IN(no_preempt);
static int size HF_GUARDED_BY(lock);

static void grow(void) HF_REQUIRES(lock);
static void grow(void) { size++; }

void dead(void) { grow(); size = 0; }
