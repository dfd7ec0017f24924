/* SPDX-License-Identifier: MIT
 *
 * A raw spinlock held preemptibly still makes others spin.
 *
 * expect: block-in-atomic: may block while raw spinlock `raw` is held
 */
#include "case.h"

static raw_spinlock_t raw HF_HELD_IN(preemptible);

void work(void)
{
	raw_spin_lock(&raw);
	sleep_ms(1);
	raw_spin_unlock(&raw);
}
