/* SPDX-License-Identifier: MIT
 *
 * That the unseen caller of `start` also calls `stop` is not known.
 *
 * args: --require-closed
 * expect: lock-imbalance: `start` returns with mutex `table` held
 * expect: lock-imbalance: `stop` releases mutex `table`, which is not held
 * count: 2
 */
#include "case.h"

struct rows {
	void (*start)(void);
	void (*stop)(void);
};

static mutex_t table HF_HELD_IN(preemptible);

static void start(void) { mutex_lock(&table); }
static void stop(void) { mutex_unlock(&table); }

const struct rows rows = { start, stop };
