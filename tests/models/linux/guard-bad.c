/* SPDX-License-Identifier: MIT
 *
 * A guard holds its lock to the end of its scope, behind which nothing gives it back.
 */
#include "linux.h"

static DEFINE_MUTEX(config);
static DEFINE_SPINLOCK(list);
static int entries;

static void config_touch(void)
{
	mutex_lock(&config); // expect: lock-recursion
	entries++;
	mutex_unlock(&config);
}

void config_reset(void)
{
	guard(mutex)(&config);
	entries = 0;
	config_touch();
}

int list_take(void)
{
	scoped_guard(spinlock_irqsave, &list) {
		if (!entries)
			return -EAGAIN;
		msleep(1); // expect: block-in-atomic: while spinlock `list` is held
		entries--;
	}
	return 0;
}

void config_drop(void)
{
	guard(mutex)(&config); // expect: lock-imbalance: releases mutex `config`
	entries--;
	mutex_unlock(&config);
}
