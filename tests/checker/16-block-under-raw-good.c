/* SPDX-License-Identifier: MIT
 *
 * Not while it is held: the trylock that failed holds nothing.
 */
#include "case.h"

static raw_spinlock_t raw HF_HELD_IN(preemptible);

void work(void)
{
	while (!raw_spin_trylock(&raw))
		sleep_ms(1);
	raw_spin_unlock(&raw);
}
