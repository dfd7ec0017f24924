/* SPDX-License-Identifier: MIT
 *
 * The sleeping call goes through a field that says so, with preemption off.
 *
 * expect: block-in-atomic: `device.transfer` may block while in state no_preempt
 */
#include "case.h"

struct device { int (*transfer)(struct device *d) HF_MAY_BLOCK; };

int flush(struct device *d)
{
	int error;

	preempt_disable();
	error = d->transfer(d);
	preempt_enable();
	return error;
}
