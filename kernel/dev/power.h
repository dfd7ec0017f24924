/* SPDX-License-Identifier: MIT
 *
 * power.h: the power button's driver.
 */
#ifndef KERNEL_DEV_POWER_H
#define KERNEL_DEV_POWER_H

#include <kernel/base.h>

/* Once, at boot, when threads run. */
void power_init(void) HF_MAY_BLOCK;

#endif
