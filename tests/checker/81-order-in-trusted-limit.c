/* SPDX-License-Identifier: MIT
 *
 * One lock at a time is followed into a trusted body, so the gate that all of them are
 * taken under isn't seen: this cannot deadlock.
 *
 * expect: lock-order: locks are taken in a cycle
 */
#include "case.h"

static mutex_t gate HF_HELD_IN(preemptible);
static mutex_t a HF_HELD_IN(preemptible);
static mutex_t b HF_HELD_IN(preemptible);

HF_TRUST("test: looked at for its order")
static void touch_b(void)
{
	mutex_lock(&b);
	mutex_unlock(&b);
}

void f(void)
{
	mutex_lock(&gate);
	mutex_lock(&a);
	touch_b();
	mutex_unlock(&a);
	mutex_unlock(&gate);
}

void g(void)
{
	mutex_lock(&gate);
	mutex_lock(&b);
	mutex_lock(&a);
	mutex_unlock(&a);
	mutex_unlock(&b);
	mutex_unlock(&gate);
}
