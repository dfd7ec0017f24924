/* SPDX-License-Identifier: MIT
 *
 * trap.c: exceptions that the kernel itself raised.  It never does so on purpose.
 */
#include <kernel/panic.h>
#include "kernel/base/report.h"
#include "machine.h"
#include "trap.h"

void kernel_sync(struct trap_frame *frame)
{
	if (machine_exiting())
		machine_power_off();
	panic_frame(frame, "exception in the kernel: esr %#lx, far %#lx, pc %#lx, x30 %#lx",
		    (unsigned long)frame->esr, (unsigned long)frame->far,
		    (unsigned long)frame->pc, (unsigned long)frame->x[30]);
}
