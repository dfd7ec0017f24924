/* SPDX-License-Identifier: MIT
 *
 * One mistake, one finding: what follows from a lock or a mask that a callee keeps, directly,
 * through five callers or in a loop, is a line of that finding.  What is wrong without it is not.
 *
 * expect: lock-imbalance: bad.c:39:3: error: `inner` returns with spinlock `s` held
 * expect: lock-imbalance: bad.c:51:3: error: `fails` returns with mutex `m` held
 * expect: context-imbalance: bad.c:60:3: error: `masks` returns in state no_preempt
 * expect: block-in-atomic: bad.c:88:
 * expect: lock-recursion: bad.c:94:
 * expect: lock-order: bad.c:101:
 * chain: blocks: `mutex_lock` may block while spinlock `s` is held [block-in-atomic]
 * chain: again: spinlock `s` is waited for by its own holder [lock-recursion]
 * chain: excluded: `excludes` must be called without spinlock `s`, which is held [requires]
 * chain: five: `sleep_ms` may block while spinlock `s` is held [block-in-atomic]
 * chain: one: `sleep_ms` may block while spinlock `s` is held [block-in-atomic]
 * chain: opens: raw spinlock `r` is held while another thread can interrupt the holder
 * chain: ignores: mutex `m` is waited for by its own holder [lock-recursion]
 * chain: masked: `sleep_ms` may block while in state no_preempt [block-in-atomic]
 * count: 6
 */
#include "case.h"

static spinlock_t s HF_HELD_IN(no_preempt);
static spinlock_t t HF_HELD_IN(no_preempt);
static spinlock_t u HF_HELD_IN(no_preempt);
static raw_spinlock_t r HF_HELD_IN(preemptible);
static mutex_t m HF_HELD_IN(preemptible);
static mutex_t twice HF_HELD_IN(preemptible);

int work(void) HF_TRUST("test: no locks");
void excludes(void) HF_EXCLUDES(s) HF_TRUST("test: no locks");

/* The result doesn't tell. */
static int inner(void)
{
	spin_lock(&s);
	if (work())
		return work();
	spin_unlock(&s);
	return work();
}

/* It does, and nobody listens. */
static int fails(void)
{
	mutex_lock(&m);
	if (!work())
		goto out;
	else
		return -5;
out:
	mutex_unlock(&m);
	return 0;
}
static int masks(void)
{
	preempt_disable();
	if (work())
		return work();
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

/* The same lock, held for a reason of its own. */
void own_block(void)
{
	inner();
	spin_lock(&s);
	sleep_ms(1);
	spin_unlock(&s);
}
void own_recursion(void)
{
	mutex_lock(&twice);
	mutex_lock(&twice);
	mutex_unlock(&twice);
}
void own_order(void)
{
	inner();
	spin_lock(&u);
	spin_lock(&t);
	spin_unlock(&t);
	spin_unlock(&u);
}
void its_other_half(void)
{
	spin_lock(&t);
	spin_lock(&u);
	spin_unlock(&u);
	spin_unlock(&t);
}
