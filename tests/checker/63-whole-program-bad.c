/* SPDX-License-Identifier: MIT
 *
 * With --whole-program only what something calls can lack a lock.
 *
 * args: --whole-program
 * expect: requires: `grow` requires spinlock `lock`, which is not held
 * count: 1
 */
#include "case.h"

static spinlock_t lock HF_HELD_IN(no_preempt);
static int size HF_GUARDED_BY(lock);

static void grow(void) HF_REQUIRES(lock);
static void grow(void) { size++; }

void dead(void) { grow(); size = 0; }

HF_CALLED_IN(in_thread) void alive(void) { grow(); }
