/* SPDX-License-Identifier: MIT
 *
 * A function that is declared without a prototype, before it is defined with parameters.
 *
 * expect: block-in-atomic: spinlock `table.lock` is held
 */
#include "case.h"

struct table { HF_LOCK_FIELD(spinlock_t, lock, no_preempt); int n; };

void change();

void use(struct table *t)
{
	change(t);
	sleep_ms(1);
}

void change(struct table *t)
{
	spin_lock(&t->lock);
	t->n++;
	sleep_ms(1);
	spin_unlock(&t->lock);
}
