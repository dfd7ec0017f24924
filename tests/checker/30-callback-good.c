/* SPDX-License-Identifier: MIT
 *
 * The callback that sleeps is passed where no lock is held.
 */
#include "case.h"

static spinlock_t list HF_HELD_IN(no_preempt);

static void slow(int n) { (void)n; sleep_ms(1); }
static void fast(int n) { (void)n; }
static void for_each(void (*visit)(int n)) { visit(1); }

void f(void)
{
	spin_lock(&list);
	for_each(fast);
	spin_unlock(&list);
	for_each(slow);
}
