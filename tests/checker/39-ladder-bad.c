/* SPDX-License-Identifier: MIT
 *
 * The wrong rung of an error ladder, a case without its unlock, a round without its
 * unlock, a macro that returns in the middle.
 *
 * expect: lock-imbalance: `ladder` returns with spinlock `a` held
 * expect: lock-imbalance: `cases` returns with spinlock `a` held
 * expect: lock-imbalance: `bail` returns with spinlock `a` held
 * expect: lock-imbalance: `rounds` returns with spinlock `a` held
 * chain: rounds: spinlock `a` is waited for by its own holder [lock-recursion]
 * count: 4
 * chain: ladder: acquires the lock
 */
#include "case.h"

static spinlock_t a HF_HELD_IN(no_preempt);
static mutex_t m HF_HELD_IN(preemptible);

int prepare(int step);

#define BAIL_OUT_IF(c) do { if (c) return -1; } while (0)

int ladder(void)
{
	int error;

	mutex_lock(&m);
	error = prepare(1);
	if (error)
		goto out_m;
	spin_lock(&a);
	error = prepare(2);
	if (error)
		goto out_m;
	spin_unlock(&a);
out_m:
	mutex_unlock(&m);
	return error;
}

void cases(int n)
{
	spin_lock(&a);
	switch (n) {
	case 1:
		break;
	case 2:
		return;
	default:
		break;
	}
	spin_unlock(&a);
}

int bail(int n)
{
	spin_lock(&a);
	BAIL_OUT_IF(n > 3);
	spin_unlock(&a);
	return 0;
}

void rounds(int n)
{
	while (n--) {


		spin_lock(&a);
		if (prepare(n))
			continue;
		spin_unlock(&a);
	}
}
