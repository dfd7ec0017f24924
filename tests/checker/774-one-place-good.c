/* SPDX-License-Identifier: MIT
 *
 * Everybody takes them in one order.
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
	quickly(&first);
	quickly(&second);
	quickly(&third);
	mutex_lock(&workers);
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
	mutex_lock(&left);
	quickly(&right);
	mutex_unlock(&left);
}
