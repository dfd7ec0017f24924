/* SPDX-License-Identifier: MIT
 *
 * Two functions that call each other take a lock each, in the order of the calls.
 *
 * expect: lock-order: locks are taken in a cycle: left -> right -> left
 * expect: lock-recursion: mutex `right` is waited for by its own holder
 * count: 2
 */
#include "case.h"

static mutex_t left HF_HELD_IN(preemptible);
static mutex_t right HF_HELD_IN(preemptible);

bool mutex_try(mutex_t *l) HF_TRY_ACQUIRES(true, l);
static void walk_right(int n);

static void walk_left(int n)
{
	if (!mutex_try(&left))
		return;
	if (n > 0)
		walk_right(n - 1);
	mutex_unlock(&left);
}

static void walk_right(int n)
{
	mutex_lock(&right);
	if (n > 1)
		walk_left(n - 1);
	mutex_unlock(&right);
}

void f(int n)
{
	walk_left(n);
}

void g(void)
{
	mutex_lock(&right);
	mutex_lock(&left);
	mutex_unlock(&left);
	mutex_unlock(&right);
}
