/* SPDX-License-Identifier: MIT
 *
 * tests.h: one function for each row of tests.def.
 */
#ifndef KERNEL_TEST_TESTS_H
#define KERNEL_TEST_TESTS_H

#include <kernel/base.h>

#define KTEST(name, explored) const char *test_##name(void) HF_MAY_BLOCK;
#include "tests.def"
#undef KTEST

#endif
