/* SPDX-License-Identifier: MIT
 *
 * Not seen: what takes long without being declared so.
 */
#include "case.h"

static spinlock_t s HF_HELD_IN(no_preempt);

void wipe(volatile char *memory, unsigned long len)
{
	spin_lock(&s);
	for (unsigned long i = 0; i < len; i++)
		memory[i] = 0;
	spin_unlock(&s);
}
