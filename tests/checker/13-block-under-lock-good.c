/* SPDX-License-Identifier: MIT
 *
 * The sleep comes after the release, and a mutex may be held across one.
 */
#include "case.h"

static spinlock_t map HF_HELD_IN(no_preempt);
static mutex_t files HF_HELD_IN(preemptible);

static void settle(void) { sleep_ms(1); }
static void write_out(void) { settle(); }

void update(void)
{
	mutex_lock(&files);
	spin_lock(&map);
	spin_unlock(&map);
	write_out();
	mutex_unlock(&files);
}
