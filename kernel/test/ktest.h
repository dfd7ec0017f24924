/* SPDX-License-Identifier: MIT
 *
 * ktest.h: the kernel's test of itself, `ktest` on the command line.
 */
#ifndef KERNEL_TEST_KTEST_H
#define KERNEL_TEST_KTEST_H

#include <kernel/base.h>

/* Runs all tests and prints "ktest: N passed, N failed".  Returns how many failed. */
int ktest_run(void) HF_MAY_BLOCK;

#endif
