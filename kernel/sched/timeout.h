/* SPDX-License-Identifier: MIT
 *
 * timeout.h: the parts of timeouts that only kernel/ uses.
 */
#ifndef KERNEL_SCHED_TIMEOUT_H
#define KERNEL_SCHED_TIMEOUT_H

#include <kernel/time.h>

int timeout_init(void) __must_check;    /* on the first CPU, before any timeout_start */
void timeout_start(void) HF_REQUIRES_STATE(no_irq); /* on each CPU */

#endif
