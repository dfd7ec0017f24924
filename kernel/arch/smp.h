/* SPDX-License-Identifier: MIT
 *
 * smp.h: the other CPUs.
 */
#ifndef KERNEL_ARCH_SMP_H
#define KERNEL_ARCH_SMP_H

#include <kernel/base.h>

/* Starts the other CPUs of the device tree, one after the other, up to the first that
 * does not come up. */
void smp_start(void) HF_MAY_BLOCK;

#endif
