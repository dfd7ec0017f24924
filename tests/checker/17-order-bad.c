/* SPDX-License-Identifier: MIT
 *
 * a before b here, b before a there.
 *
 * expect: lock-order: a -> b -> a
 * count: 1
 */
#include "case.h"

static spinlock_t a HF_HELD_IN(no_preempt);
static spinlock_t b HF_HELD_IN(no_preempt);

static void take_b(void) { spin_lock(&b); spin_unlock(&b); }
static void take_a(void) { spin_lock(&a); spin_unlock(&a); }

void one(void) { spin_lock(&a); take_b(); spin_unlock(&a); }
void two(void) { spin_lock(&b); take_a(); spin_unlock(&b); }
