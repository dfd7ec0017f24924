/* SPDX-License-Identifier: MIT
 *
 * The caller of `start` is seen, and calls `stop`.
 *
 * args: --require-closed
 */
#include "case.h"

struct rows {
	void (*start)(void);
	void (*stop)(void);
};

static mutex_t table HF_HELD_IN(preemptible);

static void start(void) { mutex_lock(&table); }
static void stop(void) { mutex_unlock(&table); }

static const struct rows rows = { start, stop };

void show(void)
{
	rows.start();
	rows.stop();
}
