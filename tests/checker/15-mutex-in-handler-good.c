/* SPDX-License-Identifier: MIT
 *
 * A thread does.
 */
#include "case.h"

static mutex_t m HF_HELD_IN(preemptible);

HF_CALLED_IN(in_thread)
void worker(void)
{
	mutex_lock(&m);
	mutex_unlock(&m);
}
