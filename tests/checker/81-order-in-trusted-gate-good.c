/* SPDX-License-Identifier: MIT
 *
 * What a trusted body takes is taken under its caller's locks; all of this is under one gate, so it
 * cannot deadlock.
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
