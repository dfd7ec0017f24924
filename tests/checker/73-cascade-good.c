/* SPDX-License-Identifier: MIT
 *
 * The same without the mistakes: nobody keeps anything, and nothing follows.
 */
#include "case.h"

static spinlock_t s HF_HELD_IN(no_preempt);
static spinlock_t t HF_HELD_IN(no_preempt);
static raw_spinlock_t r HF_HELD_IN(preemptible);
static mutex_t m HF_HELD_IN(preemptible);

int work(void) HF_TRUST("test: no locks");
void excludes(void) HF_EXCLUDES(s) HF_TRUST("test: no locks");

static int inner(void)
{
	spin_lock(&s);
	if (work()) {
		spin_unlock(&s);
		return work();
	}
	spin_unlock(&s);
	return work();
}

static int fails(void)
{
	mutex_lock(&m);
	if (!work())
		goto out;
	mutex_unlock(&m);
	return -5;
out:
	mutex_unlock(&m);
	return 0;
}
static int masks(void)
{
	preempt_disable();
	if (work()) {
		preempt_enable();
		return work();
	}
	preempt_enable();
	return work();
}

void blocks(void) { inner(); mutex_lock(&m); mutex_unlock(&m); }
void again(void) { inner(); spin_lock(&s); spin_unlock(&s); }
void two(void) { inner(); inner(); }
void rounds(void) { while (work()) inner(); }
void excluded(void) { inner(); excludes(); }
void opens(void) { inner(); raw_spin_lock(&r); raw_spin_unlock(&r); }
void one_order(void) { inner(); spin_lock(&t); spin_unlock(&t); }
void other_order(void) { spin_lock(&t); spin_lock(&s); spin_unlock(&s); spin_unlock(&t); }
static void five(void) { inner(); sleep_ms(1); }
static void four(void) { five(); sleep_ms(1); }
static void three(void) { four(); sleep_ms(1); }
static void second(void) { three(); sleep_ms(1); }
void one(void) { second(); sleep_ms(1); }
int listens(void) { return fails() ? -1 : 1; }
void ignores(void) { fails(); mutex_lock(&m); mutex_unlock(&m); }
void masked(void) { masks(); sleep_ms(1); }
void masked_twice(void) { masks(); masks(); }
