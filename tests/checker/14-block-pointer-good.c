/* SPDX-License-Identifier: MIT
 *
 * Another field of the table does not sleep.
 */
#include "case.h"

struct device {
	int (*transfer)(struct device *d) HF_MAY_BLOCK;
	int (*kick)(struct device *d);
};

static int kick(struct device *d) { return d != NULL; }
static int transfer(struct device *d) { sleep_ms(1); return d != NULL; }

struct device device = { .transfer = transfer, .kick = kick };

int flush(struct device *d)
{
	int error;

	preempt_disable();
	error = d->kick(d);
	preempt_enable();
	return error ? error : d->transfer(d);
}
