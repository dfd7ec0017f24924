/* SPDX-License-Identifier: MIT
 *
 * One place that takes a lock under three others closes three cycles with `stop`, which takes them in the opposite
 * order; another cycle has nothing to do with it.
 *
 * expect: lock-order: first -> workers -> first
 * expect: lock-order: left -> right -> left
 * chain: second -> workers -> second
 * count: 2
 */
#include "case.h"

static mutex_t first HF_HELD_IN(in_thread), second HF_HELD_IN(in_thread), third HF_HELD_IN(in_thread);
static mutex_t workers HF_HELD_IN(in_thread), left HF_HELD_IN(in_thread), right HF_HELD_IN(in_thread);

static void under(mutex_t *one)
{
	mutex_lock(one);
	mutex_lock(&workers);
	mutex_unlock(&workers);
	mutex_unlock(one);
}

void pause(void)
{
	under(&first);
	under(&second);
	under(&third);
}

static void quickly(mutex_t *one)
{
	mutex_lock(one);
	mutex_unlock(one);
}

void stop(void)
{
	mutex_lock(&workers);
	quickly(&first);
	quickly(&second);
	quickly(&third);
	mutex_unlock(&workers);
}

void one(void)
{
	mutex_lock(&left);
	quickly(&right);
	mutex_unlock(&left);
}

void two(void)
{
	mutex_lock(&right);
	quickly(&left);
	mutex_unlock(&right);
}
