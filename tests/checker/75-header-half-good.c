/* SPDX-License-Identifier: MIT
 *
 * Both halves, here and through a function that hands the lock to its caller.
 */
#include "case.h"
#include "51-unused-helper.h"

int work(void) HF_TRUST("test: no locks");

static spinlock_t a HF_HELD_IN(no_preempt);
static spinlock_t c HF_HELD_IN(no_preempt);

void one(void) { table_lock(&a); work(); table_unlock(&a); }
static void begin(void) { table_lock(&c); work(); }
static void end(void) { work(); table_unlock(&c); }
void four(void) { begin(); end(); }
