/* SPDX-License-Identifier: MIT
 *
 * machine.h: what the firmware does for us.
 */
#ifndef KERNEL_ARCH_MACHINE_H
#define KERNEL_ARCH_MACHINE_H

#include <kernel/base.h>

/* Starts a CPU at `entry_phys`, MMU off, with `arg` in x0. 0, -EIO. */
int machine_start_cpu(uint64_t mpidr, uint64_t entry_phys, uint64_t arg) __must_check;

/* Is machine_exit under way?  A trap now means: no semihosting. */
bool machine_exiting(void);
__noreturn void machine_power_off(void);

#endif
