/* SPDX-License-Identifier: MIT
 *
 * A handler takes a mutex.
 *
 * expect: block-in-atomic: `mutex_lock` may block while in state in_irq
 */
#include "case.h"

static mutex_t m HF_HELD_IN(preemptible);

HF_CALLED_IN(in_irq)
void handler(void)
{
	mutex_lock(&m);
	mutex_unlock(&m);
}
