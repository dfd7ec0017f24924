/* SPDX-License-Identifier: MIT
 *
 * A false alarm: whether `look` leaves `busy` as it is, is not known.
 *
 * expect: lock-imbalance: `f` returns with spinlock `s` held
 * expect: lock-imbalance: `f` releases spinlock `s`, which is not held
 * count: 2
 */
#include "case.h"

struct x { bool busy; };
void look(struct x *x);
static spinlock_t s HF_HELD_IN(no_preempt);

void f(struct x *x)
{
	if (x->busy)
		spin_lock(&s);
	look(x);
	if (x->busy)
		spin_unlock(&s);
}
