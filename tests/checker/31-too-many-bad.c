/* SPDX-License-Identifier: MIT
 *
 * More locks at once than the checker follows: the function is given up, and that is
 * said; what its caller does is still seen.
 *
 * expect: unresolved: `f` has too many states
 * expect: block-in-atomic: spinlock `s` is held
 */
#include "case.h"

static spinlock_t s HF_HELD_IN(no_preempt);

static mutex_t m0 HF_HELD_IN(preemptible);
static mutex_t m1 HF_HELD_IN(preemptible);
static mutex_t m2 HF_HELD_IN(preemptible);
static mutex_t m3 HF_HELD_IN(preemptible);
static mutex_t m4 HF_HELD_IN(preemptible);
static mutex_t m5 HF_HELD_IN(preemptible);
static mutex_t m6 HF_HELD_IN(preemptible);
static mutex_t m7 HF_HELD_IN(preemptible);
static mutex_t m8 HF_HELD_IN(preemptible);
static mutex_t m9 HF_HELD_IN(preemptible);
static mutex_t m10 HF_HELD_IN(preemptible);
static mutex_t m11 HF_HELD_IN(preemptible);
static mutex_t m12 HF_HELD_IN(preemptible);
static mutex_t m13 HF_HELD_IN(preemptible);
static mutex_t m14 HF_HELD_IN(preemptible);
static mutex_t m15 HF_HELD_IN(preemptible);
static mutex_t m16 HF_HELD_IN(preemptible);

void f(void)
{
	mutex_lock(&m0);
	mutex_lock(&m1);
	mutex_lock(&m2);
	mutex_lock(&m3);
	mutex_lock(&m4);
	mutex_lock(&m5);
	mutex_lock(&m6);
	mutex_lock(&m7);
	mutex_lock(&m8);
	mutex_lock(&m9);
	mutex_lock(&m10);
	mutex_lock(&m11);
	mutex_lock(&m12);
	mutex_lock(&m13);
	mutex_lock(&m14);
	mutex_lock(&m15);
	mutex_lock(&m16);
	mutex_unlock(&m16);
	mutex_unlock(&m15);
	mutex_unlock(&m14);
	mutex_unlock(&m13);
	mutex_unlock(&m12);
	mutex_unlock(&m11);
	mutex_unlock(&m10);
	mutex_unlock(&m9);
	mutex_unlock(&m8);
	mutex_unlock(&m7);
	mutex_unlock(&m6);
	mutex_unlock(&m5);
	mutex_unlock(&m4);
	mutex_unlock(&m3);
	mutex_unlock(&m2);
	mutex_unlock(&m1);
	mutex_unlock(&m0);
}

void g(void)
{
	f();
	spin_lock(&s);
	sleep_ms(1);
	spin_unlock(&s);
}
