/* SPDX-License-Identifier: MIT
 *
 * Who calls a header's half of a pair and not the other one is at fault, each for himself, and not the
 * half; and what follows from that is told there.
 *
 * expect: lock-imbalance: bad.c:21:50: error: `one` returns with spinlock
 * expect: lock-imbalance: bad.c:22:50: error: `two` returns with spinlock
 * expect: lock-imbalance: bad.c:23:54: error: `three` returns with spinlock
 * not: `table_lock` returns
 * chain: five: `sleep_ms` may block while spinlock
 * count: 3
 */
#include "case.h"
#include "51-unused-helper.h"

int work(void) HF_TRUST("test: no locks");

static spinlock_t a HF_HELD_IN(no_preempt);
static spinlock_t c HF_HELD_IN(no_preempt);

void one(void) { table_lock(&a); work(); work(); }
void two(void) { table_lock(&a); work(); work(); }
static int three(void) { table_lock(&c); if (work()) return work(); table_unlock(&c); return work(); }
void four(void) { three(); }
void five(void) { three(); sleep_ms(1); }
