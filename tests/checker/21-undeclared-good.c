/* SPDX-License-Identifier: MIT
 *
 * A mutex needs no declaration: who waits for one gives the CPU away.
 */
#include "case.h"

static mutex_t silent;

void f(void) { mutex_lock(&silent); mutex_unlock(&silent); }
