/* SPDX-License-Identifier: MIT
 *
 * Two functions that call each other let go of their lock before the call.
 */
#include "case.h"

static mutex_t left HF_HELD_IN(preemptible);
static mutex_t right HF_HELD_IN(preemptible);

static void walk_right(int n);

static void walk_left(int n)
{
	mutex_lock(&left);
	mutex_unlock(&left);
	if (n > 0)
		walk_right(n - 1);
}

static void walk_right(int n)
{
	mutex_lock(&right);
	mutex_unlock(&right);
	if (n > 1)
		walk_left(n - 1);
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
