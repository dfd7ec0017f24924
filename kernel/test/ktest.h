/* SPDX-License-Identifier: MIT
 *
 * ktest.h: the kernel's test of itself, `ktest` on the command line.
 */
#ifndef KERNEL_TEST_KTEST_H
#define KERNEL_TEST_KTEST_H

#include <kernel/base.h>

/* Runs all tests, or the one called `name` unless that is "", and prints "ktest: N passed, N
 * failed".  Returns how many failed; 1 where there is no such test. */
int ktest_run(const char *name) HF_MAY_BLOCK;

#endif
