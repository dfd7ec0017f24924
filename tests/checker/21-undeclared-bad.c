/* SPDX-License-Identifier: MIT
 *
 * A spinlock that declares nothing.
 *
 * expect: context-mismatch: spinlock `silent` does not declare
 */
#include "case.h"

static spinlock_t silent;

void f(void) { spin_lock(&silent); spin_unlock(&silent); }
