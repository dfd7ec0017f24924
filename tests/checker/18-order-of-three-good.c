/* SPDX-License-Identifier: MIT
 *
 * The same cycle, but all of it under one outer lock: it cannot happen.
 */
#include "case.h"

static mutex_t outer HF_HELD_IN(preemptible);
static mutex_t a HF_HELD_IN(preemptible);
static mutex_t b HF_HELD_IN(preemptible);
static mutex_t c HF_HELD_IN(preemptible);

static void pair(mutex_t *first, mutex_t *second)
{
	mutex_lock(&outer);
	mutex_lock(first);
	mutex_lock(second);
	mutex_unlock(second);
	mutex_unlock(first);
	mutex_unlock(&outer);
}

void one(void) { pair(&a, &b); }
void two(void) { pair(&b, &c); }
void three(void) { pair(&c, &a); }
