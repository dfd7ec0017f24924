/* SPDX-License-Identifier: MIT
 *
 * faults.h: `fault=NAME` on the command line: does something on purpose that the
 * kernel must notice, or the nearest thing that it must not.
 */
#ifndef KERNEL_TEST_FAULTS_H
#define KERNEL_TEST_FAULTS_H

#include <kernel/base.h>

/* Does it.  Returns only where nothing was to be noticed; -EINVAL: no such name. */
int fault_run(const char *name) HF_MAY_BLOCK;

#define FAULT(name) void fault_##name(void) HF_MAY_BLOCK;
#include "faults.def"
#undef FAULT

#endif
