/* SPDX-License-Identifier: MIT
 *
 * One of the constants is the wrong one.
 *
 * expect: lock-imbalance: `pass_on` returns with mutex `helpers` held
 * expect: block-in-atomic: spinlock `table` is held
 */
#include "case.h"

enum what { PAUSE_SOME, PAUSE_ALL, RESUME_ALL, RESUME_SOME };
#define LOCK 1
#define UNLOCK 2

static mutex_t workers HF_HELD_IN(in_thread), helpers HF_HELD_IN(in_thread);
static spinlock_t table HF_HELD_IN(no_preempt);

static void pause(enum what what)
{
	switch (what) {
	case PAUSE_ALL:
		mutex_lock(&helpers);
		/* fall through */
	case PAUSE_SOME:
		mutex_lock(&workers);
		break;
	case RESUME_ALL:
		mutex_unlock(&helpers);
		/* fall through */
	case RESUME_SOME:
		mutex_unlock(&workers);
		break;
	}
}

static void pass_on(enum what what)
{
	pause(what);
}

void all(void)
{
	pass_on(PAUSE_ALL);
	pass_on(RESUME_SOME);
}

void some(void)
{
	pause(PAUSE_SOME);
	pause(RESUME_SOME);
}

static void table_do(int mode)
{
	if (mode == LOCK)
		spin_lock(&table);
	else
		spin_unlock(&table);
}

void use_table(void)
{
	table_do(LOCK);
	sleep_ms(1);
	table_do(UNLOCK);
}
